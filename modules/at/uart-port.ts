/** What the AT client needs of a UART; Espruino's `Serial` objects fulfil it. Strings are byte strings (0-255). */
export interface UartPort {
  /**
   * Sends bytes.
   * @param data a byte string of any length.
   */
  write(data: string): void;
  /** What came in, one byte or more. */
  on(event: "data", receiver: (chunk: string) => void): void;
  /**
   * Takes the receivers off.
   * @param event which ones.
   */
  removeAllListeners(event: "data"): void;
}
