import type { ErrorFlags } from "./error-flags";

/** Receives the bytes of one event. */
export interface EventTarget {
  deliver(bytes: Buffer): void;
}

export interface EventQueueOptions {
  /** Room for events, bytes: 1024 on Linux, 128 to 512 on chips. Each event takes two more than its bytes. */
  queueBytes?: number;
  /** How what a UART received at once is split into events; default pieces of 32, joined while they wait up to 63. */
  chunk?: (bytes: Buffer) => Buffer[];
}

interface IoEvent {
  target: EventTarget;
  bytes: Buffer;
}

/** Bytes that one event can hold. */
const EVENT_BYTES = 64;
/** Bytes that the Linux build reads from a terminal at once. */
const READ_BYTES = 32;
/** Bytes that an event takes besides its data: length and port. */
const EVENT_OVERHEAD = 2;

/** The one queue in which the bytes of all ports wait for the idle loop. When it is full, bytes are lost and a flag says so. */
export class EventQueue {
  readonly capacity: number;
  private _events: IoEvent[] = [];
  private readonly _chunk: ((bytes: Buffer) => Buffer[]) | undefined;

  constructor(
    private readonly _flags: ErrorFlags,
    options: EventQueueOptions,
  ) {
    this.capacity = options.queueBytes ?? 1024;
    this._chunk = options.chunk;
  }

  /** Bytes in use. */
  get used(): number {
    let sum = 0;
    for (const { bytes } of this._events) sum += bytes.length + EVENT_OVERHEAD;
    return sum;
  }

  /** Takes bytes that a UART received. */
  push(target: EventTarget, bytes: Buffer): void {
    if (this._chunk) for (const piece of this._chunk(bytes)) this._add(target, piece);
    else this.pushPieces(target, bytes, READ_BYTES);
  }

  /** Takes bytes that come `pieceBytes` at a time. */
  pushPieces(target: EventTarget, bytes: Buffer, pieceBytes: number): void {
    for (let i = 0; i < bytes.length; i += pieceBytes) this._join(target, bytes.subarray(i, i + pieceBytes));
  }

  /** Hands out what waits now, not what comes meanwhile. */
  drain(): void {
    for (let count = this._events.length; count > 0; count--) {
      const event = this._events.shift();
      event?.target.deliver(event.bytes);
    }
  }

  clear(): void {
    this._events = [];
  }

  /** Adds to the last event of the port while there is room; not to the first, which may be under way. */
  private _join(target: EventTarget, bytes: Buffer): void {
    const last = this._events.at(-1);
    const isTaken = this._events.length === 1;
    const isJoined = !isTaken && last?.target === target && last.bytes.length + bytes.length < EVENT_BYTES;
    if (!isJoined) this._add(target, bytes);
    else if (this.used + bytes.length < this.capacity) last.bytes = Buffer.concat([last.bytes, bytes]);
    else this._flags.set("FIFO_FULL");
  }

  private _add(target: EventTarget, bytes: Buffer): void {
    if (this.used + bytes.length + EVENT_OVERHEAD >= this.capacity) this._flags.set("FIFO_FULL");
    else this._events.push({ target, bytes });
  }
}
