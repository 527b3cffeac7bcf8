/** The shape of a command and the table of all of them. */
import type { Arguments, CommandForm } from "./command-line";
import type { DataReceiver } from "./data-receiver";
import type { DataEnd, DataOptions } from "./data-session";
import type { ModemCore } from "./modem-core";

/** One command being carried out, as its handler sees it. */
export interface CommandRun {
  readonly modem: ModemCore;
  readonly args: Arguments;
  /** Sends an information line; the payload follows without a gap, and no URC comes between them. */
  information(line: string, payload?: Buffer): void;
  /** Sends bytes as they are (prompt, CONNECT with its data). */
  raw(bytes: Buffer | string): void;
  /** Data mode until the receiver has all it wants, or another end. */
  receive(receiver: DataReceiver, options?: DataOptions): Promise<DataEnd>;
  /** The receiver of data mode has room again. */
  resumeData(): void;
  /** Ends data mode from outside. */
  abortData(): void;
  /** Runs `action` once the final result has been sent. */
  after(action: () => void): void;
}

/** A final result other than OK; none given means OK. Failures are thrown as CommandError. */
export type FinalResult = string;
export type Handler = (run: CommandRun) => void | FinalResult | Promise<void | FinalResult>;

/** How far the simulation goes: `full`; `partial`: some values have no effect; `accepted`: kept and shown, no effect at all. */
export type Coverage = "full" | "partial" | "accepted";

export interface CommandEntry {
  name: string;
  coverage: Coverage;
  /**
   * What a bad argument means: `general` ERROR, `file` +CME ERROR: 400, `http` +CME ERROR: 730, `stack` ERROR and 552 for
   * AT+QIGETERROR; a `stack` command that succeeds clears that code.
   */
  family: "general" | "file" | "http" | "stack";
  forms: Partial<Record<CommandForm, Handler>>;
  /** Manual of the module that describes it. */
  section?: string;
}

export class CommandRegistry {
  private readonly _entries: ReadonlyMap<string, CommandEntry>;

  /** @param absent names of entries that this modem has not. */
  constructor(entries: readonly CommandEntry[], absent: readonly string[] = []) {
    const all = new Map(entries.map((entry) => [entry.name, entry]));
    if (all.size !== entries.length) throw new Error("a command is in the table twice");
    for (const name of absent) if (!all.delete(name)) throw new Error(`no command ${name} to leave out`);
    this._entries = all;
  }

  find(name: string): CommandEntry | undefined {
    return this._entries.get(name);
  }

  get entries(): CommandEntry[] {
    return [...this._entries.values()];
  }
}

/** Makes the entries of one family a table: name, forms, coverage. @param section manual of the module that describes them. */
export function family(kind: CommandEntry["family"], section?: string) {
  return (name: string, forms: CommandEntry["forms"], coverage: Coverage = "full"): CommandEntry => ({
    name,
    coverage,
    family: kind,
    forms,
    ...(section === undefined ? {} : { section }),
  });
}

/** Handler that answers one fixed line, or OK alone. */
export function says(line?: string | ((modem: ModemCore) => string)): Handler {
  return ({ modem, information }) => {
    if (line !== undefined) information(typeof line === "string" ? line : line(modem));
  };
}
