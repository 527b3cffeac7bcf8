/** Answers of servers that are broken, overloaded or hostile. */
import { gzipSync } from "node:zlib";
import type { Clock } from "../clock";

/** An answer of HTTP that is whole, behind which the connection goes on. */
export interface Reply {
  status: number;
  /** Content-Length is that of the body unless it is given. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** Bytes as they are, behind which the connection is of no use any more. */
export interface RawAnswer {
  pieces: Iterable<AnswerPiece>;
  /** It stays open and silent, or it is closed. */
  ending: "hang" | "close";
}

export interface AnswerPiece {
  /** Pause before it, milliseconds. */
  afterMs: number;
  bytes: Buffer;
}

export interface SpoiltAnswer {
  /** The request is carried out all the same: its readings are stored. */
  isCarriedOut: boolean;
  /** @param plain what the server would have answered. */
  make(plain: Reply): Reply | RawAnswer;
}

/** Where the bytes of a raw answer go. */
export interface AnswerLink {
  write(bytes: Buffer): void;
  close(): void;
  /** Nobody is there any more. */
  readonly isOver: boolean;
}

export const isRaw = (answer: Reply | RawAnswer): answer is RawAnswer => "pieces" in answer;

/** Says it piece by piece. */
export function playAnswer({ pieces, ending }: RawAnswer, link: AnswerLink, clock: Clock): void {
  const rest = pieces[Symbol.iterator]();
  const next = (): void => {
    const piece = rest.next();
    if (piece.done) {
      if (ending === "close") link.close();
      return;
    }
    const say = (): void => {
      if (link.isOver) return;
      link.write(piece.value.bytes);
      next();
    };
    if (piece.value.afterMs === 0) say();
    else clock.setTimeout(say, piece.value.afterMs);
  };
  next();
}

/** All headers of a reply. */
export function replyHeaders({ headers, body }: Reply): Record<string, string> {
  return { "Content-Type": "application/json", "Content-Length": `${body.length}`, ...headers };
}

/** A reply as bytes. */
export function replyBytes(reply: Reply): Buffer {
  const lines = Object.entries(replyHeaders(reply)).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${reply.status} Any\r\n${lines.join("")}\r\n`), reply.body]);
}

/** Nothing is said. */
export function silence(isCarriedOut: boolean): SpoiltAnswer {
  return { isCarriedOut, make: () => ({ pieces: [], ending: "hang" }) };
}

/** A status that is no success, with headers that belong to it. */
export function refusal(status: number, headers: Readonly<Record<string, string>> = {}): SpoiltAnswer {
  const body = Buffer.from(JSON.stringify({ error: `status ${status} by a fault` }));
  return { isCarriedOut: false, make: () => ({ status, headers, body }) };
}

/** Only the first bytes. */
export function cutAfter(lengthBytes: number): SpoiltAnswer {
  return {
    isCarriedOut: true,
    make: (plain) => ({ pieces: atOnce(closing(plain).subarray(0, lengthBytes)), ending: "close" }),
  };
}

/** One byte at a time. */
export function byteByByte(pauseMs: number): SpoiltAnswer {
  const split = (bytes: Buffer): AnswerPiece[] =>
    Array.from(bytes, (byte) => ({ afterMs: pauseMs, bytes: Buffer.from([byte]) }));
  return { isCarriedOut: true, make: (plain) => ({ pieces: split(closing(plain)), ending: "close" }) };
}

/** Headers without end: one line of so many bytes after the other. @param pauseMs at least 1. */
export function endlessHeaders(lineBytes: number, pauseMs: number): SpoiltAnswer {
  return { isCarriedOut: true, make: () => ({ pieces: headersWithoutEnd(lineBytes, pauseMs), ending: "close" }) };
}

/** A Content-Length that is wrong by so many bytes. */
export function wrongLength(difference: number): SpoiltAnswer {
  return {
    isCarriedOut: true,
    make: (plain) => ({ ...plain, headers: { "Content-Length": `${Math.max(0, plain.body.length + difference)}` } }),
  };
}

/** The body compressed, whatever the client takes. */
export const compressed: SpoiltAnswer = {
  isCarriedOut: true,
  make: ({ status, body }) => ({ status, headers: { "Content-Encoding": "gzip" }, body: gzipSync(body) }),
};

/** A body of so many bytes. */
export function hugeBody(lengthBytes: number): SpoiltAnswer {
  return { isCarriedOut: true, make: (plain) => ({ ...plain, body: Buffer.alloc(lengthBytes, "x") }) };
}

/** Bytes that are no answer of HTTP. */
export function notHttp(bytes: Buffer): SpoiltAnswer {
  return { isCarriedOut: false, make: () => ({ pieces: atOnce(bytes), ending: "close" }) };
}

/** A reply that says that the connection ends behind it. */
function closing(reply: Reply): Buffer {
  return replyBytes({ ...reply, headers: { Connection: "close", ...reply.headers } });
}

function atOnce(bytes: Buffer): AnswerPiece[] {
  return [{ afterMs: 0, bytes }];
}

function* headersWithoutEnd(lineBytes: number, pauseMs: number): Generator<AnswerPiece> {
  yield { afterMs: 0, bytes: Buffer.from("HTTP/1.1 200 OK\r\n") };
  const bytes = Buffer.from(`X-More: ${"x".repeat(lineBytes)}\r\n`);
  for (;;) yield { afterMs: pauseMs, bytes };
}
