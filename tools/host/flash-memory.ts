/** One change of flash memory; a test may throw from its observer to cut the power before the change. */
export type FlashOperation =
  { kind: "write"; address: number; bytes: Buffer } | { kind: "erase"; address: number; length: number };

/**
 * Flash memory as chips have it: erased bytes are 255, a write can only clear bits, and only whole pages can be erased. The one
 * place where Storage changes anything, so that a test sees every change, in order, before it happens.
 */
export class FlashMemory {
  /** Called before each change. */
  onOperation: ((operation: FlashOperation) => void) | undefined;
  private readonly _bytes: Buffer;

  /**
   * Addresses of the methods count from 0; the program counts from `start`.
   * @param size bytes, a multiple of `pageSize`. Defaults are those of the Linux build.
   */
  constructor(
    readonly size = 262144,
    readonly pageSize = 1024,
    readonly start = 0x10000000,
  ) {
    this._bytes = Buffer.alloc(size, 255);
  }

  /** A copy of the bytes from `address`. */
  read(address: number, length: number): Buffer {
    return Buffer.from(this._bytes.subarray(address, address + length));
  }

  /** Four bytes as a number, the lowest first. */
  readWord(address: number): number {
    return this._bytes.readUInt32LE(address);
  }

  write(address: number, bytes: Uint8Array): void {
    this.onOperation?.({ kind: "write", address, bytes: Buffer.from(bytes) });
    this._clear(address, bytes);
  }

  /** Erases the page that starts at `address`. */
  erasePage(address: number): void {
    this.onOperation?.({ kind: "erase", address, length: this.pageSize });
    this._bytes.fill(255, address, address + this.pageSize);
  }

  /** Does only so many bytes of a change, unseen: the power failed meanwhile. */
  tear(operation: FlashOperation, lengthBytes: number): void {
    const { kind, address } = operation;
    if (kind === "erase") this._bytes.fill(255, address, address + Math.min(lengthBytes, operation.length));
    else this._clear(address, operation.bytes.subarray(0, lengthBytes));
  }

  /** Makes the memory hold these bytes, whatever was there: no change that a chip could make, so no observer is told. */
  restore(bytes: Uint8Array): void {
    this._bytes.set(bytes);
  }

  isErased(address: number, length: number): boolean {
    const end = Math.min(address + length, this.size);
    for (let at = address; at < end; at++) if (this._bytes[at] !== 255) return false;
    return true;
  }

  /** Compares the bytes from `address` on with others. */
  isSame(address: number, bytes: Uint8Array): boolean {
    return this._bytes.compare(bytes, 0, bytes.length, address, address + bytes.length) === 0;
  }

  private _clear(address: number, bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) this._bytes[address + index]! &= bytes[index]!;
  }
}
