/** Datagrams that a socket received and the host has not read: each is read by itself, and one that does not fit is lost. */
import type { Endpoint } from "./network";
import { ReceiveBuffer } from "./receive-buffer";

export class DatagramBuffer extends ReceiveBuffer {
  /** In the order in which they came: what is left of each, and who sent it. */
  private readonly _waiting: { lengthBytes: number; source: Endpoint | undefined }[] = [];

  override get source(): Endpoint | undefined {
    return this._waiting[0]?.source;
  }

  override add(bytes: Buffer, source?: Endpoint): void {
    if (bytes.length === 0 || bytes.length > this.roomBytes) return;
    super.add(bytes);
    this._waiting.push({ lengthBytes: bytes.length, source });
  }

  /** What is left of a datagram that is longer than that is read next. */
  override take(lengthBytes: number): Buffer {
    const first = this._waiting[0];
    const bytes = super.take(Math.min(lengthBytes, first?.lengthBytes ?? 0));
    if (first && (first.lengthBytes -= bytes.length) === 0) this._waiting.shift();
    return bytes;
  }
}
