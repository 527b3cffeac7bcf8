/**
 * Watches how a board comes back from faults, by nothing but what has arrived at the collector: readings that were taken after the faults are
 * over arrive again, then all that waited has arrived. Pure but for its clock.
 */
import type { RecoveryShown } from "./topics";

export interface RecoveryOptions {
  now(): number;
  /** When nothing waits, the newest reading that arrives is no older than this, milliseconds. */
  freshMs: number;
  /** Whether nothing is left of faults that wait for what they strike. */
  isSpent(): boolean;
  onChange(shown: RecoveryShown): void;
  /** Readings arrive again. */
  onRecovered(seconds: number): void;
  /** All that waited has arrived. */
  onDelivered(shown: RecoveryShown): void;
}

const QUIET: RecoveryShown = {
  phase: "none",
  faults: [],
  struckMs: 0,
  overMs: 0,
  recoveredS: null,
  deliveredS: null,
  late: 0,
  missing: 0,
};

export class Recovery {
  private _shown: RecoveryShown = QUIET;

  constructor(private readonly _options: RecoveryOptions) {}

  get shown(): RecoveryShown {
    return this._shown;
  }

  /** @param name in words. @param lastsS how long it lasts. */
  onFault(name: string, lastsS: number): void {
    const nowMs = this._options.now();
    const isNew = this._shown.phase === "none" || this._shown.phase === "delivered";
    const before = isNew ? { ...QUIET, struckMs: nowMs } : this._shown;
    const overMs = Math.max(before.overMs, nowMs + lastsS * 1000);
    this._change({
      ...before,
      phase: "fault",
      faults: [...before.faults, name],
      overMs,
      recoveredS: null,
      deliveredS: null,
    });
    this.onTime();
  }

  /** Time has gone on. */
  onTime(): void {
    if (this._shown.phase === "fault" && this._options.now() >= this._shown.overMs)
      this._change({ ...this._shown, phase: "recovering" });
  }

  /**
   * Readings have arrived.
   * @param newestMs when the newest of them was taken. @param late how many of them are late. @param missing gaps that are left.
   */
  onArrived(newestMs: number, late: number, missing: number): void {
    this.onTime();
    const { phase, overMs } = this._shown;
    if (phase === "none" || phase === "delivered") return;
    const { now, freshMs, isSpent, onRecovered, onDelivered } = this._options;
    this._change({ ...this._shown, late: this._shown.late + late, missing });
    if (phase === "fault" || !isSpent()) return;
    const seconds = Math.max(0, now() - overMs) / 1000;
    const isNewer = newestMs >= overMs;
    if (phase === "recovering" && (isNewer || late > 0)) {
      this._change({ ...this._shown, phase: "catching up", recoveredS: seconds });
      onRecovered(seconds);
    }
    if (!isNewer || missing > 0 || now() - newestMs > freshMs) return;
    this._change({ ...this._shown, phase: "delivered", deliveredS: seconds });
    onDelivered(this._shown);
  }

  private _change(shown: RecoveryShown): void {
    this._shown = shown;
    this._options.onChange(shown);
  }
}
