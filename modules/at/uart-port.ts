/** What the AT client needs of a UART; Espruino's `Serial` objects fulfil it. Strings are byte strings (0-255). */
export interface UartPort {
  write(data: string): void;
  on(event: "data", receiver: (chunk: string) => void): void;
  removeAllListeners(event: "data"): void;
}
