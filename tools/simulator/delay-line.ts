/** One direction of a slow link: what is put in comes out in order, after a delay and no faster than the rate. */
import type { Clock, TimerHandle } from "../clock";

interface Item {
  dueMs: number;
  deliver: () => void;
}

export class DelayLine {
  private _items: Item[] = [];
  private _timer: TimerHandle | undefined;
  /** When the last byte put in will have been sent. */
  private _sentMs = 0;
  private _lastDueMs = 0;

  /** @param _bytesPerS undefined: any number of bytes at once. */
  constructor(
    private readonly _clock: Clock,
    private readonly _bytesPerS: number | undefined,
  ) {}

  /** @param lengthBytes what it weighs, 0 for an event, @param delayMs from the moment that it was sent to its arrival. */
  put(lengthBytes: number, delayMs: number, deliver: () => void): void {
    const takesMs = this._bytesPerS === undefined ? 0 : (lengthBytes / this._bytesPerS) * 1000;
    this._sentMs = Math.max(this._clock.now(), this._sentMs) + takesMs;
    this._lastDueMs = Math.max(this._lastDueMs, this._sentMs + delayMs);
    this._items.push({ dueMs: this._lastDueMs, deliver });
    this._arm();
  }

  /** Nothing is on its way. */
  get isEmpty(): boolean {
    return this._items.length === 0;
  }

  /** Forgets everything that is on its way. */
  clear(): void {
    this._clock.clearTimeout(this._timer);
    this._timer = undefined;
    this._items = [];
  }

  private _arm(): void {
    const next = this._items[0];
    if (this._timer !== undefined || !next) return;
    this._timer = this._clock.setTimeout(() => this._run(), Math.ceil(Math.max(0, next.dueMs - this._clock.now())));
  }

  private _run(): void {
    this._timer = undefined;
    while (this._items.length > 0 && this._items[0]!.dueMs <= this._clock.now()) this._items.shift()!.deliver();
    this._arm();
  }
}
