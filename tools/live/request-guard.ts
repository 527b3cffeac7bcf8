/**
 * Who may ask a page's server for something: nobody but the page itself. Another site that a browser has open can neither read (its name is
 * not ours, also when it points here) nor let anything happen (a header that it cannot send, and where the request comes from).
 */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** What each request that changes something must have; a page of another site would have to ask first, and is not allowed to. */
export const PAGE_HEADER = "x-qssl-page";

/** Only its own name or an address. @param host that the server listens on. */
export function isOwnName(hostHeader: string, host: string): boolean {
  const name = hostHeader.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === host || isIP(name) !== 0;
}

/** Why a request that changes something is refused; "" when it comes from the page. */
export function foreignReason({ headers }: IncomingMessage): string {
  const { origin, host, "sec-fetch-site": site = "same-origin", "content-type": type = "" } = headers;
  if (origin !== `http://${host}`) return `it must come from this page, not from ${origin ?? "no page"}`;
  if (site !== "same-origin") return "it must come from this page";
  if (headers[PAGE_HEADER] === undefined) return `the header ${PAGE_HEADER} is missing`;
  return /^application\/json\b/.test(type) ? "" : "its content type must be application/json";
}
