import type { Clock, TimerHandle } from "../clock";

/**
 * The chip's watchdog: reboots unless it is kicked in time. It belongs to the chip, not to a program, so it goes on over `load()` and
 * `reset()`; only its bite and a power cut end it. With `isAuto` the idle interpreter kicks it, so it never bites here.
 */
export class Watchdog {
  private _periodMs = 0;
  private _isAuto = true;
  private _armed: TimerHandle | undefined;

  constructor(
    private readonly _clock: Clock,
    private readonly _bite: () => void,
  ) {}

  enable(seconds: number, isAuto: boolean): void {
    this._periodMs = seconds >= 0 ? seconds * 1000 : 1000;
    this._isAuto = isAuto;
    this.kick();
  }

  kick(): void {
    this._clock.clearTimeout(this._armed);
    if (this._periodMs > 0 && !this._isAuto) this._armed = this._clock.setTimeout(() => this._reset(), this._periodMs);
  }

  stop(): void {
    this._clock.clearTimeout(this._armed);
    this._periodMs = 0;
  }

  private _reset(): void {
    this.stop();
    this._bite();
  }
}
