import { sslError } from "./error-text";

/** States of a client id, the manual's `<socket_state>` (SSL application note, `AT+QSSLSTATE`). */
export const enum SlotState {
  Initial = 0,
  Opening = 1,
  Connected = 2,
  Closing = 4,
}

/** Where a connection goes. */
export interface Endpoint {
  /** Quoted already. */
  host: string;
  port: number;
  sslContextId: number;
}

type Listener = (argument?: unknown) => void;

/** What a slot says to its table: there is work for it. */
export type WorkListener = () => void;

/** From this many waiting bytes on `write` takes no more: one full `AT+QSSLSEND`. */
const HIGH_WATER_BYTES = 1460;

/**
 * One of the 12 client ids while it is in use: a TLS connection that ends in the modem. Owns the bytes that wait to be sent
 * and the flags by which the table sees what to do next; never talks to the modem itself.
 *
 * Events: `open`, `data` (payload, a byte string), `drain` (write again), `error` (Error), `close` (always the last, once).
 */
export class ClientSlot {
  state = SlotState.Opening;
  /** Bytes may be waiting on the modem. */
  isReadable = false;
  /** The last command for this slot was a read: reads and sends take turns. */
  wasRead = false;
  /** `AT+QSSLOPEN` has been sent; its result URC may take minutes. */
  isOpenSent = false;
  /** The peer or the modem ended the connection; what it sent before is still to be read. */
  isEnded = false;
  /** Time (seconds, `getTime`) before which nothing is sent: the modem's buffer was full. */
  holdUntil = 0;
  bytesSent = 0;
  bytesReceived = 0;

  private _waiting = "";
  private _needsDrain = false;
  private _listeners: { [event: string]: Listener } = {};

  /**
   * @param id client id, 0 to 11.
   * @param _onWork called when the table has something to do for this slot.
   */
  constructor(
    readonly id: number,
    readonly endpoint: Endpoint,
    private _onWork: WorkListener,
  ) {}

  /** Adds a listener; see the class for the events. */
  on(event: "open" | "data" | "drain" | "error" | "close", listener: Listener): this {
    const before = this._listeners[event];
    this._listeners[event] = before
      ? (argument) => {
          before(argument);
          listener(argument);
        }
      : listener;
    return this;
  }

  /**
   * Queues `payload` for sending, in order; any length, cut into commands of at most 1460 bytes.
   * @returns false when nothing was taken, because a full command waits already or the connection ends: hand the same
   * payload in again after `drain`.
   */
  write(payload: string): boolean {
    if (this._waiting.length >= HIGH_WATER_BYTES || this.state === SlotState.Closing) {
      this._needsDrain = this.state !== SlotState.Closing;
      return false;
    }
    this._waiting += payload;
    this._onWork();
    return true;
  }

  /** Sends what waits, then closes. Harmless when called again or after the peer closed. */
  end(): void {
    if (this.state === SlotState.Closing) return;
    if (this.state === SlotState.Opening) this._waiting = "";
    this.state = SlotState.Closing;
    this._onWork();
  }

  /** Bytes that wait to be sent. */
  get waitingBytes(): number {
    return this._waiting.length;
  }

  /** The next part to send, at most `lengthMax` bytes; it stays until {@link onSent}. */
  nextPart(lengthMax: number): string {
    return this._waiting.substr(0, lengthMax);
  }

  /** The modem took the first `length` bytes. */
  onSent(length: number): void {
    this._waiting = this._waiting.substr(length);
    this.bytesSent += length;
    if (this._needsDrain && this._waiting.length < HIGH_WATER_BYTES) {
      this._needsDrain = false;
      this.emit("drain");
    }
  }

  onPayload(payload: string): void {
    this.bytesReceived += payload.length;
    this.emit("data", payload);
  }

  /** `+QSSLOPEN: <id>,<err>`. */
  onOpenResult(code: number): void {
    this.isOpenSent = false;
    if (this.state !== SlotState.Opening) return;
    if (code) {
      this.fail(sslError("QSSLOPEN " + this.id, code));
      return;
    }
    this.state = SlotState.Connected;
    this.isReadable = true;
    this.emit("open");
  }

  /** The connection cannot go on; it will be closed and `close` follows. Only the first reason is reported. */
  fail(error: Error): void {
    this._waiting = "";
    this.isReadable = false;
    if (this.state === SlotState.Closing) return;
    this.state = SlotState.Closing;
    this.emit("error", error);
  }

  emit(event: string, argument?: unknown): void {
    const listener = this._listeners[event];
    if (listener) listener(argument);
  }
}
