/** Codes of our own; the modem's numbers (`+CME ERROR: <n>`) are positive. */
export const enum AtFault {
  /** No final result code before the deadline. */
  Timeout = -1,
  /** `ERROR`: refused without a reason. */
  Error = -2,
  /** The command queue was full: nothing was sent. */
  QueueFull = -3,
  /** The modem restarted, or was given up, while the command waited or ran. */
  Aborted = -4,
  /** `SEND FAIL`: the modem's send buffer is full; the same data may be sent again later. */
  SendFail = -5,
  /** `NO CARRIER`, `BUSY`, `NO ANSWER` or `NO DIALTONE`. */
  NoCarrier = -6,
}

/** Why a command failed; `code` is an {@link AtFault} or the number of `+CME ERROR` / `+CMS ERROR`. */
export interface AtError extends Error {
  code: number;
}

/** An error with a code, in one statement. */
export function atError(message: string, code: number): AtError {
  const error = new Error(message) as AtError;
  error.code = code;
  return error;
}
