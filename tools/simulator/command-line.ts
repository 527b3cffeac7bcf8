/** Turns one command line (without its `\r`) into commands with arguments. Knows the grammar of V.250, no command. */
import { plainError } from "./errors";

export type CommandForm = "execute" | "read" | "test" | "write";

/** One argument as written; an omitted one (`=1,,2`) is empty and not quoted. */
export interface Argument {
  text: string;
  quoted: boolean;
}

export interface ParsedCommand {
  /** Upper case, with its prefix: `+QSSLOPEN`, `E`, `&D`, `S12`. Empty: the rest of the line breaks the grammar. */
  name: string;
  form: CommandForm;
  args: Arguments;
}

/** Typed access to the arguments of a command; each method throws a plain ERROR for what does not fit. */
export class Arguments {
  constructor(private readonly _list: Argument[] = []) {}

  get count(): number {
    return this._list.length;
  }

  has(index: number): boolean {
    const argument = this._list[index];
    return argument !== undefined && (argument.quoted || argument.text !== "");
  }

  /** The argument whatever its type. */
  raw(index: number): Argument {
    const argument = this._list[index];
    if (!argument || !this.has(index)) throw plainError();
    return argument;
  }

  /** A decimal number without quotes, `minimum` to `maximum`. */
  integer(index: number, minimum: number, maximum: number): number {
    const { text, quoted } = this.raw(index);
    const value = Number(text);
    if (quoted || !/^\d{1,10}$/.test(text) || value < minimum || value > maximum) throw plainError();
    return value;
  }

  optionalInteger(index: number, minimum: number, maximum: number, fallback: number): number {
    return this.has(index) ? this.integer(index, minimum, maximum) : fallback;
  }

  /** A string in quotes, at most `maximumBytes` long. */
  string(index: number, maximumBytes = 255): string {
    const { text, quoted } = this.raw(index);
    if (!quoted || text.length > maximumBytes) throw plainError();
    return text;
  }

  optionalString(index: number, fallback: string, maximumBytes = 255): string {
    return this.has(index) ? this.string(index, maximumBytes) : fallback;
  }

  /** Refuses a command with more than `count` arguments. */
  atMost(count: number): void {
    if (this._list.length > count) throw plainError();
  }
}

const EXTENDED_NAME = /[+^$%*][A-Z][A-Z0-9_]*/iy;
const BASIC_NAME = /(S\d+|&?[A-Z])/iy;
const ARGUMENT = /[ ]*(?:"([^"]*)"[ ]*|([^",;]*))(?=[,;]|$)/y;

/** @param body the line after `AT`, for example `+QIACT=1;+QIACT?`. */
export function parseCommandLine(body: string): ParsedCommand[] {
  return new LineParser(body).parse();
}

class LineParser {
  private _position = 0;

  constructor(private readonly _body: string) {}

  parse(): ParsedCommand[] {
    const commands: ParsedCommand[] = [];
    for (this._match(/[ ;]*/y); this._position < this._body.length; this._match(/[ ;]*/y)) {
      const command = /[+^$%*]/.test(this._body.charAt(this._position)) ? this._extended() : this._basic();
      commands.push(command ?? { name: "", form: "execute", args: new Arguments() });
      if (!command) break;
    }
    return commands;
  }

  private _extended(): ParsedCommand | undefined {
    const name = this._match(EXTENDED_NAME)?.[0];
    if (name === undefined) return undefined;
    const form = this._form();
    const args = form === "write" ? this._arguments() : [];
    const ended = this._position === this._body.length || this._body[this._position] === ";";
    return args && ended ? { name: name.toUpperCase(), form, args: new Arguments(args) } : undefined;
  }

  private _basic(): ParsedCommand | undefined {
    const name = this._match(BASIC_NAME)?.[0];
    if (name === undefined) return undefined;
    const isRegister = /^S\d/i.test(name);
    const form = isRegister ? this._form() : "execute";
    const digits = form === "execute" || form === "write" ? (this._match(/\d*/y)?.[0] ?? "") : "";
    const args = digits === "" ? [] : [{ text: digits, quoted: false }];
    return { name: name.toUpperCase(), form, args: new Arguments(args) };
  }

  private _form(): CommandForm {
    const mark = this._match(/=\?|\?|=/y)?.[0];
    if (mark === undefined) return "execute";
    return mark === "=?" ? "test" : mark === "?" ? "read" : "write";
  }

  private _arguments(): Argument[] | undefined {
    const list: Argument[] = [];
    do {
      const found = this._match(ARGUMENT);
      if (!found) return undefined;
      list.push(found[1] === undefined ? { text: found[2]!.trim(), quoted: false } : { text: found[1], quoted: true });
    } while (this._match(/,/y));
    return list;
  }

  private _match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this._position;
    const found = pattern.exec(this._body);
    if (found) this._position = pattern.lastIndex;
    return found ?? undefined;
  }
}
