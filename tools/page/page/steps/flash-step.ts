/** Flash: modules, configuration and boot code, by the flasher of the command line. */
import { missingOnBoard, readingsGoToBroker } from "../../../flash/board-config";
import { warningsOf } from "../../../flash/config-judge";
import { flash } from "../../../flash/flasher";
import type { BoardFile } from "../../../flash/flash-plan";
import type { Settings } from "../../../../firmware/settings";
import type { BoardLink } from "../../../link/board-link";
import type { ConfigStore } from "../config-store";
import { byId, reasonOf, setBadge } from "../dom";
import type { FirmwareImage, ImageFile } from "../firmware-image";
import { contentOf, loadImage } from "../images";
import { inPageWords } from "../page-words";
import { RunPanel } from "../run-panel";
import type { Session } from "../session";

const STOPPED = "Stopped: the old firmware starts again within two minutes, or at a power-up. Flash again at any time.";

export class FlashStep {
  private readonly _panel = new RunPanel("flash", () => this._stop());
  private readonly _start = byId<HTMLButtonElement>("flash-start");
  private readonly _withConfig = byId<HTMLInputElement>("flash-config");
  private readonly _erase = byId<HTMLInputElement>("flash-erase");
  private _isStopped = false;

  constructor(
    private readonly _session: Session,
    private readonly _store: ConfigStore,
  ) {
    this._start.addEventListener("click", () => void this._run());
    _session.on("change", () => this._show());
    _session.on("found", () => setBadge(byId("flash-state"), "", ""));
    this._show();
  }

  private _show(): void {
    this._start.disabled = !this._session.isFree;
  }

  private _stop(): void {
    this._isStopped = true;
    this._session.task?.stop();
  }

  private async _run(): Promise<void> {
    const { _panel: panel } = this;
    this._isStopped = false;
    panel.begin();
    setBadge(byId("flash-state"), "info", "flashing");
    try {
      const text = await this._session.run("flashing", true, (link) => this._flash(link));
      panel.end("good", text);
      this._session.emit("renewed");
      setBadge(byId("flash-state"), "good", "done");
    } catch (error) {
      panel.end(
        this._isStopped ? "warn" : "bad",
        this._isStopped ? STOPPED : inPageWords(`${reasonOf(error)}${rest(this._session)}`),
      );
      setBadge(byId("flash-state"), this._isStopped ? "warn" : "bad", this._isStopped ? "stopped" : "failed");
    }
  }

  /** @returns what was done. */
  private async _flash(link: BoardLink): Promise<string> {
    const { board } = this._session.board!;
    const say = (text: string): void => this._panel.say(inPageWords(text));
    const settings = this._withConfig.checked ? this._store.settings(board) : undefined;
    const isErasedFirst = this._erase.checked;
    if (isErasedFirst && !settings)
      throw new Error("erasing takes the board's config.json too: flash with the configuration from above");
    if (settings) for (const warning of warningsOf(settings)) say(`warning: ${warning}`);
    const image = await loadImage(board);
    const files = [
      ...(settings ? this._store.files() : []),
      ...imageFiles(image, await readingsGoToBroker(link, settings)),
    ];
    const missingCa = settings && this._store.ca === undefined ? settings.tls.ca || undefined : undefined;
    for (const warning of await missingOnBoard(link, settings && { missingCa }, isErasedFirst))
      say(`warning: ${warning}`);
    const result = await flash(link, {
      files,
      isErasedFirst,
      upload: undefined,
      journalBytes: settings?.journal.bytes,
      output: { write: (text: string) => say(text.trim().replace(/^flash: /, "")) },
      onSent: (name, bytes, total) => this._panel.show(name, bytes, total),
      onText: say,
    });
    for (const name of result.omitted) say(`${name} was left out: there is no room for it`);
    return doneText(board, settings, result.isRestarted);
  }
}

function doneText(board: string, settings: Settings | undefined, isRestarted: boolean): string {
  if (!isRestarted) return `Nothing to send: ${board} runs it already.`;
  const target = settings ? ` Readings go to ${settings.server.url}.` : "";
  return `Done: ${board} runs what was flashed, all of it verified.${target}`;
}

function rest({ phase }: Session): string {
  return phase === "lost"
    ? "\nThe old firmware is untouched until all files are there. Connect again and flash to the end."
    : "";
}

function imageFiles({ files, optional, broker }: FirmwareImage, isBroker: boolean): BoardFile[] {
  const asFile = (file: ImageFile): BoardFile => ({ name: file[0], content: contentOf(file) });
  const needed = isBroker ? broker.map(asFile) : [];
  return [...needed, ...optional.map((file) => ({ ...asFile(file), isOptional: true })), ...files.map(asFile)];
}
