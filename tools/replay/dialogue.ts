/** A record as steps: what the host wrote, and all that the modem said until the host wrote again. */
import type { LineLog, LogEntry } from "./line-log";
import { type Item, ModemReader } from "./modem-items";

export interface Step {
  /** Absent in the first step: what the modem said before the host. */
  host?: LogEntry;
  items: Item[];
}

/** What ends the answer to a command. */
const FINAL = /^(OK|ERROR|SEND OK|SEND FAIL|NO CARRIER|\+CM[ES] ERROR.*)$/;
/** Lines without a name that are no answer. */
const BARE_URC = /^((APP )?RDY|(NORMAL |PSM )?POWER(ED)? DOWN|RING)$/;
const NAME = /^\+(\w+)/;
const COMMAND_NAME = /\+(\w+)/g;
/** AT+CCID answers with the name of AT+QCCID. */
const OTHER_NAMES: Readonly<Record<string, string>> = { CCID: "QCCID" };

/** Steps of a record; events are left out. */
export function stepsOf({ entries }: Pick<LineLog, "entries">): Step[] {
  const steps: Step[] = [{ items: [] }];
  const reader = new ModemReader((item) => steps.at(-1)!.items.push(item));
  for (const entry of entries) {
    const { mark, content, line } = entry;
    if (mark === "<") reader.feed(content, line);
    if (mark !== ">") continue;
    if (typeof content === "string") reader.onHost(content);
    steps.push({ host: entry, items: [] });
  }
  return steps;
}

/** Tells answers from what a modem says unasked, step by step. */
export class AnswerSorter {
  private readonly _pending = new Set<string>();
  private _isAnswered = true;

  /** The items that answer the host, and the others. */
  sort({ host, items }: Step): { answers: Item[]; unasked: Item[] } {
    if (typeof host?.content === "string" && /AT/i.test(host.content)) this._ask(host.content);
    const sorted = { answers: [] as Item[], unasked: [] as Item[] };
    for (const item of items) {
      const isAnswer = !this._isAnswered && this._isAnswer(item.text);
      sorted[isAnswer ? "answers" : "unasked"].push(item);
      if (isAnswer && FINAL.test(item.text)) this._isAnswered = true;
    }
    return sorted;
  }

  private _ask(line: string): void {
    this._pending.clear();
    for (const [, name] of line.toUpperCase().matchAll(COMMAND_NAME))
      this._pending.add(name!).add(OTHER_NAMES[name!] ?? name!);
    this._isAnswered = false;
  }

  private _isAnswer(text: string): boolean {
    const name = FINAL.test(text) ? undefined : NAME.exec(text)?.[1];
    return name === undefined ? !BARE_URC.test(text) : this._pending.has(name);
  }
}
