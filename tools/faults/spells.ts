/** Faults that last for a time. One that strikes again while it lasts ends when the later of the two does. */
import type { Clock, TimerHandle } from "../clock";

interface Spell {
  untilMs: number;
  timer: TimerHandle;
}

export class Spells {
  private readonly _spells = new Map<string, Spell>();

  constructor(private readonly _clock: Clock) {}

  /**
   * Begins something and ends it after so many seconds.
   * @param name of what can be only once at a time.
   * @param begin runs now, also when it lasts already.
   */
  during(name: string, seconds: number, begin: () => void, end: () => void): void {
    const untilMs = Math.max(this._clock.now() + seconds * 1000, this._spells.get(name)?.untilMs ?? 0);
    this._clock.clearTimeout(this._spells.get(name)?.timer);
    const onEnd = (): void => {
      this._spells.delete(name);
      end();
    };
    this._spells.set(name, { untilMs, timer: this._clock.setTimeout(onEnd, untilMs - this._clock.now()) });
    begin();
  }

  /** Forgets all ends. */
  stop(): void {
    for (const { timer } of this._spells.values()) this._clock.clearTimeout(timer);
    this._spells.clear();
  }
}
