/** Watch: what the board prints, and its dialogue with the modem, each line explained. */
import { explainLine, nextContext } from "../../../explain/explain-line";
import type { DialogueContext, Direction, Explanation } from "../../../explain/explanation";
import { isStart } from "../../../monitor/log-line";
import { byId, make, reasonOf, saveFile, setBadge, setNotice } from "../dom";
import { inPageWords } from "../page-words";
import type { Session } from "../session";

const LINES_MAX = 2000;

/** Control characters: what they do to a screen is nobody's wish. */
const CONTROL = /[^\t -~\xa0-\xff]/g;

/** So near to the end, in pixels, the log follows what comes. */
const NEAR_PX = 40;

export class WatchStep {
  private readonly _lines = byId("watch-lines");
  private readonly _dialogue = byId<HTMLButtonElement>("watch-dialogue");
  private readonly _texts: string[] = [];
  private readonly _explanations = new WeakMap<Element, Explanation>();
  private _context: DialogueContext = { command: "" };
  private _hasDialogue = false;

  constructor(private readonly _session: Session) {
    this._dialogue.addEventListener("click", () => void this._setDialogue(!this._hasDialogue));
    byId("watch-clear").addEventListener("click", () => this._clear());
    byId("watch-save").addEventListener("click", () => saveFile("board.log", `${this._texts.join("\n")}\n`));
    this._lines.addEventListener("mouseover", ({ target }) => this._choose((target as Element).closest(".line")));
    this._lines.addEventListener("keydown", (event) => this._onKey(event));
    _session.on("line", (line) => this._onLine(line));
    _session.on("change", () => this._show());
    this._show();
  }

  private _show(): void {
    this._dialogue.disabled = !this._session.isFree;
    const isOn = this._session.phase === "ready";
    setBadge(byId("watch-state"), isOn ? "good" : "", isOn ? "listening" : "");
  }

  private _onLine(line: string): void {
    const text = line.replace(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
    if (text.trim() === "") return;
    if (isStart(line) && this._hasDialogue) void this._setDialogue(true);
    const at = new Date();
    const isAtEnd = this._lines.scrollHeight - this._lines.scrollTop - this._lines.clientHeight < NEAR_PX;
    byId("watch-empty").hidden = true;
    this._lines.append(this._rendered(text, at));
    this._texts.push(`${at.toISOString()}  ${text}`);
    while (this._texts.length > LINES_MAX) {
      this._texts.shift();
      this._lines.querySelector(".line")?.remove();
    }
    if (isAtEnd) this._lines.scrollTop = this._lines.scrollHeight;
  }

  private _rendered(text: string, at: Date): HTMLElement {
    const [, direction, said] = /^([<>]) (.*)$/.exec(text) ?? [];
    const kind =
      direction === ">" ? "to-modem" : direction === "<" ? "from-modem" : text.startsWith("E ") ? "error" : "";
    const line = make(
      "div",
      { class: `line ${kind}` },
      make("time", {}, at.toLocaleTimeString("en-GB")),
      make("span", {}, text),
    );
    if (said === undefined) return line;
    this._explanations.set(line, explainLine(said, direction as Direction, this._context));
    this._context = nextContext(said, direction as Direction, this._context);
    line.dataset["explained"] = "";
    return line;
  }

  private _clear(): void {
    this._texts.length = 0;
    for (const line of this._lines.querySelectorAll(".line")) line.remove();
    byId("watch-empty").hidden = false;
  }

  /** Asks the firmware to print the dialogue, or not. */
  private async _setDialogue(isOn: boolean): Promise<void> {
    const notice = byId("watch-notice");
    setNotice(notice, "", "");
    try {
      await this._session.look(async (link) => {
        link.eraseLine();
        await link.evaluate(`qssl.debug(${isOn})`);
      });
      this._hasDialogue = isOn;
    } catch (error) {
      this._hasDialogue = false;
      setNotice(
        notice,
        "bad",
        `The dialogue cannot be shown (${inPageWords(reasonOf(error))}): the firmware does not run; the step Flash puts it on the board`,
      );
    }
    this._dialogue.setAttribute("aria-pressed", String(this._hasDialogue));
  }

  private _onKey(event: KeyboardEvent): void {
    const isUp = event.key === "ArrowUp";
    if (!isUp && event.key !== "ArrowDown") return;
    const all = [...this._lines.querySelectorAll("[data-explained]")];
    const at = all.findIndex((line) => line.classList.contains("chosen"));
    const next = at < 0 ? all.at(-1) : all[at + (isUp ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    this._choose(next);
    next.scrollIntoView({ block: "nearest" });
  }

  private _choose(line: Element | null): void {
    const explanation = line && this._explanations.get(line);
    if (!line || !explanation) return;
    this._lines.querySelector(".chosen")?.classList.remove("chosen");
    line.classList.add("chosen");
    const { title, parts, remedy } = explanation;
    const pairs = parts.flatMap(({ text, name, meaning }) => [
      make("dt", {}, make("code", {}, text)),
      make("dd", {}, meaning === "" ? name : `${name}: ${meaning}`),
    ]);
    byId("watch-explained").replaceChildren(
      make("p", {}, make("strong", {}, title)),
      ...(pairs.length ? [make("dl", { class: "pairs" }, ...pairs)] : []),
      ...(remedy === "" ? [] : [make("p", { class: "quiet" }, remedy)]),
    );
  }
}
