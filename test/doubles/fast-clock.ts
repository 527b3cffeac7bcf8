import type { Clock, TimerHandle } from "../../tools/clock";

/** Real time, sped up: pauses of a protocol cost a fraction of themselves where real sockets forbid virtual time. */
export class FastClock implements Clock {
  private readonly _startMs = Date.now();

  /** @param _speed how many of its seconds pass in one real second. */
  constructor(private readonly _speed: number) {}

  now(): number {
    return this._startMs + (Date.now() - this._startMs) * this._speed;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    return setTimeout(callback, delayMs / this._speed);
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    if (handle !== undefined) clearTimeout(handle as NodeJS.Timeout);
  }
}
