import type { Clock, TimerHandle } from "../clock";

/** The interpreter's idle loop: what was caused by now runs soon, after the program's current statement list has ended. */
export class IdleLoop {
  private _steps: (() => void)[] = [];
  private _armed: TimerHandle | undefined;
  private _isStopped = false;
  private readonly _onDue = (): void => this._turn();

  constructor(private readonly _clock: Clock) {}

  /** Adds a step; each turn of the loop runs all, in the order of adding. */
  add(step: () => void): void {
    this._steps.push(step);
  }

  /** Asks for a turn. */
  wake(): void {
    if (this._isStopped) return;
    this._armed ??= this._clock.setTimeout(this._onDue, 0);
  }

  /** No turn comes any more. */
  stop(): void {
    this._isStopped = true;
    this._clock.clearTimeout(this._armed);
  }

  private _turn(): void {
    this._armed = undefined;
    for (const step of this._steps) if (!this._isStopped) step();
  }
}
