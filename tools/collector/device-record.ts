/** What the collector knows of one device: which readings arrived, and the last value of each quantity. Bounded in memory. */
import type { Batch, Reading } from "./batch";
import { RecentMap } from "./recent-map";
import { SequenceRanges } from "./sequence-ranges";

export interface DeviceSummary {
  device: string;
  /** Readings stored. */
  readings: number;
  repeated: number;
  /** Readings the board gave up, as it reports, over the boots remembered. */
  dropped: number;
  /** Gaps in the sequence numbers of the boots remembered, and how many readings are missing in them. */
  gaps: number;
  missing: number;
  /** Number of the boot heard last. */
  boot: number;
  /** Why the board's connection is insecure, as its last batch says; null when it is not. */
  insecure: string | null;
  /** Seconds since 1970 of the earliest and latest reading with a time; null while there is none. */
  firstTime: number | null;
  lastTime: number | null;
  /** Per quantity the reading with the highest (boot, seq). */
  last: Record<string, LastValue>;
}

/** The newest reading of one quantity. */
export interface LastValue {
  value: number;
  unit: string;
  time: number | null;
  boot: number;
  seq: number;
}

interface Boot {
  arrived: SequenceRanges;
  dropped: number;
}

const MAX_BOOTS = 32;
const MAX_QUANTITIES = 64;

export class DeviceRecord {
  private readonly _boots = new RecentMap<number, Boot>(MAX_BOOTS);
  private readonly _last = new RecentMap<string, LastValue>(MAX_QUANTITIES);
  private _boot = 0;
  private _insecure: string | null = null;
  private _stored = 0;
  private _repeated = 0;
  private _firstTime: number | null = null;
  private _lastTime: number | null = null;

  constructor(private readonly _device: string) {}

  /** Stores what is new in a batch of this device and gives it back; the rest are repeats. */
  store(batch: Batch): Reading[] {
    const boot = this._boots.use(batch.boot, () => ({ arrived: new SequenceRanges(), dropped: 0 }));
    this._boot = batch.boot;
    this._insecure = batch.insecure ?? null;
    boot.dropped = Math.max(boot.dropped, batch.dropped);
    const stored = batch.readings.filter((reading) => boot.arrived.add(reading.seq));
    for (const reading of stored) this._note(reading, batch.boot);
    this._stored += stored.length;
    this._repeated += batch.readings.length - stored.length;
    return stored;
  }

  summary(): DeviceSummary {
    const boots = this._boots.entries().map(([, boot]) => boot);
    const sum = (figure: (boot: Boot) => number): number => boots.reduce((total, boot) => total + figure(boot), 0);
    return {
      device: this._device,
      readings: this._stored,
      repeated: this._repeated,
      dropped: sum((boot) => boot.dropped),
      gaps: sum((boot) => boot.arrived.gaps),
      missing: sum((boot) => boot.arrived.missing),
      boot: this._boot,
      insecure: this._insecure,
      firstTime: this._firstTime,
      lastTime: this._lastTime,
      last: Object.fromEntries(this._last.entries()),
    };
  }

  private _note({ seq, time, quantity, unit, value }: Reading, boot: number): void {
    const known = this._last.get(quantity);
    const isNewer = !known || boot > known.boot || (boot === known.boot && seq > known.seq);
    if (isNewer) this._last.set(quantity, { value, unit, time, boot, seq });
    if (time === null) return;
    this._firstTime = Math.min(this._firstTime ?? time, time);
    this._lastTime = Math.max(this._lastTime ?? time, time);
  }
}
