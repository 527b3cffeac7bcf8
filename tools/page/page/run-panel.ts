/** What a step that takes its time shows: how far it is, what it says, a way to stop it, and how it ended. */
import { byId, type Meaning, make, setNotice } from "./dom";

const LINES_MAX = 200;

export class RunPanel {
  private readonly _progress: HTMLProgressElement;
  private readonly _text: HTMLElement;
  private readonly _log: HTMLElement;
  private readonly _outcome: HTMLElement;
  private readonly _running: HTMLElement;
  private readonly _details: HTMLElement;

  /** @param prefix of the ids of the panel's elements. @param onStop asked to end what runs. */
  constructor(prefix: string, onStop: () => void) {
    this._progress = byId<HTMLProgressElement>(`${prefix}-progress`);
    this._text = byId(`${prefix}-text`);
    this._log = byId(`${prefix}-log`);
    this._outcome = byId(`${prefix}-outcome`);
    this._running = byId(`${prefix}-running`);
    this._details = byId(`${prefix}-details`);
    byId(`${prefix}-stop`).addEventListener("click", onStop);
  }

  begin(): void {
    this._log.replaceChildren();
    setNotice(this._outcome, "", "");
    this._progress.removeAttribute("value");
    this._text.textContent = "";
    this._running.hidden = false;
    this._details.hidden = false;
  }

  /** A line of what goes on. */
  say(text: string): void {
    this._text.textContent = text;
    this._log.append(make("li", {}, text));
    if (this._log.childElementCount > LINES_MAX) this._log.firstElementChild?.remove();
  }

  /** @param total undefined: nobody knows. */
  show(name: string, done: number, total: number): void {
    this._progress.max = total;
    this._progress.value = done;
    this._text.textContent = `${name}: ${Math.floor((100 * done) / total)} %`;
  }

  end(meaning: Meaning, text: string): void {
    this._running.hidden = true;
    setNotice(this._outcome, meaning, text);
  }
}
