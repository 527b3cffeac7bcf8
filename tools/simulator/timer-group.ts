/** The timers of one power cycle of the modem: cleared together when it reboots or loses power. */
import type { Clock, TimerHandle } from "../clock";

export class TimerGroup implements Clock {
  private readonly _handles = new Set<TimerHandle>();

  constructor(private readonly _clock: Clock) {}

  now(): number {
    return this._clock.now();
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const handle = this._clock.setTimeout(() => {
      this._handles.delete(handle);
      callback();
    }, delayMs);
    this._handles.add(handle);
    return handle;
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    if (handle !== undefined) this._handles.delete(handle);
    this._clock.clearTimeout(handle);
  }

  /** Settles after `ms`; never settles when the group is cleared first. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, ms));
  }

  clearAll(): void {
    for (const handle of this._handles) this._clock.clearTimeout(handle);
    this._handles.clear();
  }
}
