/** How a command fails, and the tables of codes and texts (Quectel TCP/IP and AT manuals; reference §4). */

/** `plain`: `ERROR`; `cme`: `+CME ERROR: <code>` as AT+CMEE says; `stack`: `ERROR` with the code kept for AT+QIGETERROR. */
export type CommandErrorKind = "plain" | "cme" | "stack";

/** Thrown by a command handler; the interpreter turns it into the final result. */
export class CommandError extends Error {
  constructor(
    readonly kind: CommandErrorKind,
    readonly code = 0,
  ) {
    super(`${kind} ${code}`);
  }
}

export const plainError = (): CommandError => new CommandError("plain");
export const cmeError = (code: number): CommandError => new CommandError("cme", code);
export const stackError = (code: number): CommandError => new CommandError("stack", code);

/** `<err>` of the TCP/IP and SSL commands that the simulator raises itself. */
export enum StackCode {
  Success = 0,
  InvalidParameters = 552,
  NotSupported = 555,
  PdpOpenFailed = 561,
  IdentityUsed = 563,
  DnsFailed = 565,
  ConnectFailed = 566,
  SocketClosed = 567,
  Busy = 568,
  Timeout = 569,
  NotAllowed = 572,
  ApnMissing = 573,
}

/** Texts of AT+QIGETERROR: printed without quotes. */
const STACK_TEXTS: Readonly<Record<number, string>> = {
  0: "operate successfully",
  550: "unknown error",
  551: "operation blocked",
  552: "invalid parameters",
  553: "memory not enough",
  554: "create socket failed",
  555: "operation not supported",
  556: "socket bind failed",
  557: "socket listen failed",
  558: "socket write failed",
  559: "socket read failed",
  560: "socket accept failed",
  561: "open PDP context failed",
  562: "close PDP context failed",
  563: "socket identity has been used",
  564: "DNS busy",
  565: "DNS parse failed",
  566: "socket connect failed",
  567: "socket has been closed",
  568: "operation busy",
  569: "operation timeout",
  570: "PDP context broken down",
  571: "cancel send",
  572: "operation not allowed",
  573: "APN not configured",
  574: "port busy",
};

/** Texts of AT+CMEE=2. File errors (400 and up) have none: they stay numbers in every mode. */
const CME_TEXTS: Readonly<Record<number, string>> = {
  3: "operation not allowed",
  4: "operation not supported",
  10: "SIM not inserted",
  11: "SIM PIN required",
  12: "SIM PUK required",
  13: "SIM failure",
  14: "SIM busy",
  15: "SIM wrong",
  16: "incorrect password",
  30: "no network service",
};

export function stackText(code: number): string {
  return STACK_TEXTS[code] ?? STACK_TEXTS[550]!;
}

/** @param mode value of AT+CMEE: 0 plain `ERROR`, 1 the number, 2 the text where there is one. */
export function cmeResult(code: number, mode: number): string {
  if (mode === 0) return "ERROR";
  return `+CME ERROR: ${mode === 2 ? (CME_TEXTS[code] ?? code) : code}`;
}
