/** Test: the connection test of the command line; names the step that fails, and what to do. */
import { RealClock } from "../../../clock";
import { ConnectionTest, type StepResult, type StepState, STEP_TITLES } from "../../../doctor/connection-test";
import type { BoardLink } from "../../../link/board-link";
import { LinkBoard } from "../../../provision/link-board";
import type { ConfigStore } from "../config-store";
import { byId, make, type Meaning, reasonOf, setBadge } from "../dom";
import { contentOf, loadImage } from "../images";
import { inPageWords } from "../page-words";
import { USUAL_UART } from "../../../provision/service-client";
import { RunPanel } from "../run-panel";
import type { Session } from "../session";

const STATES: Record<StepState, [Meaning, string]> = {
  ok: ["good", "in order"],
  warning: ["warn", "look at it"],
  failed: ["bad", "failed"],
  skipped: ["", "not tried"],
};

export class TestStep {
  private readonly _panel = new RunPanel("test", () => this._session.task?.stop());
  private readonly _start = byId<HTMLButtonElement>("test-start");
  private readonly _steps = byId("test-steps");

  constructor(
    private readonly _session: Session,
    private readonly _store: ConfigStore,
  ) {
    this._start.addEventListener("click", () => void this._run());
    _session.on("change", () => this._show());
    this._show();
  }

  private _show(): void {
    this._start.disabled = !this._session.isFree;
  }

  private async _run(): Promise<void> {
    const panel = this._panel;
    const state = byId("test-state");
    panel.begin();
    this._steps.replaceChildren();
    this._steps.hidden = false;
    setBadge(state, "info", "under way");
    const stop = new AbortController();
    try {
      const results = await this._session.run(
        "testing",
        false,
        (link) => this._test(link, stop.signal),
        () => stop.abort(new Error("stopped: the board starts its firmware again")),
      );
      const failed = results.find((result) => result.state === "failed");
      if (failed) panel.end("bad", `${STEP_TITLES[failed.step]} failed: ${inPageWords(failed.text)}`);
      else panel.end("good", "The way to the server is open.");
      setBadge(state, failed ? "bad" : "good", failed ? STEP_TITLES[failed.step] : "passed");
    } catch (error) {
      panel.end("bad", inPageWords(reasonOf(error)));
      setBadge(state, "bad", stop.signal.aborted ? "stopped" : "failed");
    }
  }

  private async _test(link: BoardLink, signal: AbortSignal): Promise<StepResult[]> {
    const { service, optional } = await loadImage(this._session.board!.board);
    const explain = optional.find(([name]) => name === "TlsExplain")!;
    const isOwn = byId<HTMLInputElement>("test-config").checked && this._store.origin !== "";
    await link.sync();
    await link.stopProgram();
    return new ConnectionTest({
      board: new LinkBoard(link, (name, bytes, total) => this._panel.show(name, bytes, total)),
      clock: new RealClock(),
      serviceCode: Buffer.from(service, "base64").toString("latin1"),
      buildExplain: () => Promise.resolve(contentOf(explain).toString("latin1")),
      ...(isOwn ? { configText: JSON.stringify(this._store.config) } : {}),
      uart: USUAL_UART,
      onStep: (result) => this._showResult(result),
      onProgress: (text) => this._panel.say(inPageWords(text)),
      signal,
    }).run();
  }

  private _showResult({ step, state, text, remedy }: StepResult): void {
    const badge = make("span");
    setBadge(badge, ...STATES[state]);
    const finding = make("span", { class: "finding" }, inPageWords(text));
    if (remedy !== undefined) finding.append(make("span", { class: "remedy" }, inPageWords(remedy)));
    this._steps.append(make("li", {}, badge, make("strong", {}, STEP_TITLES[step]), finding));
  }
}
