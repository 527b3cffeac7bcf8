/** Codes of our own; the modem's numbers (`+CME ERROR: <n>`) are positive. */
export const enum AtFault {
  /** No final result code before the deadline. */
  Timeout = -1,
  /** `ERROR`, `NO CARRIER` and their like: refused without a number. */
  Refused = -2,
  /** The command queue was full: nothing was sent. */
  QueueFull = -3,
  /** The modem restarted, or was given up, while the command waited or ran. */
  Aborted = -4,
  /** `SEND FAIL`: the modem's send buffer is full; the same data may be sent again later. */
  SendFail = -5,
}

/** Why a command failed; `code` is an {@link AtFault} or the number of `+CME ERROR` / `+CMS ERROR`. */
export interface AtError extends Error {
  code: number;
}
