/** States of a client id, the manual's `<socket_state>` (SSL application note, `AT+QSSLSTATE`). */
export const enum SlotState {
  Initial = 0,
  Opening = 1,
  Connected = 2,
  Closing = 4,
}

type Listener = (argument?: unknown) => void;

/** From this many waiting bytes on `write` takes no more: one full `AT+QSSLSEND`. */
const HIGH_WATER_BYTES = 1460;

/**
 * One of the 12 client ids while it is in use: a TLS connection that ends in the modem. Owns the bytes that wait to be sent
 * and the flags by which the table sees what to do next; never talks to the modem itself.
 *
 * Events: `open`, `data` (payload, a byte string), `drain` (there is room: write again), `error` (Error), `close` (always the last, once).
 */
export class ClientSlot {
  state = SlotState.Opening;
  /** Bytes may be waiting on the modem. */
  declare isReadable?: boolean;
  /** The last command for this slot was a read: reads and sends take turns. */
  declare wasRead?: boolean;
  /** When `AT+QSSLOPEN` was sent (`getTime`); its result URC may take minutes. */
  declare openSentAt?: number;
  /** The peer or the modem ended the connection; what it sent before is still to be read. */
  declare isEnded?: boolean;
  bytesSent = 0;
  bytesReceived = 0;
  /** Bytes that wait to be sent. */
  pending = "";

  private _listeners: { [event: string]: Listener } = {};

  /**
   * @param id client id, 0 to 11.
   * @param openCommand what opens the connection.
   * @param _onWork called when the table has something to do for this slot.
   */
  constructor(
    readonly id: number,
    readonly openCommand: string,
    private _onWork: () => void,
  ) {}

  /** Adds a listener; see the class for the events. */
  on(event: "open" | "data" | "drain" | "error" | "close", listener: Listener): void {
    const before = this._listeners[event];
    this._listeners[event] = before
      ? (argument) => {
          before(argument);
          listener(argument);
        }
      : listener;
  }

  /**
   * Queues `payload` for sending, in order; any length, cut into commands of at most 1460 bytes.
   * @returns false when nothing was taken, because a full command waits already or the connection ends: hand the same
   * payload in again after `drain`.
   */
  write(payload: string): boolean {
    const isTaken = this.state < SlotState.Closing && this.pending.length < HIGH_WATER_BYTES;
    if (isTaken) {
      // Adding to an empty string would copy.
      this.pending = this.pending ? this.pending + payload : payload;
      this._onWork();
    }
    return isTaken;
  }

  /** Sends what waits if it is connected, then closes. Harmless when called again or after the peer closed. */
  end(): void {
    this.state = SlotState.Closing;
    this._onWork();
  }

  /** The modem took the first `length` bytes that waited. */
  onSent(length: number): void {
    this.pending = this.pending.substr(length);
    this.bytesSent += length;
    if (this.pending.length < HIGH_WATER_BYTES) this.emit("drain");
  }

  /** The connection cannot go on; it will be closed and `close` follows. Only the first reason is reported. */
  fail(error: Error): void {
    const state = this.state;
    this.pending = "";
    this.isReadable = false;
    this.state = SlotState.Closing;
    if (state < SlotState.Closing) this.emit("error", error);
  }

  emit(event: string, argument?: unknown): void {
    const listener = this._listeners[event];
    if (listener) listener(argument);
  }
}
