import type { ServerAddress } from "./settings";

/** HTTP/1.1 as far as an uploader needs it (RFC 9112): one POST at a time on a connection that stays open. */

/** The text of a POST request. */
export function postRequest(server: ServerAddress, headers: { [name: string]: string }, body: string): string {
  let head =
    "POST " +
    server.path +
    " HTTP/1.1\r\nHost: " +
    server.host +
    "\r\nContent-Type: application/json\r\nContent-Length: " +
    body.length +
    "\r\n";
  for (const name in headers) head += name + ": " + headers[name] + "\r\n";
  return head + "\r\n" + body;
}

/** A header block longer than this is no answer of a server we want to talk to, bytes. */
const HEAD_MAX = 1024;

/**
 * Reads one response, in pieces as they come. The body is counted, not kept.
 * A response whose length is not told by Content-Length cannot be followed by another on the same connection.
 */
export class HttpResponse {
  /** Status code; 0 until the header is complete. */
  status = 0;
  /** The response is complete. */
  isDone = false;
  /** Another request may follow on the connection. */
  isReusable = false;
  /** What is wrong with the response, "" for nothing. */
  fault = "";
  private _head = "";
  private _due = 0;

  feed(payload: string): void {
    if (this.isDone) return;
    if (this.status) this._countBody(payload.length);
    else this._readHead(payload);
  }

  private _readHead(payload: string): void {
    const head = this._head + payload;
    const end = head.indexOf("\r\n\r\n");
    this._head = end < 0 ? head : "";
    if (end > HEAD_MAX || (end < 0 && head.length > HEAD_MAX)) this._fail("header longer than " + HEAD_MAX + " bytes");
    else if (end >= 0) {
      this._parseHead(head.substr(0, end));
      const rest = head.substr(end + 4);
      if (this.status) this._countBody(rest.length);
      else if (rest && !this.isDone) this._readHead(rest);
    }
  }

  private _parseHead(head: string): void {
    const lines = head.split("\r\n");
    if (!/^HTTP\/1\.[01] \d\d\d/.test(lines[0]!)) {
      this._fail("no HTTP response");
      return;
    }
    const status = parseInt(lines[0]!.substr(9));
    // 1xx announces the response proper, which follows.
    if (status < 200) return;
    this.status = status;
    this._due = -1;
    this.isReusable = lines[0]!.startsWith("HTTP/1.1");
    for (const line of lines) this._parseHeader(line.toLowerCase());
    if (status === 204 || status === 304) this._due = 0;
  }

  private _parseHeader(line: string): void {
    if (line.startsWith("content-length:")) this._due = parseInt(line.substr(15));
    else if (line.startsWith("connection:") && line.indexOf("close") > 0) this.isReusable = false;
  }

  /** With no known length the header is all that is waited for. */
  private _countBody(bytes: number): void {
    this._due -= bytes;
    if (this._due > 0) return;
    this.isDone = true;
    if (this._due < 0) this.isReusable = false;
  }

  private _fail(fault: string): void {
    this.fault = fault;
    this.isDone = true;
  }
}
