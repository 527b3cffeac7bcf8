import type { Clock, TimerHandle } from "../clock";

/** The chip's watchdog: reboots unless it is kicked in time. With `isAuto` the idle interpreter kicks it, so it never bites here. */
export class Watchdog {
  private _periodMs = 0;
  private _isAuto = true;
  private _armed: TimerHandle | undefined;

  constructor(
    private readonly _clock: Clock,
    private readonly _bite: () => void,
  ) {}

  enable(seconds: number, isAuto: boolean): void {
    this._periodMs = seconds * 1000;
    this._isAuto = isAuto;
    this.kick();
  }

  kick(): void {
    this.stop();
    if (this._periodMs > 0 && !this._isAuto) this._armed = this._clock.setTimeout(this._bite, this._periodMs);
  }

  stop(): void {
    this._clock.clearTimeout(this._armed);
  }
}
