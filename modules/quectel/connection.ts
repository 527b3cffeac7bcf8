import {
  type AccessMode,
  addListener,
  type ClientSlot,
  endSlot,
  pauseSlot,
  setSlotMode,
  writeSlot,
} from "./client-slot";

/** A connection as a program sees it: the public part of a client slot. */
export interface Connection {
  /** Its client id on the modem, 0 to 11. */
  readonly id: number;
  /**
   * `open`: it may be written to. `drain`: there is room again after a refused {@link write}. `close`: always the last, once. A second listener
   * is added to the first.
   */
  on(event: "open" | "drain" | "close", listener: () => void): void;
  /** What came from the peer, a byte string of 1 to 1500 bytes (`AT+QSSLRECV`; plain: `AT+QIRD`). */
  on(event: "data", listener: (payload: string) => void): void;
  /** Why the connection cannot go on, once, before `close`; `code` is the modem's number (550 and up) where it gave one. */
  on(event: "error", listener: (error: Error & { code?: number }) => void): void;
  /**
   * Sends bytes, in order (`AT+QSSLSEND`; plain: `AT+QISEND`), 1460 at once. `SEND OK` means that the modem has them, not the peer.
   * @param payload a byte string (0-255) of any length.
   * @returns true when all of it was taken, false when none was: hand the same in again after `drain`.
   */
  write(payload: string): boolean;
  /** Sends what waits, then closes (`AT+QSSLCLOSE`; plain: `AT+QICLOSE`). Harmless when called again. */
  end(): void;
  /**
   * Stops `data` or lets it go on; what comes meanwhile waits in the modem and then at the peer, in buffer mode only.
   * @param isPaused true to stop.
   */
  pause(isPaused: boolean): void;
  /**
   * Changes the access mode (`AT+QISWTMD`, `+++`); 0 ends transparent mode.
   * @param mode 0 buffer, 1 direct push, 2 transparent.
   * @throws Error for another than 0, 1 and 2.
   */
  setAccessMode(mode: AccessMode): void;
}

const methods = {
  on: addListener,
  write: writeSlot,
  end: endSlot,
  pause: pauseSlot,
  setAccessMode: setSlotMode,
};

/** @returns an object with the methods of a connection, for what opens one. */
export function newConnection(): Connection & ClientSlot {
  return Object.create(methods) as Connection & ClientSlot;
}
