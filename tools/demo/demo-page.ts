/** What the live page shows of a demonstration: readings, firmware, slots, dialogue, log and faults. */
import type { Clock } from "../clock";
import type { Collector } from "../collector/collector";
import type { Place } from "../faults/fault";
import type { FaultInjector } from "../faults/fault-injector";
import type { ScheduledFault } from "../faults/schedule";
import { showCollector } from "../live/collector-feed";
import { DeviceFeed } from "../live/device-feed";
import { DialogueReader, type ShownLine } from "../live/dialogue-reader";
import { FaultDesk } from "../live/fault-desk";
import { LineFeed } from "../live/line-feed";
import type { Page } from "../live/page-server";
import { type ShownLog, shownLog } from "../live/shown-log";
import type { About, DialogueLine } from "../live/topics";
import type { ModemSimulator } from "../simulator";
import type { Direction } from "../simulator/secret-mask";
import type { Device } from "./device";

export interface DemoPageOptions {
  page: Page;
  clock: Clock;
  collector: Collector;
  injector: FaultInjector;
  places: readonly Place[];
  samplingS: number;
  uploadS: number;
}

/** How often the firmware is asked for its status, milliseconds. */
const STATUS_MS = 1000;
/** What a batch may take on its way when nothing is wrong, seconds. */
const WAY_S = 3;

export class DemoPage {
  /** To be told of what crosses the modem's port. */
  readonly trace: (direction: Direction, bytes: Buffer) => void;
  private readonly _dialogue: LineFeed<Pick<DialogueLine, "direction" | "text">>;
  private readonly _log: LineFeed<ShownLog>;
  private readonly _desk: FaultDesk;
  private readonly _feed: DeviceFeed;
  private _device: Pick<Device, "status"> | undefined;
  private _modem: ModemSimulator | undefined;

  constructor(private readonly _options: DemoPageOptions) {
    const { page, clock, collector, injector, places, samplingS, uploadS } = _options;
    const lateS = samplingS + uploadS + WAY_S;
    this._dialogue = new LineFeed(page, "dialogue", clock);
    this._log = new LineFeed(page, "log", clock);
    const reader = new DialogueReader((line) => this._onLine(line));
    this.trace = (direction, bytes) => reader.feed(direction, bytes);
    this._feed = new DeviceFeed({
      page,
      status: () => this._device?.status() ?? Promise.resolve(undefined),
      pauseMs: STATUS_MS,
      details: () => (this._modem ? modemDetails(this._modem) : {}),
    });
    showCollector(page, collector, lateS);
    this._desk = new FaultDesk({
      page,
      clock,
      injector,
      collector,
      places,
      lateS,
      freshS: 2 * samplingS + uploadS + WAY_S,
      onMark: (text) => this._dialogue.add({ direction: "!", text }),
    });
  }

  onConsole(line: string): void {
    this._feed.onConsole(line);
    const shown = shownLog(line);
    if (shown) this._log.add(shown);
  }

  onFault(scheduled: ScheduledFault): void {
    this._desk.onStruck(scheduled);
  }

  /** Shows what the firmware tells from now on. */
  watch(device: Pick<Device, "description" | "status">, modem: ModemSimulator): void {
    const { page, clock } = this._options;
    const about: About = {
      kind: "demo",
      title: "Espruino QSSL",
      runsOn: device.description,
      startedMs: clock.now(),
      panels: ["device", "slots", "dialogue", "log", "faults", "collector"],
    };
    page.push("about", about);
    this._device = device;
    this._modem = modem;
    this._feed.start();
  }

  stop(): void {
    this._feed.stop();
    this._desk.stop();
    this._dialogue.stop();
    this._log.stop();
  }

  private _onLine(line: ShownLine): void {
    if (line.direction === ">") this._feed.slots.onCommand(line.text);
    this._dialogue.add(line);
  }
}

function modemDetails(modem: ModemSimulator): Record<string, string> {
  const { profile, power, rtc, sim, contexts, files, lastOpenFailure } = modem.status();
  return {
    modem: `${profile} simulator, ${power}`,
    SIM: sim,
    "PDP contexts":
      contexts.map(({ pdpContextId, address }) => `${pdpContextId}: ${address}`).join(", ") || "none active",
    "modem clock": rtc,
    files: `${files.length}`,
    ...(lastOpenFailure ? { "last refusal of a server": lastOpenFailure } : {}),
  };
}
