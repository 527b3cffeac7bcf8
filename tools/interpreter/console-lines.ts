/** What the console draws around its lines: the start of line, cursor movements, the prompt; flow control and answers to packets. */
const DECORATION = /[\r\x06\x11\x13\x15]|\x1b\[\d*[A-Z]|^>/g;

/** Bytes after which a line is taken for ended: a program may print no line end at all. */
const LINE_MAX = 65536;

/** Cuts the console's output into lines, without prompt and cursor movements. */
export class ConsoleLines {
  private _rest = "";

  /** @param _onLine takes each line, a byte string without its end. */
  constructor(private readonly _onLine: (line: string) => void) {}

  push(bytes: Buffer): void {
    const parts = (this._rest + bytes.toString("latin1")).split("\n");
    this._rest = parts.pop() ?? "";
    if (this._rest.length > LINE_MAX) parts.push(this._rest.slice(0, LINE_MAX));
    this._rest = this._rest.length > LINE_MAX ? this._rest.slice(LINE_MAX) : this._rest;
    for (const part of parts) this._onLine(part.replace(DECORATION, "").replace(/^>/, ""));
  }
}
