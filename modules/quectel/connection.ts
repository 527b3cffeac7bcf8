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
  /** `drain`: there is room again after a refused {@link write}; `close`: always the last, once. A second listener is added to the first. */
  on(event: "open" | "drain" | "close", listener: () => void): void;
  /** What came from the peer, a byte string. */
  on(event: "data", listener: (payload: string) => void): void;
  /** Why the connection cannot go on, once; `code` is the modem's number where it gave one. */
  on(event: "error", listener: (error: Error & { code?: number }) => void): void;
  /**
   * Sends bytes, in order; any length.
   * @returns true when all of it was taken, false when none was: hand the same in again after `drain`.
   */
  write(payload: string): boolean;
  /** Sends what waits, then closes. Harmless when called again. */
  end(): void;
  /** Stops `data` or lets it go on; what comes meanwhile waits in the modem and then at the peer, in buffer mode only. */
  pause(isPaused: boolean): void;
  /** Changes the access mode; 0 ends transparent mode. @throws Error for another than 0, 1 and 2. */
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
