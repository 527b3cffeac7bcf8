/** Finds `+++` with silence before and after it (reference §3.2): the way out of data mode. */
import type { Clock, TimerHandle } from "../clock";

const PLUS = 0x2b;
const PLUSES = Buffer.from("+++");

export interface EscapeEvents {
  /** The sequence is complete. */
  onEscape(): void;
  /** Pluses that were kept back are data after all. */
  onRelease(bytes: Buffer): void;
}

export class EscapeDetector {
  private _held = 0;
  private _lastByteMs: number;
  private _timer: TimerHandle | undefined;

  /** @param _guardMs silence wanted on both sides (ATS12). */
  constructor(
    private readonly _clock: Clock,
    private readonly _guardMs: number,
    private readonly _events: EscapeEvents,
  ) {
    this._lastByteMs = _clock.now();
  }

  /** Answers what of the stream is data: pluses that may be the sequence are kept back until that is clear. */
  filter(bytes: Buffer): Buffer {
    const isQuiet = this._held > 0 || this._clock.now() - this._lastByteMs >= this._guardMs;
    const isPluses = bytes.length + this._held <= PLUSES.length && bytes.every((byte) => byte === PLUS);
    this._lastByteMs = this._clock.now();
    this._clock.clearTimeout(this._timer);
    if (!isQuiet || !isPluses) return Buffer.concat([this._release(), bytes]);
    this._held += bytes.length;
    this._timer = this._clock.setTimeout(() => this._onSilence(), this._guardMs);
    return Buffer.alloc(0);
  }

  stop(): void {
    this._clock.clearTimeout(this._timer);
  }

  /** Fewer than three pluses are none of ours. */
  private _onSilence(): void {
    if (this._held === PLUSES.length) this._events.onEscape();
    else this._events.onRelease(this._release());
  }

  private _release(): Buffer {
    const held = PLUSES.subarray(0, this._held);
    this._held = 0;
    return held;
  }
}
