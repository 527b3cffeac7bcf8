/** The board's end of the line at a real speed: what it writes leaves in pieces, so that a power cut finds some of it unsent. */
import type { BytePort } from "../../tools/byte-port";
import type { Clock, TimerHandle } from "../../tools/clock";

/** Bytes of a piece and the time it takes: 115200 baud. */
const PIECE_BYTES = 12;
const PIECE_MS = 1;

/** Longest beginning of a write that stands for it. */
const NAME_LENGTH = 32;

export class PacedPort implements BytePort {
  private _waiting: (() => void)[] = [];
  private _timer: TimerHandle | undefined;

  /**
   * @param _line where the bytes go.
   * @param _onPiece called before each piece but the first of a write, with the beginning of what is written.
   */
  constructor(
    private readonly _line: BytePort,
    private readonly _clock: Clock,
    private readonly _onPiece: (text: string) => void,
  ) {}

  write(bytes: Buffer): void {
    const name = bytes.toString("latin1", 0, NAME_LENGTH).trim();
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      this._add(() => {
        const timer = this._timer;
        if (at > 0) this._onPiece(name);
        // The line may have been cut at this very moment.
        if (timer === this._timer) this._line.write(piece);
      });
    }
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._line.onData(receiver);
  }

  setBaud(baud: number): void {
    this._add(() => this._line.setBaud?.(baud));
  }

  /** The board lost its power: what has not left yet never will. */
  cut(): void {
    this._clock.clearTimeout(this._timer);
    this._timer = undefined;
    this._waiting = [];
  }

  private _add(action: () => void): void {
    this._waiting.push(action);
    this._timer ??= this._clock.setTimeout(() => this._next(), PIECE_MS);
  }

  /** The timer stays known while the action runs: nothing that it writes overtakes what waits. */
  private _next(): void {
    const timer = this._timer;
    this._waiting.shift()?.();
    if (timer !== this._timer) return;
    this._timer = this._waiting.length > 0 ? this._clock.setTimeout(() => this._next(), PIECE_MS) : undefined;
  }
}
