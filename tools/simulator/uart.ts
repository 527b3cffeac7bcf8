/**
 * The modem's serial port: what the host writes goes to the modem, what the modem sends leaves through the clock (never inside
 * a call of the host), at the line's speed when one is given, in the pieces the splitter makes.
 */
import type { BytePort } from "../byte-port";
import type { Clock, TimerHandle } from "../clock";

export interface UartOptions {
  /** Bits per second on the line, 10 bits a byte. Undefined: no pacing. */
  baud?: number | undefined;
  /** Cuts an output burst into the pieces in which the host gets it. */
  splitter?: ((bytes: Buffer) => Buffer[]) | undefined;
  /** Sees every byte: `rx` from the host to the modem, `tx` from the modem to the host. */
  trace?: ((direction: "rx" | "tx", bytes: Buffer) => void) | undefined;
}

/** Longest burst on a paced line: what a receiver that looks every few milliseconds finds waiting. */
const BURST_MS = 4;

export class Uart implements BytePort {
  /** Gets what the host writes. */
  onHostData: (bytes: Buffer) => void = () => {};
  private _receiver: (bytes: Buffer) => void = () => {};
  private _pending: Buffer[] = [];
  private _timer: TimerHandle | undefined;
  private _lastMs = 0;

  constructor(
    private readonly _clock: Clock,
    private readonly _options: UartOptions,
  ) {}

  /** Called by the host. */
  write(bytes: Buffer): void {
    this._options.trace?.("rx", bytes);
    this.onHostData(bytes);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  /** Called by the modem: sends bytes to the host. */
  send(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this._pending.push(bytes);
    if (this._timer === undefined) this._schedule(0);
  }

  /** Forgets what has not left yet (power lost). */
  clear(): void {
    this._clock.clearTimeout(this._timer);
    this._timer = undefined;
    this._pending = [];
  }

  private _schedule(delayMs: number): void {
    this._lastMs = this._clock.now();
    this._timer = this._clock.setTimeout(() => this._flush(), delayMs);
  }

  private _flush(): void {
    this._timer = undefined;
    const all = Buffer.concat(this._pending);
    const count = this._allowance(all.length);
    this._pending = count < all.length ? [all.subarray(count)] : [];
    if (this._pending.length > 0) this._schedule(1);
    if (count > 0) this._deliver(all.subarray(0, count));
  }

  private _allowance(length: number): number {
    const { baud } = this._options;
    if (baud === undefined) return length;
    const elapsedMs = Math.min(Math.max(this._clock.now() - this._lastMs, 1), BURST_MS);
    return Math.min(length, Math.max(1, Math.round((baud / 10_000) * elapsedMs)));
  }

  private _deliver(bytes: Buffer): void {
    for (const piece of this._options.splitter?.(bytes) ?? [bytes]) {
      this._options.trace?.("tx", piece);
      this._receiver(piece);
    }
  }
}
