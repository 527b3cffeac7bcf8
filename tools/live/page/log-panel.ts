/** What the board prints. */
import type { LogLine } from "../topics";
import { byId, make } from "./dom";
import { formatClockMs } from "./format";

const LINES = 400;

export class LogPanel {
  private readonly _list = byId("log");
  private _lastId = 0;

  clear(): void {
    this._list.replaceChildren();
    this._lastId = 0;
  }

  add(lines: readonly LogLine[]): void {
    const fresh = lines.filter(({ id }) => id > this._lastId);
    this._lastId = fresh.at(-1)?.id ?? this._lastId;
    const isAtEnd = this._list.scrollHeight - this._list.scrollTop - this._list.clientHeight < 24;
    this._list.append(...fresh.map(row));
    while (this._list.childElementCount > LINES) this._list.firstElementChild!.remove();
    if (isAtEnd) this._list.scrollTop = this._list.scrollHeight;
  }
}

function row({ atMs, level, text }: LogLine): HTMLLIElement {
  const said = level === "error" ? make("span", "unseen", "error: ") : undefined;
  return make(
    "li",
    "",
    make("div", `line ${level}`, make("time", "", formatClockMs(atMs)), make("span", "text", said, text)),
  );
}
