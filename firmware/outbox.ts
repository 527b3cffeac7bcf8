import type { Reading } from "./reading";

/** A clock before 2020 has not been set: it counts from the board's start or from 1970. */
const UNSET_BEFORE = 1577836800;

/**
 * Readings that the server has not acknowledged, in order and bounded: when it is full the oldest go and are counted. They
 * live in RAM; the journal in flash takes this place later.
 */
export class Outbox {
  /** Readings lost because the outbox was full, since the start. */
  dropped = 0;
  private _readings: Reading[] = [];

  /** @param _capacity readings held at the most. */
  constructor(private _capacity: number) {}

  get length(): number {
    return this._readings.length;
  }

  add(reading: Reading): void {
    if (this._readings.length >= this._capacity) {
      this._readings.shift();
      this.dropped++;
    }
    this._readings.push(reading);
  }

  /** The oldest readings, `count` at the most; they stay until {@link release}. */
  oldest(count: number): Reading[] {
    return this._readings.slice(0, count);
  }

  /** Forgets the readings up to and including `seq`: the server holds them. */
  release(seq: number): void {
    while (this._readings.length && this._readings[0]!.seq <= seq) this._readings.shift();
  }

  /** The clock was set forward by `seconds`: readings taken before it was set get their true time. */
  shiftTime(seconds: number): void {
    for (const reading of this._readings) if (reading.time < UNSET_BEFORE) reading.time += seconds;
  }
}
