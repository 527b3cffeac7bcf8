/** What the modem's numbers mean, and why a network denies itself. */
import { cmeCode, stackCode } from "../explain/codes";

/** From here on the numbers are those of the TCP/IP and SSL commands, and not of `+CME ERROR`. */
const FIRST_STACK_CODE = 550;
const LAST_STACK_CODE = 599;

/** Cause values of mobility management (3GPP TS 24.301, 9.9.3.9) that come with a denial. */
const REJECT_CAUSES: Readonly<Record<number, string>> = {
  2: "SIM unknown to the network",
  3: "illegal device",
  6: "illegal equipment: the modem's IMEI is barred",
  7: "no packet service in the subscription",
  8: "neither packet nor other service in the subscription",
  11: "this network is not allowed: no roaming agreement",
  12: "tracking area not allowed",
  13: "roaming not allowed in this area",
  14: "packet service not allowed in this network",
  15: "no suitable cell in this area",
  17: "network failure",
  22: "congestion",
};

/** @param code of the modem, 0 and less for none. @returns the number with its meaning, "" for none. */
export function codeText(code: number): string {
  if (code <= 0) return "";
  const isStack = code >= FIRST_STACK_CODE && code <= LAST_STACK_CODE;
  return isStack ? `modem error ${code} (${stackCode(code).text})` : `+CME ERROR ${code} (${cmeCode(code).text})`;
}

export function rejectCause(code: number): string {
  const meaning = REJECT_CAUSES[code];
  return `cause ${code}${meaning === undefined ? "" : ` (${meaning})`}`;
}
