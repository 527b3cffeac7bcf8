/** A modem that wants its bytes to be run as JavaScript: the simulator's port, with attacks among what the modem says. */
import type { BytePort } from "../../tools/byte-port";

/**
 * What a console would run, by name. Each form writes a file of the given name to the board's flash, which also tells
 * afterwards that it was run. Together they are short enough for what a terminal holds while nobody reads (4 KB).
 */
export const FORMS: Readonly<Record<string, (mark: string) => string>> = {
  "a line": (mark) => `\r\n${code(mark)}\r\n`,
  "a line that ends in LF": (mark) => `${code(mark)}\n`,
  "a line that ends in CR": (mark) => `${code(mark)}\r`,
  "the look of a URC": (mark) => `\r\n+1,${code(mark)}\r\n`,
  "a line without echo": (mark) => `\x10${code(mark)}\n`,
  "an erased line before it": (mark) => `+1\x1b[2H${code(mark)}\n`,
  "a long line": (mark) => `${code(mark)};/*${"x".repeat(1100)}*/\r\n`,
  "a break before it": (mark) => `\x03${code(mark)}\r\n`,
  "a block of several lines": (mark) => `if(1){\n${code(mark)}\n}\n`,
  "an EVAL packet": (mark) => packet(0x2000, code(mark)),
  "FILE_SEND and DATA packets": (mark) => packet(0x6000, `{fn:"${mark}",s:1}`) + packet(0x8000, "1"),
};

function code(mark: string): string {
  return `(globalThis.owned=1,require("Storage").write("${mark}","1"))`;
}

/** A packet of the console's protocol (2v25 and later): DLE, SOH, 3 bits of type and 13 of length, data. */
function packet(type: number, data: string): string {
  const header = type | data.length;
  return `\x10\x01${String.fromCharCode(header >> 8, header & 255)}${data}`;
}

/** Name of the file that a form leaves when it was sent at this moment and run. */
export function markOf(moment: string, form: string): string {
  return `owned.${moment}.${Object.keys(FORMS).indexOf(form)}`;
}

/** The marks of all forms, or of those named, in the order of the alphabet. */
export function marksOf(moment: string, forms: readonly string[] = Object.keys(FORMS)): string[] {
  return forms.map((form) => markOf(moment, form)).sort();
}

/** The marks in a text, each once, in the order of the alphabet: those of the forms that were run. */
export function marksIn(text: string): string[] {
  return [...new Set(text.match(/owned\.[a-z]+\.\d+/g))].sort();
}

export class HostileModem implements BytePort {
  /** While it has a name, each command is answered with an attack first, the forms in turn. */
  moment = "";
  /** Marks of all that was sent, which are left if it was run. */
  readonly sent = new Set<string>();
  /** Called for each command line, before the modem gets it. */
  onCommand: (command: string) => void = () => {};
  /** Called for all that the board writes. */
  onHeard: () => void = () => {};
  private _receiver: (bytes: Buffer) => void = () => {};
  private _turn = 0;
  private _line = "";

  /** @param _uart what the modem says and hears besides. */
  constructor(private readonly _uart: BytePort) {}

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
    this._uart.onData(receiver);
  }

  /** The board writes. */
  write(bytes: Buffer): void {
    const isCommand = bytes.at(-1) === 0x0d;
    if (isCommand && this.moment !== "") this.attack(this.moment, [Object.keys(FORMS)[this._turn++ % FORM_COUNT]!]);
    const lines = (this._line + bytes.toString("latin1")).split("\r");
    this._line = lines.pop()!;
    lines.forEach((line) => this.onCommand(line));
    this._uart.write(bytes);
    this.onHeard();
  }

  /** Says something besides. */
  say(text: string): void {
    this._receiver(Buffer.from(text, "latin1"));
  }

  /** Sends all forms, or those named, at once. @returns how many bytes. */
  attack(moment: string, forms: readonly string[] = Object.keys(FORMS)): number {
    const text = forms.map((form) => FORMS[form]!(markOf(moment, form))).join("");
    for (const mark of marksOf(moment, forms)) this.sent.add(mark);
    this.say(text);
    return text.length;
  }
}

const FORM_COUNT = Object.keys(FORMS).length;
