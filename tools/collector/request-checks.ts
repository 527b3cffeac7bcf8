/** Checks of a request's first lines, before its body is read. Each failure says what is allowed. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HttpError } from "./exchange";
import { shownValue } from "./shown-value";

/** @throws HttpError 405 when the method is another one. */
export function checkMethod(request: IncomingMessage, allowed: string): void {
  if (request.method === allowed) return;
  throw new HttpError(405, `method: ${request.method} is not allowed; allowed: ${allowed}`, { Allow: allowed });
}

/** @throws HttpError 401 when `token` is set and the request does not carry it. */
export function checkToken(request: IncomingMessage, token: string | undefined): void {
  if (token === undefined) return;
  // Digests have one length and are compared in constant time, so an answer's delay tells nothing of the token.
  if (timingSafeEqual(digest(request.headers.authorization ?? ""), digest(`Bearer ${token}`))) return;
  throw new HttpError(401, "authorization: missing or wrong; allowed: Bearer and the token", {
    "WWW-Authenticate": "Bearer",
  });
}

/** @throws HttpError 415 when the body is announced as anything but plain JSON. */
export function checkContentType({ headers }: IncomingMessage): void {
  const type = headers["content-type"];
  if (type?.split(";")[0]!.trim().toLowerCase() !== "application/json") {
    const found = type === undefined ? "missing" : `${shownValue(type)} is not allowed`;
    throw new HttpError(415, `content-type: ${found}; allowed: application/json`);
  }
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding === "identity") return;
  throw new HttpError(415, `content-encoding: ${shownValue(encoding)} is not allowed; allowed: identity`);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
