/** The codes by which a modem says why, with their texts and with what the driver makes of them. */
import { sslError } from "../../modules/quectel/error-text";
import { cmeResult, stackText } from "../simulator/errors";
import { FileCode } from "../simulator/file-system";

export interface StackError {
  code: number;
  /** Text of AT+QIGETERROR. */
  text: string;
  /** Meaning and remedy in the driver's error, "" where it says the number alone. */
  driver: string;
}

export interface NamedCode {
  code: number;
  text: string;
}

/** Above all codes of the manuals. */
const HIGHEST = 1000;
const UNKNOWN = 550;
const CODES: readonly number[] = Array.from({ length: HIGHEST }, (_, code) => code);

/** `<err>` of the TCP/IP and SSL commands, of URCs and of AT+QIGETERROR. */
export function stackErrors(): StackError[] {
  const isKnown = (code: number): boolean => code === UNKNOWN || stackText(code) !== stackText(UNKNOWN);
  return CODES.filter((code) => isKnown(code) || driverText(code) !== "").map((code) => ({
    code,
    text: stackText(code),
    driver: driverText(code),
  }));
}

/** What stands in the parentheses of the driver's error. */
function driverText(code: number): string {
  const text = /\((.*)\)$/.exec(sslError("", code).message)?.[1] ?? "";
  return text === "?" ? "" : text;
}

/** `+CME ERROR` of the general commands: the texts of AT+CMEE=2. */
export function cmeErrors(): NamedCode[] {
  return CODES.map((code) => ({ code, text: cmeResult(code, 2).replace("+CME ERROR: ", "") })).filter(
    ({ code, text }) => text !== String(code),
  );
}

/** `+CME ERROR` of the file commands, which have no texts: the names that the simulator gives them. */
export function fileErrors(): NamedCode[] {
  return Object.entries(FileCode)
    .filter((entry): entry is [string, FileCode] => typeof entry[1] === "number")
    .map(([name, code]) => ({ code, text: name.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) }));
}
