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

/** A timer of a {@link VirtualClock}. */
export interface VirtualTimer {
  readonly dueMs: number;
  readonly order: number;
  /** Undefined once it has run or was cleared. */
  callback: (() => void) | undefined;
}

/**
 * A clock that moves only when told to. Between two timers it lets promises and immediates settle, so code that mixes both
 * behaves as in real time. Real sockets do not know virtual time: keep them out of a test that uses this clock.
 */
export class VirtualClock implements Clock {
  private _nowMs: number;
  /** A heap: each timer is due no later than the two at twice its index. Cleared ones stay until their time has come. */
  private readonly _timers: VirtualTimer[] = [];
  private _order = 0;
  private _pending = 0;

  /** @param startMs first value of {@link now}, milliseconds since 1970. */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this._nowMs = startMs;
  }

  now(): number {
    return this._nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer = { dueMs: this._nowMs + Math.max(0, delayMs), order: this._order++, callback };
    this._pending++;
    this._add(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    const timer = handle as VirtualTimer | undefined;
    if (!timer?.callback) return;
    timer.callback = undefined;
    this._pending--;
  }

  /** Number of timers that wait: a leak shows as a number that grows. */
  get pending(): number {
    return this._pending;
  }

  /** Moves time forward by `ms`, running every timer that falls due on the way. */
  async advance(ms: number): Promise<void> {
    const untilMs = this._nowMs + ms;
    await settle();
    while (this.fireNext(untilMs)) await settle();
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
      if (!this.fireNext(untilMs)) throw new Error(`virtual clock: not done within ${limitMs} ms of simulated time`);
      await settle();
    }
  }

  /** Moves time to the next timer that is due by `untilMs` and runs it. @returns false when there is none. */
  protected fireNext(untilMs: number): boolean {
    for (let first = this._timers[0]; first && first.dueMs <= untilMs; first = this._timers[0]) {
      this._removeFirst();
      const { callback } = first;
      if (!callback) continue;
      this.clearTimeout(first);
      this.moveTo(first.dueMs);
      callback();
      return true;
    }
    return false;
  }

  /** Moves time forward, running nothing; back it cannot go. */
  protected moveTo(ms: number): void {
    this._nowMs = Math.max(this._nowMs, ms);
  }

  private _add(timer: VirtualTimer): void {
    const timers = this._timers;
    let at = timers.length;
    for (let above = (at - 1) >> 1; at > 0 && isBefore(timer, timers[above]!); above = (at - 1) >> 1) {
      timers[at] = timers[above]!;
      at = above;
    }
    timers[at] = timer;
  }

  private _removeFirst(): void {
    const timers = this._timers;
    const last = timers.pop()!;
    const count = timers.length;
    if (count === 0) return;
    let at = 0;
    for (let below = 1; below < count; below = 2 * at + 1) {
      if (below + 1 < count && isBefore(timers[below + 1]!, timers[below]!)) below++;
      if (!isBefore(timers[below]!, last)) break;
      timers[at] = timers[below]!;
      at = below;
    }
    timers[at] = last;
  }
}

function isBefore(one: VirtualTimer, other: VirtualTimer): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}

/** Lets promise callbacks and immediates that are already queued run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
