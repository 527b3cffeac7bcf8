/** Answers of servers that are broken, overloaded or hostile, as bytes and pauses. */
import { gzipSync } from "node:zlib";
import type { Clock } from "../clock";

/** The answer that the server would have given. */
export interface PlainAnswer {
  status: number;
  body: string;
}

export interface AnswerPiece {
  /** Pause before it, milliseconds. */
  afterMs: number;
  bytes: Buffer;
}

export interface SpoiltAnswer {
  /** The request is carried out all the same: its readings are stored. */
  isCarriedOut: boolean;
  pieces(plain: PlainAnswer): Iterable<AnswerPiece>;
  /** What becomes of the connection: it stays open and silent, or it is closed. */
  ending: "hang" | "close";
}

/** Where the bytes go. */
export interface AnswerLink {
  write(bytes: Buffer): void;
  close(): void;
  /** Nobody is there any more. */
  readonly isOver: boolean;
}

/** Says it piece by piece. */
export function playAnswer(spoilt: SpoiltAnswer, plain: PlainAnswer, link: AnswerLink, clock: Clock): void {
  const pieces = spoilt.pieces(plain)[Symbol.iterator]();
  const next = (): void => {
    const { value, done } = pieces.next() as IteratorResult<AnswerPiece, undefined>;
    if (done) {
      if (spoilt.ending === "close") link.close();
      return;
    }
    const say = (): void => {
      if (link.isOver) return;
      link.write(value.bytes);
      next();
    };
    if (value.afterMs === 0) say();
    else clock.setTimeout(say, value.afterMs);
  };
  next();
}

/** An answer of HTTP/1.1 as text. */
export function answerText({ status, body }: PlainAnswer, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    Connection: "close",
    "Content-Type": "application/json",
    "Content-Length": `${Buffer.byteLength(body)}`,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${REASONS[status] ?? "Other"}\r\n${lines.join("")}\r\n${body}`;
}

/** Nothing is said. */
export const silence = (isCarriedOut: boolean): SpoiltAnswer => ({ isCarriedOut, pieces: () => [], ending: "hang" });

/** A status that is no success, with headers that belong to it. */
export function refusal(status: number, headers: Readonly<Record<string, string>> = {}): SpoiltAnswer {
  const body = JSON.stringify({ error: `status ${status} by a fault` });
  return { isCarriedOut: false, pieces: () => atOnce(answerText({ status, body }, headers)), ending: "close" };
}

/** Only the first bytes. */
export const cutAfter = (count: number): SpoiltAnswer => ({
  isCarriedOut: true,
  pieces: (plain) => atOnce(answerText(plain).slice(0, count)),
  ending: "close",
});

/** One byte at a time. */
export const byteByByte = (pauseMs: number): SpoiltAnswer => ({
  isCarriedOut: true,
  pieces: (plain) =>
    Array.from(Buffer.from(answerText(plain)), (byte) => ({ afterMs: pauseMs, bytes: Buffer.from([byte]) })),
  ending: "close",
});

/** Headers without end: one line of `lineBytes` after the other. */
export const endlessHeaders = (lineBytes: number, pauseMs: number): SpoiltAnswer => ({
  isCarriedOut: true,
  pieces: () => headersWithoutEnd(lineBytes, pauseMs),
  ending: "close",
});

/** A Content-Length that is wrong by so many bytes. */
export const wrongLength = (difference: number): SpoiltAnswer => ({
  isCarriedOut: true,
  pieces: (plain) => {
    const length = Math.max(0, Buffer.byteLength(plain.body) + difference);
    return atOnce(answerText(plain, { Connection: "keep-alive", "Content-Length": `${length}` }));
  },
  ending: "hang",
});

/** The body compressed, whatever the client takes. */
export const compressed: SpoiltAnswer = {
  isCarriedOut: true,
  pieces: ({ status, body }) => {
    const zipped = gzipSync(body);
    const head = answerText({ status, body: "" }, { "Content-Encoding": "gzip", "Content-Length": `${zipped.length}` });
    return [{ afterMs: 0, bytes: Buffer.concat([Buffer.from(head), zipped]) }];
  },
  ending: "close",
};

/** A body of so many bytes. */
export const hugeBody = (lengthBytes: number): SpoiltAnswer => ({
  isCarriedOut: true,
  pieces: ({ status }) => atOnce(answerText({ status, body: "x".repeat(lengthBytes) })),
  ending: "close",
});

/** Bytes that are no answer of HTTP. */
export const notHttp = (bytes: Buffer): SpoiltAnswer => ({
  isCarriedOut: false,
  pieces: () => [{ afterMs: 0, bytes }],
  ending: "close",
});

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  301: "Moved Permanently",
  302: "Found",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function atOnce(text: string): AnswerPiece[] {
  return [{ afterMs: 0, bytes: Buffer.from(text) }];
}

function* headersWithoutEnd(lineBytes: number, pauseMs: number): Generator<AnswerPiece> {
  yield { afterMs: 0, bytes: Buffer.from("HTTP/1.1 200 OK\r\n") };
  const line = Buffer.from(`X-More: ${"x".repeat(lineBytes)}\r\n`);
  for (;;) yield { afterMs: pauseMs, bytes: line };
}
