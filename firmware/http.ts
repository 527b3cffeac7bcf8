/** HTTP/1.1 as far as an uploader needs it (RFC 9112): one POST at a time on a connection that stays open. */
import type { ServerAddress } from "./settings";

/** A header block longer than this is no answer of a server we want to talk to, bytes. */
const HEAD_MAX = 1024;

const HEAD_END = "\r\n\r\n";

/** Why a response is of no use; statuses are positive. */
export const enum HttpFault {
  /** Not a response of HTTP/1. */
  NoHttp = -1,
  /** Header block longer than 1 KB. */
  LongHead = -2,
}

/** Header block so far; undefined once it is complete. */
let head: string | undefined;
/** Bytes of the body still to come. */
let due = 0;
/** Status code of the last response, or an {@link HttpFault}. */
let status = 0;

/** Another request may follow on the connection. */
export let isReusable = false;
/** `Retry-After` of the last response (RFC 9110, 10.2.3), seconds; NaN without one. */
export let retryAfterS = NaN;

/**
 * The text of a POST request. TLS protects it from the modem on; what the UART spoilt before that a server can tell by `X-CRC32`, the body's
 * CRC-32 in decimal digits. The answer to it is to be given to {@link feedResponse}.
 */
export function postRequest(server: ServerAddress, headers: { [name: string]: string }, body: string): string {
  let text = "POST " + server.path + " HTTP/1.1\r\nHost: " + server.host;
  for (const name in headers) text += "\r\n" + name + ": " + headers[name];
  head = "";
  return (
    text +
    "\r\nContent-Type: application/json\r\nX-CRC32: " +
    E.CRC32(body) +
    "\r\nContent-Length: " +
    body.length +
    "\r\n\r\n" +
    body
  );
}

/**
 * Reads the response in pieces as they come. The body is counted, not kept; a response whose length is not told by
 * Content-Length is complete with its header, and its connection is not used again.
 * @returns 0 while it is incomplete, then its status code or an {@link HttpFault}.
 */
export function feedResponse(payload: string): number {
  // A 1xx response announces the response proper, which follows.
  while (head !== undefined) {
    head += payload;
    const end = head.indexOf(HEAD_END);
    // Espruino's indexOf takes a pattern that is cut off by the end of the text for found.
    const isWhole = end >= 0 && head.length >= end + 4;
    if (head.length > HEAD_MAX && !(isWhole && end < HEAD_MAX)) return HttpFault.LongHead;
    if (!isWhole) return 0;
    payload = head.substr(end + 4);
    parseHead(head.substr(0, end).toLowerCase());
    head = status > 99 && status < 200 ? "" : undefined;
  }
  due -= payload.length;
  if (due > 0) return 0;
  isReusable = isReusable && due === 0;
  return status;
}

/** The interpreter throws at a text of 70 digits and more: a number is looked for in so many characters. */
const NUMBER_MAX = 20;

/** @param text header block in lower case. */
function parseHead(text: string): void {
  const length = text.split("\r\ncontent-length:")[1];
  status = text.startsWith("http/1.") ? parseInt(text.substr(9, NUMBER_MAX)) || HttpFault.NoHttp : HttpFault.NoHttp;
  due = length ? parseInt(length.substr(0, NUMBER_MAX)) : status === 204 ? 0 : -1;
  const later = text.split("\r\nretry-after:")[1];
  retryAfterS = later ? parseInt(later.substr(0, NUMBER_MAX)) : NaN;
  isReusable = text[7] === "1" && !/\r\nconnection:[^\r]*close/.test(text);
}
