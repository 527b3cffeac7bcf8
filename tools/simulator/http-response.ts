/** Reads an HTTP/1.1 response (RFC 9112) as it comes in: its head as it is, its body without chunks. Knows no connection. */

/** What comes is no HTTP response. */
export class HttpFormatError extends Error {}

/** Longest head that is waited for. */
const HEAD_BYTES = 16 * 1024;
const BLANK_LINE = Buffer.from("\r\n\r\n");
const LINE_END = Buffer.from("\r\n");
const NOTHING: Buffer = Buffer.alloc(0);
/** The body's length is told, comes with each chunk, or is over with the connection. */
type Framing = "length" | "chunked" | "close";
type Stage = "head" | "body" | "chunkSize" | "chunkEnd" | "trailer" | "done";

export class HttpResponse {
  /** Status code; 0 until the head is there. */
  status = 0;
  /** Status line and fields as they came, with the blank line. */
  head: Buffer = NOTHING;
  /** Undefined where the head does not tell it. */
  contentLength: number | undefined;
  private _raw: Buffer = NOTHING;
  private _body: Buffer[] = [];
  private _bodyBytes = 0;
  private _stage: Stage = "head";
  private _framing: Framing = "close";
  /** Bytes that the body, or this chunk of it, still has. */
  private _dueBytes = 0;

  get hasHead(): boolean {
    return this._stage !== "head";
  }

  get isComplete(): boolean {
    return this._stage === "done";
  }

  /** Bytes of the body that wait. */
  get bodyBytes(): number {
    return this._bodyBytes;
  }

  /** @throws HttpFormatError when it is no HTTP. */
  add(bytes: Buffer): void {
    this._raw = this._raw.length > 0 ? Buffer.concat([this._raw, bytes]) : bytes;
    while (this._raw.length > 0 && this._step());
  }

  /** The connection is over. @throws HttpFormatError when something is missing. */
  end(): void {
    if (this._stage === "body" && this._framing === "close") this._stage = "done";
    if (this._stage !== "done") throw new HttpFormatError("the response ends too early");
  }

  /** All of the body that is there. */
  takeBody(): Buffer {
    const body = Buffer.concat(this._body);
    this._body = [];
    this._bodyBytes = 0;
    return body;
  }

  /** @returns whether there may be more to do. */
  private _step(): boolean {
    if (this._stage === "head") return this._readHead();
    if (this._stage === "body") return this._readBody();
    if (this._stage === "chunkSize") return this._readLine((line) => this._onChunkSize(line));
    if (this._stage === "chunkEnd") return this._readLine((line) => this._onChunkEnd(line));
    if (this._stage === "trailer") return this._readLine((line) => this._onTrailer(line));
    this._raw = NOTHING;
    return false;
  }

  /** A response 1xx is only a foreword. */
  private _readHead(): boolean {
    const end = this._raw.indexOf(BLANK_LINE);
    if (end < 0) {
      if (this._raw.length > HEAD_BYTES) throw new HttpFormatError("the head has no end");
      return false;
    }
    this.head = this._take(end + BLANK_LINE.length);
    const [statusLine, ...fields] = this.head.toString("latin1").trimEnd().split("\r\n");
    const status = /^HTTP\/1\.[01] (\d{3})( |$)/.exec(statusLine!)?.[1];
    if (status === undefined) throw new HttpFormatError("no status line");
    this.status = Number(status);
    if (this.status >= 200) this._onFields(new Map(fields.map(splitField)));
    return true;
  }

  private _onFields(fields: ReadonlyMap<string, string>): void {
    const length = fields.get("content-length");
    if (length !== undefined && !/^\d{1,10}$/.test(length)) throw new HttpFormatError("no length");
    if (length !== undefined) this.contentLength = Number(length);
    if (this.status === 204 || this.status === 304 || this.contentLength === 0) return this._become("done");
    if (/(^|,)\s*chunked$/i.test(fields.get("transfer-encoding") ?? "")) {
      this._framing = "chunked";
      this.contentLength = undefined;
      return this._become("chunkSize");
    }
    this._framing = this.contentLength === undefined ? "close" : "length";
    this._dueBytes = this.contentLength ?? Infinity;
    this._become("body");
  }

  private _readBody(): boolean {
    const part = this._take(Math.min(this._dueBytes, this._raw.length));
    this._body.push(part);
    this._bodyBytes += part.length;
    this._dueBytes -= part.length;
    if (this._dueBytes === 0) this._become(this._framing === "chunked" ? "chunkEnd" : "done");
    return true;
  }

  private _readLine(onLine: (line: string) => void): boolean {
    const end = this._raw.indexOf(LINE_END);
    if (end < 0) return false;
    onLine(this._take(end + LINE_END.length).toString("latin1", 0, end));
    return true;
  }

  private _onChunkSize(line: string): void {
    const size = /^([0-9a-f]{1,8})\s*(;|$)/i.exec(line)?.[1];
    if (size === undefined) throw new HttpFormatError("no size of a chunk");
    this._dueBytes = Number.parseInt(size, 16);
    this._become(this._dueBytes === 0 ? "trailer" : "body");
  }

  private _onChunkEnd(line: string): void {
    if (line !== "") throw new HttpFormatError("a chunk is longer than it said");
    this._become("chunkSize");
  }

  private _onTrailer(line: string): void {
    if (line === "") this._become("done");
  }

  private _become(stage: Stage): void {
    this._stage = stage;
  }

  private _take(lengthBytes: number): Buffer {
    const part = this._raw.subarray(0, lengthBytes);
    this._raw = this._raw.subarray(lengthBytes);
    return part;
  }
}

function splitField(line: string): [name: string, value: string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}
