/** Flags of the commands that talk to a board, and what their values may be. */
import { type ModemUart, USUAL_UART } from "../provision/service-client";
import { UsageError } from "../terminal/usage-error";
import { addressFault, DEFAULT_BAUD } from "./open-port";

/** The board's console. */
export const CONSOLE_FLAGS = {
  port: { type: "string" },
  baud: { type: "string", default: `${DEFAULT_BAUD}` },
} as const;

/** The modem's UART on a LINUX board, where no configuration tells. */
export const UART_FLAGS = {
  uart: { type: "string", default: USUAL_UART.path },
  "uart-baud": { type: "string", default: `${USUAL_UART.baud}` },
} as const;

/** Speeds of a console, and those that a configuration allows for the modem. */
const CONSOLE_BAUD = [300, 9999999] as const;
const MODEM_BAUD = [9600, 921600] as const;

/** The port as it was given. @throws UsageError when it can be none. */
export function checkedPort(port: string | undefined): string | undefined {
  const fault = port === undefined ? undefined : addressFault(port);
  if (fault !== undefined) throw new UsageError(`--port "${port}": ${fault}`);
  return port;
}

/** @throws UsageError when the text is no speed of a console. */
export function checkedBaud(text: string): number {
  return baudOf("--baud", text, CONSOLE_BAUD);
}

/** The values of {@link UART_FLAGS}. @throws UsageError when the speed is none that a configuration allows. */
export function checkedUart(values: { uart: string; "uart-baud": string }): ModemUart {
  return { path: values.uart, baud: baudOf("--uart-baud", values["uart-baud"], MODEM_BAUD) };
}

/** @param boards names of all boards. @returns the name in upper case; undefined: what the board says that it is. @throws UsageError when there is none of that name. */
export function checkedBoard(text: string | undefined, boards: readonly string[]): string | undefined {
  const name = text?.toUpperCase();
  if (name === undefined || boards.includes(name)) return name;
  throw new UsageError(`--board "${text}": choose one of ${boards.join(", ")}`);
}

function baudOf(flag: string, text: string, [min, max]: readonly [number, number]): number {
  const baud = Number(text);
  if (/^\d+$/.test(text) && baud >= min && baud <= max) return baud;
  throw new UsageError(`${flag} "${text}": give a whole number from ${min} to ${max}`);
}
