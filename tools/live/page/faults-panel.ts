/** Buttons that let faults strike. */
import type { FaultControl } from "../topics";
import { byId, make, setText } from "./dom";

/** As request-guard.ts wants it. */
const PAGE_HEADER = "X-Qssl-Page";

export class FaultsPanel {
  private _shown = "";

  /** Once, or anew when other faults can strike: who types a number keeps it. */
  show(controls: readonly FaultControl[]): void {
    const text = JSON.stringify(controls);
    if (text === this._shown) return;
    this._shown = text;
    byId("faults").replaceChildren(...controls.map((control) => item(control)));
  }
}

function item({ name, title, about, seconds, unavailable }: FaultControl): HTMLLIElement {
  const id = `fault-${name}`;
  const note = make("p", "", unavailable || about);
  note.id = `${id}-about`;
  const button = make("button", "danger", title);
  button.type = "button";
  button.id = id;
  button.disabled = unavailable !== "";
  button.setAttribute("aria-describedby", note.id);
  const input = seconds === undefined ? undefined : secondsInput(`${id}-seconds`, title, seconds, button.disabled);
  button.addEventListener("click", () => void strike(button, name, input));
  const length = input && make("span", "seconds", "for", input, "s");
  return make("li", "", button, length, note);
}

function secondsInput(id: string, title: string, seconds: number, isDisabled: boolean): HTMLInputElement {
  const input = make("input");
  Object.assign(input, {
    id,
    type: "number",
    min: "1",
    max: "600",
    step: "1",
    value: `${seconds}`,
    disabled: isDisabled,
  });
  input.setAttribute("aria-label", `${title}: for how many seconds`);
  return input;
}

async function strike(button: HTMLButtonElement, control: string, input: HTMLInputElement | undefined): Promise<void> {
  button.setAttribute("aria-busy", "true");
  say(await ask(input ? { control, seconds: input.valueAsNumber } : { control }));
  input?.setAttribute("aria-invalid", `${!input.checkValidity()}`);
  button.removeAttribute("aria-busy");
}

/** @returns what is said about it, and whether it went wrong. */
async function ask(body: object): Promise<[text: string, isBad: boolean]> {
  try {
    const response = await fetch("faults", {
      method: "POST",
      headers: { "Content-Type": "application/json", [PAGE_HEADER]: "1" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) return [`Not done: ${text.trim()}`, true];
    const { struck, seconds } = JSON.parse(text) as { struck: string; seconds: number };
    return [seconds > 0 ? `${struck}: done, for ${seconds} s.` : `${struck}: done.`, false];
  } catch {
    return ["Not done: the program does not answer; is it still running?", true];
  }
}

function say([text, isBad]: [string, boolean]): void {
  const message = byId("fault-message");
  message.className = isBad ? "small bad" : "small";
  setText(message, text);
}
