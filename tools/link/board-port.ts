import type { BytePort } from "../byte-port";

/** The bytes of a board's console: a serial port, a terminal or a TCP connection. Opening it sends nothing. */
export interface BoardPort extends BytePort {
  /** Sets the one listener that is told when the other end has gone; not called after {@link close}. */
  onLost(listener: (reason: string) => void): void;
  close(): Promise<void>;
}
