/** One direction of the serial line: bytes in, bytes out, and what may happen to them on the way. Order is kept. */
import type { Clock } from "../clock";
import { DelayLine } from "../simulator/delay-line";
import { StreamWatch, type Watched } from "./stream-watch";

const NOTHING: Buffer = Buffer.alloc(0);

export class LineSide {
  /** Nothing gets through. */
  isCut = false;
  private _toLose = 0;
  private _toCorrupt = { count: 0, mask: 0 };
  private _toRepeat = { count: 0, times: 0, bytes: NOTHING };
  private _toDelay = { count: 0, ms: 0 };
  private readonly _delayed: DelayLine;
  private _watches: StreamWatch[] = [];
  /** Counts what ended everything that was on its way. */
  private _life = 0;

  /** @param _output gets what arrives. */
  constructor(
    clock: Clock,
    private readonly _output: (bytes: Buffer) => void,
  ) {
    this._delayed = new DelayLine(clock, undefined);
  }

  /** Bytes from the sender. */
  take(bytes: Buffer): void {
    if (this._isPlain && bytes.length > 0) this._output(bytes);
    else this._takeWatched(bytes);
  }

  private _takeWatched(bytes: Buffer): void {
    const life = this._life;
    let start = 0;
    for (let end = 1; this._watches.length > 0 && end <= bytes.length; end++) {
      const struck = this._watches.filter((watch) => watch.feed(bytes[end - 1]!));
      if (struck.length === 0) continue;
      this._pass(bytes.subarray(start, end));
      start = end;
      for (const watch of struck) this._strike(watch);
      if (life !== this._life) return;
    }
    this._pass(bytes.subarray(start));
  }

  /** Bytes are handed on as they come. */
  private get _isPlain(): boolean {
    return this._watches.length === 0 && !this.isCut && this.isSpent && this._delayed.isEmpty;
  }

  /** Nothing is going to happen to the next bytes. */
  get isSpent(): boolean {
    return this._toLose + this._toCorrupt.count + this._toRepeat.count + this._toDelay.count === 0;
  }

  /** Bytes that nobody has sent. */
  insert(bytes: Buffer): void {
    this._send(bytes);
  }

  /** The next `count` bytes are lost. */
  lose(count: number): void {
    this._toLose = count;
  }

  /** The bits of `mask` are turned round in the next `count` bytes. */
  corrupt(count: number, mask: number): void {
    this._toCorrupt = { count, mask };
  }

  /** The next `count` bytes come `times` times more when the last of them has come. */
  repeat(count: number, times: number): void {
    this._toRepeat = { count, times, bytes: NOTHING };
  }

  /** The next `count` bytes come `ms` milliseconds late; what is behind them waits. */
  delay(count: number, ms: number): void {
    this._toDelay = { count, ms };
  }

  /** Calls back once, behind the byte that is meant. */
  watch(watched: Watched, onMatch: () => void): void {
    this._watches.push(new StreamWatch(watched, onMatch));
  }

  forgetWatches(): void {
    this._watches = [];
  }

  /** The sender has lost its power: what is on its way is lost. */
  clear(): void {
    this._life++;
    this._delayed.clear();
  }

  private _strike(watch: StreamWatch): void {
    this._watches = this._watches.filter((other) => other !== watch);
    watch.onMatch();
  }

  private _pass(bytes: Buffer): void {
    if (this.isCut || bytes.length === 0) return;
    const lost = Math.min(this._toLose, bytes.length);
    this._toLose -= lost;
    this._repeated(this._corrupted(bytes.subarray(lost)));
  }

  private _corrupted(bytes: Buffer): Buffer {
    const { count, mask } = this._toCorrupt;
    if (count === 0) return bytes;
    const spoilt = bytes.map((byte, index) => (index < count ? byte ^ mask : byte));
    this._toCorrupt.count = Math.max(0, count - bytes.length);
    return Buffer.from(spoilt);
  }

  private _repeated(bytes: Buffer): void {
    const { count, times, bytes: before } = this._toRepeat;
    const part = bytes.subarray(0, count - before.length);
    this._send(part);
    if (part.length > 0) this._toRepeat.bytes = Buffer.concat([before, part]);
    if (count > 0 && this._toRepeat.bytes.length === count) {
      this._toRepeat.count = 0;
      for (let time = 0; time < times; time++) this._send(this._toRepeat.bytes);
      this._toRepeat.bytes = NOTHING;
    }
    this._send(bytes.subarray(part.length));
  }

  private _send(bytes: Buffer): void {
    const { count, ms } = this._toDelay;
    const late = bytes.subarray(0, count);
    this._toDelay.count -= late.length;
    if (late.length > 0) this._delayed.put(late.length, ms, () => this._output(late));
    const rest = bytes.subarray(late.length);
    if (rest.length === 0) return;
    if (this._delayed.isEmpty) this._output(rest);
    else this._delayed.put(rest.length, 0, () => this._output(rest));
  }
}
