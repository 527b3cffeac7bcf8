/**
 * Time as a dependency. The simulator and the host runtime never call the global timers: they are given a Clock, real when
 * a person watches and virtual when a test wants minutes of waiting to pass at once.
 */

/** Handle of a pending timer; opaque, given back to {@link Clock.clearTimeout}. */
export type TimerHandle = object;

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Runs `callback` once after `delayMs` (0 and more; timers that fall due together run in the order they were made). */
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  /** Forgets a timer; a handle that has run, was cleared or is undefined is ignored. */
  clearTimeout(handle: TimerHandle | undefined): void;
}

/** The machine's own clock. */
export class RealClock implements Clock {
  now(): number {
    return Date.now();
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    return setTimeout(callback, delayMs);
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    if (handle !== undefined) clearTimeout(handle as NodeJS.Timeout);
  }
}

interface VirtualTimer {
  dueMs: number;
  order: number;
  callback: () => void;
}

/**
 * A clock that moves only when told to. Between two timers it lets promises and immediates settle, so code that mixes both
 * behaves as in real time. Real sockets do not know virtual time: keep them out of a test that uses this clock.
 */
export class VirtualClock implements Clock {
  private _nowMs: number;
  private _timers: VirtualTimer[] = [];
  private _order = 0;

  /** @param startMs first value of {@link now}, milliseconds since 1970. */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this._nowMs = startMs;
  }

  now(): number {
    return this._nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer = { dueMs: this._nowMs + Math.max(0, delayMs), order: this._order++, callback };
    this._timers.push(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    const index = this._timers.indexOf(handle as VirtualTimer);
    if (index >= 0) this._timers.splice(index, 1);
  }

  /** Number of timers that wait: a leak shows as a number that grows. */
  get pending(): number {
    return this._timers.length;
  }

  /** Moves time forward by `ms`, running every timer that falls due on the way. */
  async advance(ms: number): Promise<void> {
    const untilMs = this._nowMs + ms;
    await settle();
    for (let next = this._next(untilMs); next !== undefined; next = this._next(untilMs)) await this._fire(next);
    this._nowMs = untilMs;
  }

  /**
   * Runs timers until `isDone` answers true.
   * @throws Error when `limitMs` of simulated time pass first, or when no timer is left that could change anything.
   */
  async runUntil(isDone: () => boolean, limitMs = 3600e3): Promise<void> {
    const untilMs = this._nowMs + limitMs;
    await settle();
    while (!isDone()) {
      const next = this._next(untilMs);
      if (next === undefined) throw new Error(`virtual clock: not done within ${limitMs} ms of simulated time`);
      await this._fire(next);
    }
  }

  private _next(untilMs: number): VirtualTimer | undefined {
    let next: VirtualTimer | undefined;
    for (const timer of this._timers) {
      if (timer.dueMs > untilMs) continue;
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) next = timer;
    }
    return next;
  }

  private async _fire(timer: VirtualTimer): Promise<void> {
    this.clearTimeout(timer);
    this._nowMs = Math.max(this._nowMs, timer.dueMs);
    timer.callback();
    await settle();
  }
}

/** Lets promise callbacks and immediates that are already queued run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
