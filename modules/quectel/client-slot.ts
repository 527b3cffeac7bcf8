import type { SslSettings } from "./ssl-context";
import type { Connection } from "./connection";
import { integer } from "./text";

/** States of a client id, the manual's `<socket_state>` (SSL application note, `AT+QSSLSTATE`). */
export const enum SlotState {
  Initial = 0,
  Opening = 1,
  Connected = 2,
  Closing = 4,
}

/** `<access_mode>` of `AT+QSSLOPEN`. */
export const enum AccessMode {
  /** The modem keeps what comes until it is read: the only mode with back-pressure. */
  Buffer = 0,
  /** What comes is pushed out at once. */
  DirectPush = 1,
  /** The port belongs to this connection alone. */
  Transparent = 2,
}

type Listener = (argument: never) => void;

/** From this many waiting bytes on `write` takes no more: one full `AT+QSSLSEND`. */
const HIGH_WATER_BYTES = 1460;

let onWork: () => void;

/** @param workListener called when the table has something to do for a slot. */
export function startSlots(workListener: () => void): void {
  onWork = workListener;
}

/**
 * One of the 12 client ids while it is in use: a connection that ends in the modem. Owns the bytes that wait to be sent and the
 * flags by which the table sees what to do next; never talks to the modem itself.
 *
 * Events: `open`, `data` (payload, a byte string), `drain` (there is room: write again), `error` (Error), `close` (always the last, once).
 */
export class ClientSlot implements Connection {
  socketState = SlotState.Opening;
  /** The mode it is in, and the one it is to be in. */
  declare accessModeNow: AccessMode;
  declare wantedMode: AccessMode;
  /** SSL context, 0 to 5. */
  declare sslContextId: number;
  /** Bytes may be waiting on the modem. */
  declare isReadable?: boolean;
  /** The last command for this slot was a read: reads and sends take turns. */
  declare wasRead?: boolean;
  /** A write was refused: `drain` is due when there is room. */
  declare isFull?: boolean;
  /** Nobody wants to read now. */
  declare isPaused?: boolean;
  /** The modem's send buffer is full; for a moment nothing is sent. */
  declare isBlocked?: boolean;
  /** When `AT+QSSLOPEN` was sent (`getTime`); its result URC may take minutes. */
  declare openSentAt?: number;
  /** The peer or the modem ended the connection; what it sent before is still to be read. */
  declare isEnded?: boolean;
  bytesSent = 0;
  bytesReceived = 0;
  /** Bytes that wait to be sent. */
  pending = "";

  /** Emptied at the end: a program's closures may hold much, and a late word of the modem the slot. */
  listeners: { [event: string]: Listener } = {};

  /**
   * @param id client id, 0 to 11.
   * @param openCommand what opens the connection, after the name of the command; 0 once it is open.
   * @param tls how it is secured; undefined for plain TCP.
   * @param wantedMode the mode it is to be in.
   */
  constructor(
    readonly id: number,
    public openCommand: string | 0,
    readonly tls: SslSettings | undefined,
    wantedMode: AccessMode,
  ) {
    this.setAccessMode(wantedMode);
  }

  /** Adds a listener; see the class for the events. `code` is the modem's number where it gave one. */
  on(event: "open" | "drain" | "close", listener: () => void): void;
  on(event: "data", listener: (payload: string) => void): void;
  on(event: "error", listener: (error: Error & { code?: number }) => void): void;
  on(event: string, listener: (argument: never) => void): void;
  on(event: string, listener: (argument: never) => void): void {
    const before = this.listeners[event];
    this.listeners[event] = before
      ? (argument: never) => {
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
    const isTaken = this.socketState < SlotState.Closing && this.pending.length < HIGH_WATER_BYTES;
    this.isFull = !isTaken;
    if (isTaken) {
      // Adding to an empty string would copy.
      this.pending = this.pending ? this.pending + payload : payload;
      onWork();
    }
    return isTaken;
  }

  /** Sends what waits if it is connected, then closes. Harmless when called again or after the peer closed. */
  end(): void {
    if (this.socketState < SlotState.Connected) this.pending = "";
    this.socketState = SlotState.Closing;
    onWork();
  }

  /**
   * Stops `data`, or lets it go on: what comes meanwhile waits in the modem and then at the peer. In the other modes than buffer
   * the modem does not wait.
   */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
    onWork();
  }

  /** Changes the access mode (`AT+QISWTMD`, `+++`): 0 buffer, 1 direct push, 2 transparent. @throws Error for another. */
  setAccessMode(mode: AccessMode): void {
    this.wantedMode = integer("accessMode", mode, 0, 2);
    onWork();
  }

  /** The modem took the first `length` bytes that waited. */
  onSent(length: number): void {
    this.pending = this.pending.substr(length);
    this.bytesSent += length;
    if (this.isFull && this.pending.length < HIGH_WATER_BYTES) {
      this.isFull = false;
      this.emit("drain");
    }
  }

  onPayload(payload: string): void {
    this.bytesReceived += payload.length;
    this.emit("data", payload);
  }

  /** The connection cannot go on; it will be closed and `close` follows. Only the first reason is reported. */
  fail(error: Error): void {
    const before = this.socketState;
    this.pending = "";
    this.isReadable = false;
    this.isEnded = true;
    this.socketState = SlotState.Closing;
    if (before < SlotState.Closing) this.emit("error", error);
  }

  emit(event: string, argument?: unknown): void {
    const listener = this.listeners[event];
    if (listener) listener(argument as never);
  }
}
