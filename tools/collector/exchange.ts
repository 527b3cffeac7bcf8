/**
 * One HTTP request and its answer, as the collector needs them: a body of limited size and time, and an answer with as few
 * header bytes as the protocol allows, because it travels over a cellular link.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { TextDecoder } from "node:util";

/** A request that is refused: the status, the reason for the sender, and headers that belong to the status. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** The sender went away in the middle of its request: nobody is left to be answered. */
export class ConnectionLostError extends Error {}

export interface BodyLimits {
  /** Most bytes of a body. */
  maxBytes: number;
  /** Most milliseconds from the headers to the last byte of the body. */
  timeoutMs: number;
}

/** A body up to this many times the limit is read to its end and then refused, so that the sender sees the answer. */
const DISCARDED_TIMES = 16;

/**
 * Reads the body of a request as UTF-8 text.
 * @throws HttpError 413 when it is too long, 408 when it comes too slowly, 400 when it is not UTF-8.
 * @throws ConnectionLostError when the connection ends first.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  const bytes = await collectBytes(request, limits);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, "body: not UTF-8 text");
  }
}

function collectBytes(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  const tooLong = new HttpError(413, `body: longer than the ${maxBytes} bytes allowed; send fewer readings in a batch`);
  const tooSlow = new HttpError(408, `body: not complete within ${timeoutMs} ms`);
  const chunks: Buffer[] = [];
  let length = 0;
  if (Number(request.headers["content-length"]) > maxBytes * DISCARDED_TIMES) return Promise.reject(tooLong);
  let timer: NodeJS.Timeout | undefined;
  const whole = new Promise<Buffer>((resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow), timeoutMs);
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else if (length > maxBytes * DISCARDED_TIMES) reject(tooLong);
    });
    request.on("end", () => (length > maxBytes ? reject(tooLong) : resolve(Buffer.concat(chunks))));
    request.on("error", () => reject(new ConnectionLostError("connection lost in the middle of the body")));
  });
  return whole.finally(() => clearTimeout(timer));
}

/** Whether the sender may use the connection again: it wants to, and has sent its whole request. */
export function keepsOpen(request: IncomingMessage, response: ServerResponse): boolean {
  return response.shouldKeepAlive && request.complete;
}

/** Answers with JSON. The connection stays open when the sender wants it to and has sent its whole request. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response.sendDate = false;
  response.writeHead(status, {
    ...headers,
    Connection: keepsOpen(request, response) ? "keep-alive" : "close",
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

/** The bytes of an answer to what never became a request; see the event `clientError` of node:http. */
export function rawAnswer(status: number, reason: string): string {
  const text = JSON.stringify({ error: reason });
  const length = Buffer.byteLength(text);
  return `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${text}`;
}
