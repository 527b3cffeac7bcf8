/** What the firmware tells of itself, as the page shows it; asked for again and again, whatever runs the firmware. */
import type { Page } from "./page-server";
import { type SlotTuple, SlotWatch } from "./slot-watch";
import type { DeviceShown } from "./topics";

/** Bytes of the journal that a reading takes, as the schema of the configuration says. */
const READING_BYTES = 64;

/** The firmware's line about its journal. */
const JOURNAL = /journal: (\d+) bytes/;

export interface DeviceFeedOptions {
  page: Pick<Page, "push">;
  /** `qssl.status()`; undefined when it does not run. @throws Error when nothing is answered. */
  status(): Promise<Record<string, unknown> | undefined>;
  /** Milliseconds from one answer to the next question. */
  pauseMs: number;
  /** More about the modem, as names and values. */
  details?(): Record<string, string>;
  /** Takes each answer. */
  onTold?(device: DeviceShown): void;
}

export class DeviceFeed {
  readonly slots = new SlotWatch();
  private _room: number | null = null;
  private _timer: NodeJS.Timeout | undefined;
  private _isStopped = false;
  private _last: DeviceShown = EMPTY;

  constructor(private readonly _options: DeviceFeedOptions) {}

  start(): void {
    void this._ask();
  }

  stop(): void {
    this._isStopped = true;
    clearTimeout(this._timer);
  }

  /** A line of the board's console. */
  onConsole(line: string): void {
    const bytes = JOURNAL.exec(line)?.[1];
    if (bytes !== undefined) this._room = Math.floor(Number(bytes) / READING_BYTES);
  }

  private async _ask(): Promise<void> {
    const { page, status, pauseMs, details, onTold } = this._options;
    const answer = await status().catch((error: Error) => error.message);
    if (this._isStopped) return;
    const atMs = Date.now();
    const isTold = typeof answer === "object";
    const silence = isTold ? "" : (answer ?? "the firmware does not run");
    const told = isTold ? { ...deviceShown(answer), room: this._room } : this._last;
    this._last = told;
    const shown: DeviceShown = { ...told, atMs, silence, details: details?.() ?? {} };
    page.push("device", shown);
    if (isTold) onTold?.(shown);
    page.push("slots", this.slots.shown(isTold ? slotTuples(answer) : [], atMs));
    this._timer = setTimeout(() => void this._ask(), pauseMs);
  }
}

const EMPTY: DeviceShown = {
  atMs: 0,
  silence: "",
  uplink: "",
  waiting: null,
  room: null,
  acknowledged: null,
  dropped: null,
  rung: null,
  nextTryS: null,
  offline: "",
  lastError: "",
  journal: "",
  model: "",
  registration: "",
  rssiDbm: null,
  isOnline: false,
  overruns: null,
  details: {},
};

/** @param status as the firmware answers it; what an older one has not is not known. */
export function deviceShown(status: Record<string, unknown>): DeviceShown {
  const modem = objectOf(status["modem"]);
  return {
    ...EMPTY,
    uplink: textOf(status["uplink"]),
    waiting: numberOf(status["waiting"]),
    acknowledged: numberOf(status["acknowledged"]),
    dropped: numberOf(status["dropped"]),
    rung: numberOf(status["rung"]),
    nextTryS: numberOf(status["nextTryS"]),
    offline: textOf(status["offline"]),
    lastError: textOf(status["lastError"]),
    journal: textOf(status["journal"]),
    model: textOf(modem["model"]),
    registration: textOf(modem["registration"]),
    // 0 stands for unknown.
    rssiDbm: numberOf(modem["rssiDbm"]) || null,
    isOnline: modem["isOnline"] === true,
    overruns: numberOf(modem["overruns"]),
  };
}

function slotTuples(status: Record<string, unknown>): SlotTuple[] {
  const slots = objectOf(status["modem"])["slots"];
  if (!Array.isArray(slots)) return [];
  return slots.filter(
    (slot): slot is SlotTuple => Array.isArray(slot) && slot.length >= 4 && slot.every(Number.isFinite),
  );
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
