/** A generator of numbers that begins anew with its seed (mulberry32): a failed test can be run again. */
export class Random {
  constructor(private _state: number) {}

  /** A whole number from `min` to `max`. */
  integer(min: number, max: number): number {
    this._state = (this._state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this._state ^ (this._state >>> 15), 1 | this._state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return min + (((mixed ^ (mixed >>> 14)) >>> 0) % (max - min + 1));
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(0, 255)));
  }

  /** Cuts bytes into pieces of `min` to `max`. */
  cut(bytes: Buffer, min: number, max: number): Buffer[] {
    const pieces: Buffer[] = [];
    for (let rest = bytes; rest.length > 0; rest = rest.subarray(pieces.at(-1)!.length))
      pieces.push(rest.subarray(0, this.integer(min, max)));
    return pieces;
  }
}
