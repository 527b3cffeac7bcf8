/** The books of a fleet: which readings its devices took and which of them arrived. Every reading of a device has its number as value. */

/** One device's readings: when each was taken and when it first arrived, milliseconds since 1970. */
interface Account {
  takenMs: number[];
  /** Sparse: what has not arrived has no entry. */
  arrivedMs: number[];
}

export interface Latency {
  medianMs: number;
  /** Of 100 readings, 95 took no longer. */
  p95Ms: number;
  maxMs: number;
}

export interface FleetCounts {
  taken: number;
  delivered: number;
  lost: number;
  /** Readings that arrived once more. */
  repeated: number;
  /** Arrived, and no device of this run took them. */
  unknown: number;
  /** From the sensor to the server; undefined when nothing was delivered. */
  latency: Latency | undefined;
}

export class FleetLedger {
  private readonly _accounts: Map<string, Account>;
  private _repeated = 0;
  private _strangers = 0;
  private _outstanding = 0;

  /** @param names of all devices. */
  constructor(names: readonly string[]) {
    this._accounts = new Map(names.map((name) => [name, { takenMs: [], arrivedMs: [] }]));
  }

  /** A device took its next reading. */
  take(device: string, atMs: number): void {
    const account = this._accounts.get(device);
    if (!account) return;
    if (account.arrivedMs[account.takenMs.length] === undefined) this._outstanding++;
    account.takenMs.push(atMs);
  }

  /** A reading arrived, perhaps before it is known here that it was taken. */
  arrive(device: string, value: number, atMs: number): void {
    const account = this._accounts.get(device);
    if (!account || !Number.isInteger(value) || value < 0) this._strangers++;
    else if (account.arrivedMs[value] === undefined) this._arriveFirst(account, value, atMs);
    else this._repeated++;
  }

  /** Readings arrived once more, whichever they were. */
  repeat(count: number): void {
    this._repeated += count;
  }

  /** The oldest readings of a device that have not arrived were acknowledged. */
  acknowledge(device: string, count: number, atMs: number): void {
    const account = this._accounts.get(device);
    if (!account) return;
    for (let left = count; left > 0; left--) this._arriveFirst(account, account.arrivedMs.length, atMs);
  }

  /** Readings that were taken and have not arrived. */
  get outstanding(): number {
    return this._outstanding;
  }

  counts(): FleetCounts {
    const latencies: number[] = [];
    let [taken, unknown] = [0, this._strangers];
    for (const { takenMs, arrivedMs } of this._accounts.values()) {
      taken += takenMs.length;
      arrivedMs.forEach((atMs, value) => {
        if (takenMs[value] === undefined) unknown++;
        else latencies.push(atMs - takenMs[value]);
      });
    }
    const delivered = latencies.length;
    return { taken, delivered, lost: taken - delivered, repeated: this._repeated, unknown, latency: spread(latencies) };
  }

  /** Names of devices of which a reading is missing, with how many, the worst first. */
  missing(): { device: string; count: number }[] {
    return [...this._accounts]
      .map(([device, { takenMs, arrivedMs }]) => ({
        device,
        count: takenMs.filter((_, value) => arrivedMs[value] === undefined).length,
      }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count);
  }

  private _arriveFirst({ takenMs, arrivedMs }: Account, value: number, atMs: number): void {
    if (takenMs[value] !== undefined) this._outstanding--;
    arrivedMs[value] = atMs;
  }
}

function spread(latencies: number[]): Latency | undefined {
  if (latencies.length === 0) return undefined;
  const sorted = latencies.sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { medianMs: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}
