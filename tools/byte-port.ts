/**
 * One end of a byte link on the PC: the simulator's UART, a TCP connection, a terminal. Bytes have no boundaries: a receiver
 * must take any split of the stream.
 */
export interface BytePort {
  /** Sends bytes to the other end. */
  write(bytes: Buffer): void;
  /** Sets the one receiver of what the other end sends. */
  onData(receiver: (bytes: Buffer) => void): void;
  /** Told the rate at which this end sends and listens, bits per second; absent where the link has none. */
  setBaud?(baud: number): void;
}

/** Two ports joined back to back in memory: what is written to one is received by the other, in the same call. */
export function portPair(): [BytePort, BytePort] {
  const receivers: ((bytes: Buffer) => void)[] = [() => {}, () => {}];
  const end = (own: number, other: number): BytePort => ({
    write: (bytes) => receivers[other]!(bytes),
    onData: (receiver) => (receivers[own] = receiver),
  });
  return [end(0, 1), end(1, 0)];
}
