import { isLiveString } from "./byte-string";
import { numberText, stringify } from "./json-text";

/** Text of a value as `print` shows it. Objects come on one line; the interpreter breaks long ones into several. */
export function printText(value: unknown): string {
  if (typeof value === "string" || isLiveString(value)) return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "function") return "function () {…}";
  if (typeof value !== "object" || value === null) return String(value);
  return isError(value) ? `Error: ${value.toString()}` : stringify(value);
}

/** An error of this or another realm. */
function isError(value: object): value is Error {
  return Object.prototype.toString.call(value) === "[object Error]";
}
