/** Holds the board to the promise of each fault: so many seconds from its end readings are acknowledged again. */
import type { Clock, TimerHandle } from "../clock";
import { leastRecoveryS } from "../faults/fault";

/** A fault from which the board has not recovered yet. */
interface Claim {
  name: string;
  startMs: number;
  endMs: number;
  boundMs: number;
  /** No other fault was about in the meantime. */
  isAlone: boolean;
}

export interface RecoveryOptions {
  clock: Clock;
  /** When the oldest reading was taken that waits, milliseconds since 1970; undefined when none does. */
  oldestWaitingMs(): number | undefined;
  /** A reading that is taken now is under way by then, when nothing is wrong, milliseconds. */
  uploadMs: number;
  /** From one reading to the next, milliseconds. */
  intervalMs: number;
  /** The board recovered from a fault that no other one overlapped. */
  onRecovered(name: string, seconds: number): void;
  /** It did not in time. */
  onLate(text: string): void;
}

/** The way of a batch when nothing is wrong takes no longer than this, milliseconds. */
const WAY_MS = 30e3;

export class RecoveryWatch {
  private _claims: Claim[] = [];
  private _timer: TimerHandle | undefined;

  constructor(private readonly _options: RecoveryOptions) {}

  /** Nothing is to be recovered from. */
  get isQuiet(): boolean {
    return this._claims.length === 0;
  }

  /** A fault strikes. @param lastsS how long it lasts. @param boundS promised, from its end on. */
  onStruck(name: string, lastsS: number, boundS: number): void {
    const startMs = this._options.clock.now();
    const endMs = startMs + lastsS * 1000;
    const isAlone = this.isQuiet;
    for (const claim of this._claims) claim.isAlone = false;
    this._claims.push({ name, startMs, endMs, boundMs: boundS * 1000, isAlone });
    this._watch();
  }

  /**
   * The board knows that the server holds readings.
   * @param takenMs when the oldest of them was taken.
   * @param isSpent nothing is left of faults that wait for what they strike, so what is over is over.
   */
  onAcknowledged(takenMs: number, isSpent: boolean): void {
    const nowMs = this._options.clock.now();
    if (!isSpent) for (const claim of this._claims) claim.isAlone = false;
    const over = this._claims.filter(({ endMs }) => isSpent && endMs <= nowMs);
    for (const { name, endMs, isAlone } of over)
      if (isAlone) this._options.onRecovered(name, Math.max(0, nowMs - this._startMs(endMs, takenMs)) / 1000);
    this._claims = this._claims.filter((claim) => !over.includes(claim));
    this._watch();
  }

  stop(): void {
    this._options.clock.clearTimeout(this._timer);
  }

  /** The time counts from the end of the fault or, when there was nothing to send then, from when there is. */
  private _startMs(endMs: number, oldestMs: number): number {
    return Math.max(endMs, oldestMs + this._options.uploadMs);
  }

  /**
   * When readings must have been acknowledged again: faults that overlap may take as long as all of them one after the other, and are trouble
   * of the length of all.
   */
  private _dueMs(oldestMs: number): number {
    const begins = this._claims.map(({ startMs }) => startMs);
    const ends = this._claims.map(({ endMs }) => endMs);
    const leastMs = leastRecoveryS((Math.max(...ends) - Math.min(...begins)) / 1000) * 1000;
    const boundMs = Math.max(
      leastMs,
      this._claims.reduce((sum, claim) => sum + claim.boundMs, 0),
    );
    return Math.max(...ends.map((endMs) => this._startMs(endMs, oldestMs))) + boundMs + WAY_MS;
  }

  /** Waits for that; without a reading that waits, at least until there is one. */
  private _watch(): void {
    const { clock, oldestWaitingMs, intervalMs } = this._options;
    clock.clearTimeout(this._timer);
    if (this.isQuiet) return;
    const dueMs = this._dueMs(oldestWaitingMs() ?? clock.now() + intervalMs);
    this._timer = clock.setTimeout(() => this._onDue(), Math.max(1, dueMs - clock.now()));
  }

  private _onDue(): void {
    const { oldestWaitingMs, onLate, clock } = this._options;
    const oldestMs = oldestWaitingMs();
    const nowMs = clock.now();
    if (oldestMs === undefined || nowMs < this._dueMs(oldestMs)) return this._watch();
    const faults = this._claims.map(({ name, endMs }) => `${name} (ended ${Math.round((nowMs - endMs) / 1000)} s ago)`);
    onLate(`nothing was acknowledged in time after ${faults.join(", ")}`);
  }
}
