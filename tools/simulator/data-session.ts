/** One stay in data mode: feeds a receiver, watches for silence and for `+++`, and says how it ended. */
import type { Clock, TimerHandle } from "../clock";
import type { DataReceiver } from "./data-receiver";
import { EscapeDetector } from "./escape-detector";

/** `timeout`: no input for too long; `escaped`: `+++`; `aborted`: ended from outside. */
export type DataEnd = "complete" | "timeout" | "escaped" | "aborted";

export interface DataOptions {
  /** Longest gap in the input, milliseconds; 0 or absent: no limit. */
  idleMs?: number;
  /** Silence around `+++`, milliseconds; absent: `+++` is data. */
  escapeGuardMs?: number;
  /** Sees the bytes taken (echo of the payload). */
  onTaken?: (bytes: Buffer) => void;
}

export class DataSession {
  private _timer: TimerHandle | undefined;
  private readonly _detector: EscapeDetector | undefined;

  constructor(
    private readonly _clock: Clock,
    private readonly _receiver: DataReceiver,
    private readonly _options: DataOptions,
    private readonly _onEnd: (end: DataEnd) => void,
  ) {
    const { escapeGuardMs } = _options;
    if (escapeGuardMs !== undefined)
      this._detector = new EscapeDetector(_clock, escapeGuardMs, () => this.end("escaped"));
    this._restart();
  }

  /** Takes what the receiver wants of `bytes` and answers how many that were. */
  take(bytes: Buffer): number {
    this._restart();
    let rest = this._detector ? this._detector.filter(bytes) : bytes;
    while (rest.length > 0 && !this._receiver.isComplete) rest = this._feed(rest);
    if (this._receiver.isComplete) this.end("complete");
    return bytes.length - rest.length;
  }

  end(end: DataEnd): void {
    this._clock.clearTimeout(this._timer);
    this._detector?.stop();
    this._onEnd(end);
  }

  private _feed(bytes: Buffer): Buffer {
    const used = this._receiver.take(bytes);
    this._options.onTaken?.(bytes.subarray(0, used));
    return bytes.subarray(used);
  }

  private _restart(): void {
    this._clock.clearTimeout(this._timer);
    const { idleMs } = this._options;
    if (idleMs) this._timer = this._clock.setTimeout(() => this.end("timeout"), idleMs);
  }
}
