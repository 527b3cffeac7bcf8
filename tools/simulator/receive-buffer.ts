/** What a connection received and the host has not read, and the rule of the receive URC (reference §3.5). */

import type { Endpoint } from "./network";

/** `drained`: a read that empties the buffer arms the URC again; `emptyRead`: only a read that answers 0 does. */
export type Rearm = "drained" | "emptyRead";

export class ReceiveBuffer {
  /** Bytes received since the open, and those of them that have been taken out. */
  totalBytes = 0;
  private _bytes: Buffer = Buffer.alloc(0);
  private _isArmed = true;

  constructor(
    private readonly _limitBytes: number,
    private readonly _rearm: Rearm,
  ) {}

  /** Bytes that wait. */
  get length(): number {
    return this._bytes.length;
  }

  /** Bytes that still fit. */
  get roomBytes(): number {
    return Math.max(0, this._limitBytes - this._bytes.length);
  }

  /** Who sent what is taken next; a stream has but one peer. */
  get source(): Endpoint | undefined {
    return undefined;
  }

  /** @param _source of a datagram. */
  add(bytes: Buffer, _source?: Endpoint): void {
    this.totalBytes += bytes.length;
    this._bytes = this._bytes.length > 0 ? Buffer.concat([this._bytes, bytes]) : bytes;
  }

  /** Takes at most `lengthBytes` bytes out. */
  take(lengthBytes: number): Buffer {
    const bytes = Buffer.from(this._bytes.subarray(0, lengthBytes));
    this._bytes = this._bytes.subarray(bytes.length);
    const isDone = this._rearm === "drained" ? this._bytes.length === 0 : bytes.length === 0;
    if (isDone) this._isArmed = true;
    return bytes;
  }

  /** True when data waits of which the host has not been told; from then on it has been. */
  announce(): boolean {
    if (!this._isArmed || this._bytes.length === 0) return false;
    this._isArmed = false;
    return true;
  }
}
