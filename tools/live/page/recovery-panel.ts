/** The way back from a fault, step by step. */
import type { RecoveryShown } from "../topics";
import { byId, make, setText } from "./dom";
import { formatDuration, plural } from "./format";
import { serverNow } from "./server-clock";

type StepState = "" | "fault" | "now" | "done";

export class RecoveryPanel {
  private _shown: RecoveryShown | undefined;

  constructor() {
    setInterval(() => this._draw(), 1000);
  }

  show(shown: RecoveryShown): void {
    this._shown = shown;
    byId("recovery-panel").hidden = shown.phase === "none";
    setText(byId("recovery-text"), summaryOf(shown));
    this._draw();
  }

  private _draw(): void {
    const shown = this._shown;
    if (!shown || shown.phase === "none") return;
    const steps = stepsOf(shown);
    byId("recovery").replaceChildren(
      ...steps.map(([title, text, state]) => {
        const item = make("li", state, make("strong", "", title), text);
        if (state === "now" || state === "fault") item.setAttribute("aria-current", "step");
        return item;
      }),
    );
  }
}

/** What is said to everybody, once for each change. */
function summaryOf({ phase, deliveredS, missing }: RecoveryShown): string {
  if (phase === "fault") return "A fault lasts.";
  if (phase === "recovering") return "The fault is over; the board finds its way back.";
  if (phase === "catching up") return "Readings arrive again; what waited is on its way.";
  if (phase === "none") return "";
  const rest = missing === 0 ? "nothing is missing" : `${plural(missing, "reading")} missing`;
  return `Recovered in ${(deliveredS ?? 0).toFixed(1)} s; ${rest}.`;
}

function stepsOf(shown: RecoveryShown): [title: string, text: string, state: StepState][] {
  const { phase, faults, struckMs, overMs, recoveredS, deliveredS, late, missing } = shown;
  const nowMs = serverNow();
  const names = [...new Set(faults)].join(", ");
  const leftS = Math.ceil((overMs - nowMs) / 1000);
  const isDelivered = phase === "delivered";
  const isBack = isDelivered || phase === "catching up";
  const lastedS = (overMs - struckMs) / 1000;
  const fault =
    phase === "fault" ? `${Math.max(0, leftS)} s left` : lastedS >= 1 ? `lasted ${formatDuration(lastedS)}` : "struck";
  const since = formatDuration((nowMs - overMs) / 1000);
  const rest = missing === 0 ? "nothing is missing" : `${missing} missing`;
  return [
    [names, fault, phase === "fault" ? "fault" : "done"],
    [
      "Finding back",
      isBack ? "done" : phase === "fault" ? "when it is over" : `for ${since}`,
      isBack ? "done" : phase === "recovering" ? "now" : "",
    ],
    ["Readings arrive again", recoveredS === null ? "" : `after ${recoveredS.toFixed(1)} s`, isBack ? "done" : ""],
    [
      "All that waited has arrived",
      isDelivered ? `after ${(deliveredS ?? 0).toFixed(1)} s, ${late} late; ${rest}` : late > 0 ? `${late} so far` : "",
      isDelivered ? "done" : phase === "catching up" ? "now" : "",
    ],
  ];
}
