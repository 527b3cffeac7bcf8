/** What the console draws around its lines: the start of line, the clearing of the prompt, and the prompt. */
const DECORATION = /\r|\x1b\[J|^>/g;

/** Cuts the console's output into lines, without prompt and cursor movements. */
export class ConsoleLines {
  private _rest = "";

  /** @param _onLine takes each line, a byte string without its end. */
  constructor(private readonly _onLine: (line: string) => void) {}

  push(bytes: Buffer): void {
    const parts = (this._rest + bytes.toString("latin1")).split("\n");
    this._rest = parts.pop() ?? "";
    for (const part of parts) this._onLine(part.replace(DECORATION, "").replace(/^>/, ""));
  }
}
