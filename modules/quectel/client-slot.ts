import { nothing } from "../at/at-client";
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
  opener: string;
  wanted: AccessMode;
  /** How it is secured; false for plain TCP. */
  ssl: SslSettings | false;
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
 * does not have: nor methods, which cost each slot two variables for their prototype. The functions with `this` below are what a
 * {@link Connection} has as methods.
 *
 * Events: `open`, `data` (payload, a byte string), `drain` (there is room: write again), `error` (Error), `close` (always the last, once).
 */
export interface ClientSlot {
  /** Client id, 0 to 11. */
  id: number;
  /** {@link Flag}s. */
  bits: number;
  /** While it opens. */
  opening?: Opening;
  bytesSent: number;
  /** As the modem announced them. */
  bytesReceived: number;
  /** Bytes that wait to be sent. */
  pending?: string | 0;
  /** Emptied at the end: a program's closures may hold much, and a late word of the modem the slot. */
  listeners?: { [event: string]: Listener };
}

/** Adds a listener; see {@link ClientSlot} for the events. */
export function addListener(this: ClientSlot, event: string, listener: (argument: never) => void): void {
  const listeners = this.listeners || (this.listeners = {});
  const before = listeners[event];
  listeners[event] = before
    ? (argument: never) => {
        before(argument);
        listener(argument);
      }
    : listener;
}

/** See {@link Connection.write}: cut into commands of at most 1460 bytes; one that waits already is the limit. */
export function writeSlot(this: ClientSlot, payload: string): boolean {
  const before = this.pending || "";
  if (this.bits & Flag.Closing || before.length >= HIGH_WATER_BYTES) {
    this.bits |= Flag.Full;
    return false;
  }
  // Adding to an empty string would copy.
  this.pending = before ? before + payload : payload;
  change(this, Flag.Full, 0);
  return true;
}

/** See {@link Connection.end}; harmless after the peer closed, too. */
export function endSlot(this: ClientSlot): void {
  if (this.bits & Flag.Opening) this.pending = "";
  change(this, Flag.Opening, Flag.Closing);
}

/** See {@link Connection.pause}. */
export function pauseSlot(this: ClientSlot, isPaused: boolean): void {
  change(this, Flag.Paused, isPaused ? Flag.Paused : 0);
}

/** See {@link Connection.setAccessMode} (`AT+QISWTMD`, `+++`). @throws Error for another than 0, 1 and 2. */
export function setSlotMode(this: ClientSlot, mode: AccessMode): void {
  change(this, Flag.Wanted, integer("accessMode", mode, 0, 2) << Shift.Wanted);
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
