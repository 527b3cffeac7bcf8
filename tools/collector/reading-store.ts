/** All that was received, in memory: a record per device and the last readings for display. Bounded; knows no network. */
import type { Batch, Reading } from "./batch";
import { DeviceRecord, type DeviceSummary } from "./device-record";
import { RecentMap } from "./recent-map";

/** A reading with the rest of its identity. */
export interface StoredReading extends Reading {
  device: string;
  boot: number;
}

export interface Summary {
  batches: number;
  /** Readings stored, over all devices since the start. */
  stored: number;
  repeated: number;
  devices: DeviceSummary[];
}

/** Devices remembered; past it the one that was silent longest is forgotten, and its repeats would be stored again. */
const MAX_DEVICES = 1000;

export class ReadingStore {
  private readonly _devices = new RecentMap<string, DeviceRecord>(MAX_DEVICES);
  private _history: StoredReading[] = [];
  private _batches = 0;
  private _stored = 0;
  private _repeated = 0;

  /** @param _historyLength readings kept for display, 0 and more. */
  constructor(private readonly _historyLength: number) {}

  /** Stores what is new in a batch and gives it back; the rest are repeats. */
  store(batch: Batch): StoredReading[] {
    const { device, boot, readings } = batch;
    const fresh = this._devices.use(device, () => new DeviceRecord(device)).store(batch);
    const stored = fresh.map((reading) => ({ device, boot, ...reading }));
    this._batches += 1;
    this._stored += stored.length;
    this._repeated += readings.length - stored.length;
    const kept = [...this._history, ...stored];
    this._history = kept.slice(Math.max(0, kept.length - this._historyLength));
    return stored;
  }

  /** The last readings stored, oldest first. */
  history(): StoredReading[] {
    return [...this._history];
  }

  /** What is known of one device; undefined when nothing is. */
  deviceSummary(device: string): DeviceSummary | undefined {
    return this._devices.get(device)?.summary();
  }

  /** Totals without the devices: cheap, for every batch. */
  totals(): { batches: number; stored: number; repeated: number; devices: number } {
    return {
      batches: this._batches,
      stored: this._stored,
      repeated: this._repeated,
      devices: this._devices.size,
    };
  }

  summary(): Summary {
    const devices = this._devices.entries().map(([, record]) => record.summary());
    return { ...this.totals(), devices };
  }
}
