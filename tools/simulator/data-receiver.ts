/** Data mode: who counts the bytes that follow a prompt or CONNECT. Payload is taken by count, never searched for text. */

/** Takes raw bytes until it has what it wants. */
export interface DataReceiver {
  /** Takes what it can of the bytes offered and answers how many that were; 0: none at the moment. */
  take(bytes: Buffer): number;
  readonly isComplete: boolean;
  readonly bytes: Buffer;
}

/** Takes exactly `lengthBytes` bytes; every value is data. */
export class FixedLengthReceiver implements DataReceiver {
  private readonly _parts: Buffer[] = [];
  protected received = 0;

  constructor(readonly lengthBytes: number) {}

  get isComplete(): boolean {
    return this.received >= this.lengthBytes;
  }

  get bytes(): Buffer {
    return Buffer.concat(this._parts);
  }

  take(bytes: Buffer): number {
    const part = bytes.subarray(0, this.lengthBytes - this.received);
    this._parts.push(Buffer.from(part));
    this.received += part.length;
    return part.length;
  }
}

/** An upload in ack mode: `onBlock` is called after each full block of 1024 bytes (reference §5.2). */
export class AcknowledgingReceiver extends FixedLengthReceiver {
  static readonly BLOCK_BYTES = 1024;

  constructor(
    lengthBytes: number,
    private readonly _onBlock: () => void,
  ) {
    super(lengthBytes);
  }

  override take(bytes: Buffer): number {
    const due = AcknowledgingReceiver.BLOCK_BYTES - (this.received % AcknowledgingReceiver.BLOCK_BYTES);
    const used = super.take(bytes.subarray(0, due));
    if (used === due) this._onBlock();
    return used;
  }
}

const CTRL_Z = 0x1a;
const ESCAPE = 0x1b;

/** Takes bytes until Ctrl+Z (send) or ESC (cancel). */
export class VariableLengthReceiver implements DataReceiver {
  isComplete = false;
  isCancelled = false;
  private readonly _bytes: number[] = [];

  get bytes(): Buffer {
    return Buffer.from(this._bytes);
  }

  take(bytes: Buffer): number {
    const byte = bytes[0]!;
    this.isCancelled = byte === ESCAPE;
    this.isComplete = byte === CTRL_Z || byte === ESCAPE;
    if (!this.isComplete) this._bytes.push(byte);
    return 1;
  }
}
