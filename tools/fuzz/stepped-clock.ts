import type { Clock, TimerHandle } from "../clock";

interface Timer {
  dueMs: number;
  callback: () => void;
}

/** A clock that moves only when told to, without a promise in between: millions of inputs need that. */
export class SteppedClock implements Clock {
  private _nowMs = Date.UTC(2026, 0, 1);
  private readonly _timers: Timer[] = [];

  now(): number {
    return this._nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer = { dueMs: this._nowMs + delayMs, callback };
    this._timers.push(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    const index = this._timers.indexOf(handle as Timer);
    if (index >= 0) this._timers.splice(index, 1);
  }

  /** Moves time forward by `ms`, running every timer that falls due on the way. */
  pass(ms: number): void {
    this.runUntil(() => false, ms);
  }

  /** Runs timers until `isDone`, for at most `limitMs`. @returns whether it is. */
  runUntil(isDone: () => boolean, limitMs: number): boolean {
    const untilMs = this._nowMs + limitMs;
    while (!isDone()) {
      const next = this._first();
      if (!next || next.dueMs > untilMs) {
        this._nowMs = untilMs;
        return false;
      }
      this._nowMs = Math.max(this._nowMs, next.dueMs);
      this.clearTimeout(next);
      next.callback();
    }
    return true;
  }

  /** Of timers that fall due together the one that was made first. */
  private _first(): Timer | undefined {
    let first = this._timers[0];
    for (const timer of this._timers) if (timer.dueMs < first!.dueMs) first = timer;
    return first;
  }
}
