import { nothing } from "../at/at-client";
import type { Connection } from "./connection";
import type { SslSettings } from "./ssl-context";
import { integer } from "./text";

/** `<access_mode>` of `AT+QSSLOPEN`. */
export const enum AccessMode {
  /** The modem keeps what comes until it is read: the only mode with back-pressure. */
  Buffer = 0,
  /** What comes is pushed out at once. */
  DirectPush = 1,
  /** The port belongs to this connection alone. */
  Transparent = 2,
}

/**
 * All that there is to know of a connection in one small number, which takes no variable of its own: as members these took
 * twelve for each of twelve slots. On a chip with 2,500 variables such a number has 11 bits and a sign.
 */
export const enum Flag {
  /** The manual's `<socket_state>` (SSL application note, `AT+QSSLSTATE`): 1 and 4; a slot with neither is connected, 2. */
  Opening = 1,
  /** It was asked for data last: reads and sends take turns. */
  Asked = 2,
  Closing = 4,
  /** Bytes may be waiting on the modem; of no account while they are pushed. */
  Readable = 8,
  /** A write was refused: `drain` is due when there is room. */
  Full = 16,
  /** Nobody wants to read now. */
  Paused = 32,
  /** The peer or the modem ended the connection; what it sent before is still to be read. */
  Ended = 64,
  /** The modem's send buffer is full; for a moment nothing is sent. */
  Blocked = 128,
  /** It is in direct push mode. */
  Push = 256,
  /** The access mode that it is to be in, two bits. */
  Wanted = 1536,
}

/** Places of what is more than one bit: the access modes, and the SSL context, 0 to 5, or -1 for plain TCP, which makes it negative. */
export const enum Shift {
  Push = 8,
  Wanted = 9,
  Context = 11,
}

type Listener = (argument: never) => void;

/** What a connection needs until it is open. */
export interface Opening {
  /** What opens it, after the name of the command. */
  command: string;
  wanted: AccessMode;
  /** How it is secured; undefined for plain TCP. */
  ssl: SslSettings | undefined;
  /** When `AT+QSSLOPEN` was sent (`getTime`); its result URC may take minutes. */
  sentAt?: number;
}

/** From this many waiting bytes on `write` takes no more: one full `AT+QSSLSEND`. */
const HIGH_WATER_BYTES = 1460;

let change: (slot: ClientSlot, clear: number, set: number) => void;

/** @param changeBits clears and sets {@link Flag}s of a slot, and does what is to be done then. */
export function startSlots(changeBits: (slot: ClientSlot, clear: number, set: number) => void): void {
  change = changeBits;
}

/**
 * One of the 12 client ids while it is in use: a connection that ends in the modem. Owns the bytes that wait to be sent and the
 * flags by which the table sees what to do next; never talks to the modem itself. There may be twelve, so what one does not need now it
 * does not have.
 *
 * Events: `open`, `data` (payload, a byte string), `drain` (there is room: write again), `error` (Error), `close` (always the last, once).
 */
export class ClientSlot implements Connection {
  /** Client id, 0 to 11. */
  declare id: number;
  /** {@link Flag}s. */
  declare bits: number;
  /** While it opens. */
  declare opening?: Opening;
  declare bytesSent: number;
  /** As the modem announced them. */
  declare bytesReceived: number;
  /** Bytes that wait to be sent. */
  declare pending?: string | 0;
  /** Emptied at the end: a program's closures may hold much, and a late word of the modem the slot. */
  declare listeners?: { [event: string]: Listener };

  /** Adds a listener; see the class for the events. `code` is the modem's number where it gave one. */
  on(event: "open" | "drain" | "close", listener: () => void): void;
  on(event: "data", listener: (payload: string) => void): void;
  on(event: "error", listener: (error: Error & { code?: number }) => void): void;
  on(event: string, listener: (argument: never) => void): void;
  on(event: string, listener: (argument: never) => void): void {
    const listeners = this.listeners || (this.listeners = {});
    const before = listeners[event];
    listeners[event] = before
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
    const before = this.pending || "";
    const isTaken = !(this.bits & Flag.Closing) && before.length < HIGH_WATER_BYTES;
    if (isTaken) {
      // Adding to an empty string would copy.
      this.pending = before ? before + payload : payload;
      change(this, Flag.Full, 0);
    } else this.bits |= Flag.Full;
    return isTaken;
  }

  /** Sends what waits if it is connected, then closes. Harmless when called again or after the peer closed. */
  end(): void {
    if (this.bits & Flag.Opening) this.pending = "";
    change(this, Flag.Opening, Flag.Closing);
  }

  /**
   * Stops `data`, or lets it go on: what comes meanwhile waits in the modem and then at the peer. In the other modes than buffer
   * the modem does not wait.
   */
  pause(isPaused: boolean): void {
    change(this, Flag.Paused, isPaused ? Flag.Paused : 0);
  }

  /** Changes the access mode (`AT+QISWTMD`, `+++`): 0 buffer, 1 direct push, 2 transparent. @throws Error for another. */
  setAccessMode(mode: AccessMode): void {
    change(this, Flag.Wanted, integer("accessMode", mode, 0, 2) << Shift.Wanted);
  }
}

/** The modem took the first `length` bytes that waited. */
export function onSent(slot: ClientSlot, length: number): void {
  const rest = (slot.pending as string).substr(length);
  slot.pending = rest || 0;
  slot.bytesSent += length;
  if (slot.bits & Flag.Full && rest.length < HIGH_WATER_BYTES) {
    slot.bits &= ~Flag.Full;
    listenerOf(slot, "drain")();
  }
}

/** The connection cannot go on; it will be closed and `close` follows. Only the first reason is reported. */
export function failSlot(slot: ClientSlot, error: Error): void {
  const before = slot.bits;
  slot.pending = "";
  slot.bits = (before & ~(Flag.Opening | Flag.Readable)) | Flag.Ended | Flag.Closing;
  if (!(before & Flag.Closing)) listenerOf(slot, "error")(error);
}

/** Who listens to an event of a slot, or what does nothing. */
export function listenerOf(slot: ClientSlot, event: string): (argument?: unknown) => void {
  return ((slot.listeners && slot.listeners[event]) || nothing) as (argument?: unknown) => void;
}
