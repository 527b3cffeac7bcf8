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
  /** Data that the receiver cannot take yet: stands for what flow control would hold back in the host. */
  private _backlog: Buffer = Buffer.alloc(0);
  private _isEscaped = false;
  private _isOver = false;

  /** @param _onEnd called once; `rest` came behind the end of the data. */
  constructor(
    private readonly _clock: Clock,
    private readonly _receiver: DataReceiver,
    private readonly _options: DataOptions,
    private readonly _onEnd: (end: DataEnd, rest: Buffer) => void,
  ) {
    const { escapeGuardMs } = _options;
    if (escapeGuardMs !== undefined) this._detector = new EscapeDetector(_clock, escapeGuardMs, this._escapeEvents());
    this._restart();
  }

  /** Bytes from the host. */
  take(bytes: Buffer): void {
    this._restart();
    this._add(this._detector ? this._detector.filter(bytes) : bytes);
  }

  /** The receiver has room again. */
  resume(): void {
    this._feed();
  }

  end(end: DataEnd): void {
    if (this._isOver) return;
    this.cancel();
    this._onEnd(end, this._backlog);
  }

  /** Power lost: ends without a word. */
  cancel(): void {
    this._isOver = true;
    this._clock.clearTimeout(this._timer);
    this._detector?.stop();
  }

  private _escapeEvents() {
    return {
      onEscape: (): void => {
        this._isEscaped = true;
        this._feed();
      },
      onRelease: (bytes: Buffer): void => this._add(bytes),
    };
  }

  private _add(bytes: Buffer): void {
    this._backlog = Buffer.concat([this._backlog, bytes]);
    this._feed();
  }

  private _feed(): void {
    while (!this._isOver && this._backlog.length > 0 && !this._receiver.isComplete) {
      const used = this._receiver.take(this._backlog);
      if (used === 0) break;
      const taken = this._backlog.subarray(0, used);
      this._backlog = this._backlog.subarray(used);
      this._options.onTaken?.(taken);
    }
    if (this._receiver.isComplete) this.end("complete");
    else if (this._isEscaped && this._backlog.length === 0) this.end("escaped");
  }

  private _restart(): void {
    this._clock.clearTimeout(this._timer);
    const { idleMs } = this._options;
    if (idleMs) this._timer = this._clock.setTimeout(() => this.end("timeout"), idleMs);
  }
}
