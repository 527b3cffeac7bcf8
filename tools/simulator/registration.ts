/** Registration in the network: plays a script of `<stat>` values and tells each change. */
import type { Clock, TimerHandle } from "../clock";

/** 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming. */
export type RegistrationStat = 0 | 1 | 2 | 3 | 4 | 5;

export interface RegistrationStep {
  stat: RegistrationStat;
  /** Wait before this step, counted from the step before it, milliseconds. */
  afterMs: number;
}

export class Registration {
  stat: RegistrationStat = 0;
  /** Called after each change of {@link stat}. */
  onChange: () => void = () => {};
  private _timer: TimerHandle | undefined;

  constructor(
    private readonly _clock: Clock,
    private readonly _script: readonly RegistrationStep[],
  ) {}

  get isRegistered(): boolean {
    return this.stat === 1 || this.stat === 5;
  }

  /** Radio on with a SIM that is ready: plays the script from its start. */
  start(): void {
    this._clock.clearTimeout(this._timer);
    this._play(0);
  }

  /** Radio off. */
  stop(): void {
    this.force(0);
  }

  /** Power lost: without a word. */
  reset(): void {
    this._clock.clearTimeout(this._timer);
    this.stat = 0;
  }

  /** The network changes its mind: what is left of the script is dropped. */
  force(stat: RegistrationStat): void {
    this._clock.clearTimeout(this._timer);
    this._change(stat);
  }

  private _play(index: number): void {
    const step = this._script[index];
    if (!step) return;
    this._timer = this._clock.setTimeout(() => {
      this._change(step.stat);
      this._play(index + 1);
    }, step.afterMs);
  }

  private _change(stat: RegistrationStat): void {
    if (stat === this.stat) return;
    this.stat = stat;
    this.onChange();
  }
}
