/** What the modem's numbers mean: `+CME ERROR` (3GPP TS 27.007, 9.2) and `<err>` of the socket commands (TCP/IP application note). */
const CME: Readonly<Record<number, string>> = {
  3: "operation not allowed",
  4: "operation not supported",
  10: "SIM not inserted",
  11: "SIM PIN required",
  12: "SIM PUK required",
  13: "SIM failure",
  14: "SIM busy",
  15: "SIM wrong",
  16: "incorrect password",
  17: "SIM PIN2 required",
  18: "SIM PUK2 required",
  30: "no network service",
  31: "network timeout",
  32: "network not allowed, emergency calls only",
  100: "unknown",
  103: "illegal device",
  106: "illegal equipment",
  107: "packet services not allowed",
  111: "network not allowed",
  112: "location area not allowed",
  113: "roaming not allowed here",
  132: "service option not supported",
  133: "service option not subscribed: wrong APN, or no data in the subscription",
  134: "service option temporarily out of order",
  148: "unspecified error of the network",
  149: "user name or password of the access point refused",
};

const STACK: Readonly<Record<number, string>> = {
  550: "unknown error",
  552: "the modem's stack is used up",
  561: "no PDP context",
  562: "the modem's sockets are used up",
  563: "the socket is in use",
  565: "DNS failed",
  566: "connection failed",
  567: "the socket was closed",
  568: "busy",
  569: "no answer in time",
  570: "the PDP context broke down",
  572: "operation not allowed",
  573: "the access point is not configured",
};

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

/** @returns `, number (meaning)` of a final result code's text or a socket's error, "" where it has none. */
export function codeText(code: number): string {
  if (code <= 0) return "";
  const meaning = STACK[code] ?? CME[code];
  const name = STACK[code] === undefined ? "+CME ERROR" : "modem error";
  return `${name} ${code}${meaning === undefined ? "" : ` (${meaning})`}`;
}

export function rejectCause(code: number): string {
  const meaning = REJECT_CAUSES[code];
  return `cause ${code}${meaning === undefined ? "" : ` (${meaning})`}`;
}
