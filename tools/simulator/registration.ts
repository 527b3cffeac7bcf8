/** Registration in the network: plays a script of `<stat>` values and tells each change. */
import type { Clock, TimerHandle } from "../clock";

/** 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming. */
export type RegistrationStat = 0 | 1 | 2 | 3 | 4 | 5;

export interface RegistrationStep {
  stat: RegistrationStat;
  /** Wait before this step, counted from the step before it, milliseconds. */
  afterMs: number;
}

const isRegisteredStat = (stat: RegistrationStat): boolean => stat === 1 || stat === 5;

export class Registration {
  stat: RegistrationStat = 0;
  /** Called after each change of {@link stat}. */
  onChange: () => void = () => {};
  /** Added to the way from searching to registered, from the next {@link start} on, milliseconds. */
  extraMs = 0;
  private _timer: TimerHandle | undefined;
  /** What the network answers in place of letting the modem in. */
  private _refusal: RegistrationStat | undefined;
  private _isSearching = false;

  constructor(
    private readonly _clock: Clock,
    private readonly _script: readonly RegistrationStep[],
  ) {}

  get isRegistered(): boolean {
    return isRegisteredStat(this.stat);
  }

  /** In the network, or on the way there. */
  get isSearching(): boolean {
    return this._isSearching;
  }

  /** Radio on with a SIM that is ready: plays the script from its start. */
  start(): void {
    this._clock.clearTimeout(this._timer);
    this._isSearching = true;
    this._play(0);
  }

  /** The cell is lost: told, and then from the start. Nothing happens with the radio off. */
  restart(): void {
    if (!this._isSearching) return;
    this._change(2);
    this.start();
  }

  /** Radio off. */
  stop(): void {
    this._isSearching = false;
    this.force(0);
  }

  /** Power lost: without a word. */
  reset(): void {
    this._clock.clearTimeout(this._timer);
    this._isSearching = false;
    this.stat = 0;
  }

  /** The network lets the modem in no more. @param isTold whether {@link onChange} is called for it. */
  refuse(stat: RegistrationStat, isTold: boolean): void {
    this._refusal = stat;
    if (!this._isSearching) return;
    this._clock.clearTimeout(this._timer);
    if (isTold) this._change(stat);
    else this.stat = stat;
  }

  /** The network lets the modem in again: what {@link refuse} began is over. */
  admit(): void {
    this._refusal = undefined;
    if (this._isSearching && !this.isRegistered) this.start();
  }

  /** The network changes its mind: what is left of the script is dropped. */
  force(stat: RegistrationStat): void {
    this._clock.clearTimeout(this._timer);
    this._change(stat);
  }

  private _play(index: number): void {
    const step = this._script[index];
    if (!step) return;
    const isEntry = isRegisteredStat(step.stat);
    this._timer = this._clock.setTimeout(
      () => {
        this._change(isEntry ? (this._refusal ?? step.stat) : step.stat);
        this._play(index + 1);
      },
      step.afterMs + (isEntry ? this.extraMs : 0),
    );
  }

  private _change(stat: RegistrationStat): void {
    if (stat === this.stat) return;
    this.stat = stat;
    this.onChange();
  }
}
