/** Answers to packets and flow control, which are no text; cursor movements. */
const NO_TEXT = /[\r\x06\x11\x13\x15]|\x1b\[\d*[A-Z]/g;

/** What the console takes back before it prints a line of the program: the prompt, and what was typed. */
const TAKEN_BACK = /^.*\x1b\[J/s;

/** A prompt that stayed; behind a program's own ">" there is a space. */
const PROMPT = /^>(?! )/;

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
    if (this._rest.length > LINE_MAX) {
      parts.push(this._rest);
      this._rest = "";
    }
    for (const part of parts) this._onLine(lineOf(part));
  }
}

function lineOf(text: string): string {
  const own = text.replace(TAKEN_BACK, "");
  const plain = own.replace(NO_TEXT, "");
  return own === text ? plain.replace(PROMPT, "") : plain;
}
