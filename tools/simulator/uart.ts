/**
 * The modem's serial port: what the host writes goes to the modem, what the modem sends leaves through the clock (never inside
 * a call of the host), at the line's speed when one is given, in the pieces the splitter makes.
 */
import type { BytePort } from "../byte-port";
import type { Clock, TimerHandle } from "../clock";
import type { LineRate } from "./line-rate";

export interface UartOptions {
  /** The line is paced, 10 bits a byte, and no faster than this, bits per second. Undefined: no pacing. */
  baud?: number | undefined;
  /** What waits on a paced line leaves so often, milliseconds. Default 1. */
  paceMs?: number | undefined;
  /** Cuts an output burst into the pieces in which the host gets it. */
  splitter?: ((bytes: Buffer) => Buffer[]) | undefined;
  /** Sees every byte as it arrives: `rx` from the host at the modem, `tx` from the modem at the host. */
  trace?: ((direction: "rx" | "tx", bytes: Buffer) => void) | undefined;
}

/** Longest burst on a paced line: what a receiver that looks every few milliseconds finds waiting. */
const BURST_MS = 4;

/** Bytes sent at one rate. */
interface Output {
  bytes: Buffer;
  baud: number;
}

export class Uart implements BytePort {
  /** Gets what the host writes. */
  onHostData: (bytes: Buffer) => void = () => {};
  /** Called when bytes have left. */
  onSent: () => void = () => {};
  /** Nobody at the modem's end sends or listens. */
  isDead = false;
  private _receiver: (bytes: Buffer) => void = () => {};
  private _pending: Output[] = [];
  private _pendingBytes = 0;
  private _timer: TimerHandle | undefined;
  private _lastMs = 0;
  private _whenEmpty: (() => void) | undefined;
  /** Counts power losses: what was on its way then never arrives. */
  private _life = 0;
  private readonly _onDue = (): void => this._flush();

  constructor(
    private readonly _clock: Clock,
    private readonly _rate: LineRate,
    private readonly _options: UartOptions,
  ) {}

  /** Called by the host. */
  write(bytes: Buffer): void {
    const arrived = this._rate.fromHost(bytes);
    if (arrived.length === 0) return;
    this._options.trace?.("rx", arrived);
    if (!this.isDead) this.onHostData(arrived);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  /** The host tells the rate of its port, bits per second. */
  setBaud(baud: number): void {
    this._rate.hostBaud = baud;
  }

  /** Bytes that wait to leave. */
  get pendingBytes(): number {
    return this._pendingBytes;
  }

  /** Called by the modem: sends bytes to the host. */
  send(bytes: Buffer): void {
    if (bytes.length === 0 || this.isDead) return;
    this._pending.push({ bytes, baud: this._rate.modemBaud });
    this._pendingBytes += bytes.length;
    if (this._timer === undefined) this._schedule(0);
  }

  /** Runs `action` once everything sent has left; forgotten when power is lost before. */
  whenEmpty(action: () => void): void {
    if (this._pendingBytes === 0) action();
    else this._whenEmpty = action;
  }

  /** Forgets what has not left yet (power lost). */
  clear(): void {
    this._clock.clearTimeout(this._timer);
    this._timer = undefined;
    this._pending = [];
    this._pendingBytes = 0;
    this._whenEmpty = undefined;
    this._life++;
  }

  private _schedule(delayMs: number): void {
    this._lastMs = this._clock.now();
    this._timer = this._clock.setTimeout(this._onDue, delayMs);
  }

  private _flush(): void {
    this._timer = undefined;
    const burst = this._takeBurst();
    if (this._pendingBytes > 0) this._schedule(this._options.paceMs ?? 1);
    this._deliver(burst);
    if (this._pendingBytes === 0) this._becomeEmpty();
    this.onSent();
  }

  private _becomeEmpty(): void {
    const action = this._whenEmpty;
    this._whenEmpty = undefined;
    action?.();
  }

  /** What may leave now, all of one rate; a paced line takes a few milliseconds' worth. */
  private _takeBurst(): Output {
    const { baud } = this._pending[0]!;
    const all = this._joinFirst(baud);
    const count = Math.min(all.length, this._allowance(baud));
    this._pendingBytes -= count;
    if (count === all.length) {
      this._pending.shift();
      return { bytes: all, baud };
    }
    this._pending[0] = { bytes: all.subarray(count), baud };
    return { bytes: all.subarray(0, count), baud };
  }

  /** Makes one output of the first ones, which are all of this rate. @returns its bytes. */
  private _joinFirst(baud: number): Buffer {
    let count = 1;
    while (this._pending[count]?.baud === baud) count++;
    if (count === 1) return this._pending[0]!.bytes;
    const same = this._pending.slice(0, count);
    const bytes = Buffer.concat(same.map((output) => output.bytes));
    this._pending.splice(0, count, { bytes, baud });
    return bytes;
  }

  private _allowance(sentBaud: number): number {
    const { baud } = this._options;
    if (baud === undefined) return Infinity;
    const speed = Math.min(baud, sentBaud || Infinity);
    const elapsedMs = Math.min(Math.max(this._clock.now() - this._lastMs, 1), BURST_MS);
    return Math.max(1, Math.round((speed / 10_000) * elapsedMs));
  }

  private _deliver({ bytes, baud }: Output): void {
    const life = this._life;
    const arrived = this._rate.toHost(bytes, baud);
    if (arrived.length === 0) return;
    if (!this._options.splitter) return this._hand(arrived);
    for (const piece of this._options.splitter(arrived)) {
      if (life !== this._life) return;
      this._hand(piece);
    }
  }

  private _hand(piece: Buffer): void {
    this._options.trace?.("tx", piece);
    this._receiver(piece);
  }
}
