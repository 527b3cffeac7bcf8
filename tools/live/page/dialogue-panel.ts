/** The dialogue as it flows. One line can be reached by Tab, the others from it by the arrow keys; each is explained when it is pointed at. */
import type { DialogueLine } from "../topics";
import { DialogueModel, type ExplainedLine, LINES } from "./dialogue-model";
import { byId, make, setText } from "./dom";
import { showExplanation } from "./explanation-box";
import { formatClockMs, plural } from "./format";

const ARROWS: Readonly<Record<DialogueLine["direction"], string>> = { ">": "→", "<": "←", "!": "!" };
/** What an arrow is called for those who do not see it. */
const WAYS: Readonly<Record<DialogueLine["direction"], string>> = {
  ">": "to the modem: ",
  "<": "from the modem: ",
  "!": "remark: ",
};

export class DialoguePanel {
  private readonly _model = new DialogueModel();
  private readonly _list = byId("dialogue");
  private readonly _pause = byId<HTMLButtonElement>("dialogue-pause");
  private readonly _filter = byId<HTMLInputElement>("dialogue-filter");
  private readonly _lines = new WeakMap<Element, ExplainedLine>();
  private _isFollowing = true;

  constructor() {
    this._pause.addEventListener("click", () => this._togglePause());
    this._filter.addEventListener("input", () => this._refilter());
    this._list.addEventListener("scroll", () => (this._isFollowing = this._isAtEnd()));
    this._list.addEventListener("keydown", (event) => this._onKey(event));
    for (const name of ["pointerover", "focusin", "click"])
      this._list.addEventListener(name, (event) => this._choose((event.target as Element).closest(".line")));
  }

  clear(): void {
    this._model.clear();
    this._list.replaceChildren();
  }

  add(lines: readonly DialogueLine[]): void {
    this._append(this._model.add(lines));
    this._showNote();
  }

  private _append(lines: readonly ExplainedLine[]): void {
    if (lines.length === 0) return;
    // Who reads a line does not want it to move.
    const isStill = this._list.matches(":focus-within, :hover");
    this._list.append(...lines.map((line) => this._row(line)));
    while (this._list.childElementCount > LINES) this._dropFirst();
    if (!this._list.querySelector('.line[tabindex="0"]'))
      this._list.lastElementChild?.firstElementChild?.setAttribute("tabindex", "0");
    if (this._isFollowing && !isStill) this._list.scrollTop = this._list.scrollHeight;
  }

  private _row(line: ExplainedLine): HTMLLIElement {
    const { direction, text, atMs, explanation } = line;
    const arrow = make("span", "arrow", ARROWS[direction]);
    arrow.setAttribute("aria-hidden", "true");
    const way = direction === ">" ? "to-modem" : direction === "!" ? "remark" : "from-modem";
    const time = make("time", "", formatClockMs(atMs));
    const button = make(
      "button",
      `line ${way} ${explanation.kind}`,
      time,
      arrow,
      make("span", "text", make("span", "unseen", WAYS[direction]), text),
    );
    button.type = "button";
    button.tabIndex = -1;
    this._lines.set(button, line);
    return make("li", "", button);
  }

  /** The focus stays in the list. */
  private _dropFirst(): void {
    const first = this._list.firstElementChild!;
    const next = first.nextElementSibling?.firstElementChild as HTMLElement | null | undefined;
    const button = first.firstElementChild as HTMLElement;
    if (button.tabIndex === 0) next?.setAttribute("tabindex", "0");
    if (document.activeElement === button) next?.focus({ preventScroll: true });
    first.remove();
  }

  private _choose(button: Element | null): void {
    const line = button && this._lines.get(button);
    if (!line) return;
    for (const chosen of this._list.querySelectorAll(".chosen")) chosen.classList.remove("chosen");
    button.classList.add("chosen");
    showExplanation(line);
  }

  private _onKey(event: KeyboardEvent): void {
    const rows = [...this._list.querySelectorAll<HTMLElement>(".line")];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - 10,
      PageDown: at + 10,
      Home: 0,
      End: rows.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined || rows.length === 0) return;
    event.preventDefault();
    const row = rows[Math.min(rows.length - 1, Math.max(0, target))]!;
    for (const reachable of this._list.querySelectorAll('.line[tabindex="0"]'))
      reachable.setAttribute("tabindex", "-1");
    row.tabIndex = 0;
    row.focus();
  }

  private _togglePause(): void {
    if (this._model.isPaused) this._append(this._model.resume());
    else this._model.pause();
    this._pause.setAttribute("aria-pressed", `${this._model.isPaused}`);
    setText(this._pause, this._model.isPaused ? "Go on" : "Pause");
    this._showNote();
  }

  private _refilter(): void {
    this._model.filter(this._filter.value);
    this._list.replaceChildren();
    this._append(this._model.shown);
    this._list.scrollTop = this._list.scrollHeight;
    this._showNote();
  }

  private _showNote(): void {
    const { isPaused, held } = this._model;
    const filter = this._filter.value.trim();
    const none = filter !== "" && this._list.childElementCount === 0 ? `No line contains “${filter}”.` : "";
    setText(byId("dialogue-note"), isPaused ? `Paused; ${plural(held, "line")} came meanwhile.` : none);
  }

  private _isAtEnd(): boolean {
    return this._list.scrollHeight - this._list.scrollTop - this._list.clientHeight < 24;
  }
}
