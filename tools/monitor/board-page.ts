/** The live page for a real board: what it prints, the dialogue with its modem, and what its firmware tells of itself when it is asked. */
import { RealClock } from "../clock";
import { DeviceFeed } from "../live/device-feed";
import { LineFeed } from "../live/line-feed";
import type { Page } from "../live/page-server";
import { ReadingHistory } from "../live/reading-history";
import { type ShownLog, shownLog } from "../live/shown-log";
import type { About, DeviceShown, DialogueLine } from "../live/topics";

export interface BoardPageOptions {
  page: Page;
  /** As the user named it. */
  port: string;
  hasDialogue: boolean;
  /** Milliseconds from one answer to the next question. Default: 3000. */
  pauseMs?: number;
}

const PAUSE_MS = 3000;
const STATUS = "global.qssl?qssl.status():undefined";
/** What the firmware prints of the dialogue. */
const DIALOGUE = /^([<>]) (.*)$/;
const BYTES = /^\d+ bytes$/;
/** The firmware's first line. */
const START = /^I \d\d:\d\d:\d\d ([A-Z0-9_]+): device (.*), boot \d+$/;

export class BoardPage {
  private readonly _clock = new RealClock();
  private readonly _dialogue: LineFeed<Pick<DialogueLine, "direction" | "text">>;
  private readonly _log: LineFeed<ShownLog>;
  private readonly _feed: DeviceFeed;
  /** Nothing comes late: a figure is of the moment at which it was told. */
  private readonly _history = new ReadingHistory(Infinity);
  private readonly _startedMs = Date.now();
  private _device: string;
  private _evaluate: (expression: string) => Promise<unknown> = () =>
    Promise.reject(new Error("the port is being opened"));

  constructor(private readonly _options: BoardPageOptions) {
    const { page, port, pauseMs = PAUSE_MS } = _options;
    this._device = port;
    this._dialogue = new LineFeed(page, "dialogue", this._clock);
    this._log = new LineFeed(page, "log", this._clock);
    const status = async (): Promise<Record<string, unknown> | undefined> =>
      (await this._evaluate(STATUS)) as Record<string, unknown> | undefined;
    this._feed = new DeviceFeed({ page, status, pauseMs, onTold: (device) => this._plot(device) });
    page.remember("series", () => this._history.all());
    this._tellAbout(`the board at ${port}`);
  }

  /**
   * Asks the board for its status from now on.
   * @param evaluate gives the value of an expression on it, or an Error that says why there is none.
   */
  ask(evaluate: (expression: string) => Promise<unknown>): void {
    this._evaluate = evaluate;
    this._feed.start();
  }

  /** A line of the board's console. */
  onLine(line: string): void {
    this._feed.onConsole(line);
    const [, board, device] = START.exec(line) ?? [];
    if (device !== undefined) {
      this._device = device;
      this._tellAbout(`${board} at ${this._options.port}`);
    }
    const [, direction, text] = DIALOGUE.exec(line) ?? [];
    if (text !== undefined) this._onDialogue(direction as ">" | "<", text);
    else {
      const shown = shownLog(line);
      if (shown) this._log.add(shown);
    }
  }

  /** A remark of the monitor. */
  onRemark(text: string): void {
    this._log.add({ level: "", text: `monitor: ${text}` });
  }

  stop(): void {
    this._feed.stop();
    this._dialogue.stop();
    this._log.stop();
  }

  private _tellAbout(runsOn: string): void {
    const { page, hasDialogue } = this._options;
    const about: About = {
      kind: "board",
      title: this._device,
      runsOn,
      startedMs: this._startedMs,
      panels: ["device", "slots", "log", ...(hasDialogue ? (["dialogue"] as const) : [])],
    };
    page.push("about", about);
  }

  private _onDialogue(direction: ">" | "<", text: string): void {
    if (direction === ">") this._feed.slots.onCommand(text);
    this._dialogue.add({ direction, text: BYTES.test(text) ? `<${text}>` : text.replace(/[^\x20-\x7e]/g, " ") });
  }

  /** The readings themselves go to the server; here is what the firmware tells of how they fare. */
  private _plot({ atMs, waiting, acknowledged, rssiDbm }: DeviceShown): void {
    const figures = [
      { quantity: "waiting readings", unit: "1", value: waiting },
      { quantity: "acknowledged readings", unit: "1", value: acknowledged },
      { quantity: "signal", unit: "dBm", value: rssiDbm },
    ];
    const known = figures.flatMap(({ value, ...rest }) => (value === null ? [] : [{ ...rest, value }]));
    const readings = known.map((figure) => ({ ...figure, device: this._device, boot: 0, seq: 0, time: atMs / 1000 }));
    for (const part of this._history.add(readings, atMs / 1000)) this._options.page.tell("series", part);
  }
}
