/** Numbers by which modules say what is wrong or how things stand, with texts and remedies. */
import { sslError } from "../../modules/quectel/error-text";
import { cmeResult, stackText } from "../simulator/errors";

export interface Code {
  text: string;
  /** What to do, "" when nothing is known to help. */
  remedy: string;
}

const UNKNOWN_STACK = 550;

/** Longer than what fits the board: by code of the TCP/IP and SSL commands. */
const STACK_REMEDIES: Readonly<Record<number, string>> = {
  552: "Check the parameters; when every open fails with it, the modem's stack is exhausted: power-cycle the modem.",
  561: "There is no active PDP context: activate it with AT+QIACT, and check APN and registration.",
  563: "The client id was not closed: AT+QSSLCLOSE or AT+QICLOSE frees it, also after a failed open.",
  565: "The name cannot be resolved: check the host in server.url and the DNS servers (AT+QIDNSCFG).",
  566:
    "The server refused TCP, or the TLS handshake failed; the modem does not say which. Check port, CA certificate, host name (sni), " +
    "cipher suites, and the modem's clock.",
  567: "The connection is gone: close the client id and open it again.",
  568: "The modem does something else: wait for its result and try again.",
  569: "Nobody answered: check host, port, firewall and signal, and try again later.",
  570: "The network dropped the PDP context: AT+QIDEACT, then AT+QIACT; all connections have ended.",
  572: "Not in this state: with a SIM that has one PDP context only, the other one must be given up first.",
  573: "No APN is set: AT+QICSGP, or apn in config.json.",
};

/** `<err>` of the TCP/IP and SSL commands, of their URCs and of AT+QIGETERROR. */
export function stackCode(code: number): Code {
  const text = stackText(code);
  const isKnown = code === UNKNOWN_STACK || text !== stackText(UNKNOWN_STACK);
  if (code === 0) return { text: "success", remedy: "" };
  return { text: isKnown ? text : "no manual describes this code", remedy: STACK_REMEDIES[code] ?? driverRemedy(code) };
}

/** What the driver's own error says of it. */
function driverRemedy(code: number): string {
  const said = /\((.*)\)$/.exec(sslError("", code).message)?.[1] ?? "?";
  return said === "?" ? "" : said;
}

/** `<err>` of +CME ERROR (3GPP TS 27.007, 9.2), beside those of which the simulator has the text. */
const CME_TEXTS: Readonly<Record<number, string>> = {
  0: "phone failure",
  1: "no connection to phone",
  2: "phone adaptor link reserved",
  5: "PH-SIM PIN required",
  6: "PH-FSIM PIN required",
  7: "PH-FSIM PUK required",
  17: "SIM PIN2 required",
  18: "SIM PUK2 required",
  20: "memory full",
  21: "invalid index",
  22: "not found",
  23: "memory failure",
  24: "text string too long",
  25: "invalid characters in text string",
  26: "dial string too long",
  27: "invalid characters in dial string",
  31: "network timeout",
  32: "network not allowed, emergency calls only",
  40: "network personalization PIN required",
  41: "network personalization PUK required",
  42: "network subset personalization PIN required",
  43: "network subset personalization PUK required",
  44: "service provider personalization PIN required",
  45: "service provider personalization PUK required",
  46: "corporate personalization PIN required",
  47: "corporate personalization PUK required",
  50: "incorrect parameters",
  53: "operation not allowed now",
  58: "invalid command line",
  100: "unknown error",
  103: "illegal MS: the network does not accept this SIM",
  106: "illegal ME: the network does not accept this modem",
  107: "GPRS services not allowed",
  111: "PLMN not allowed",
  112: "location area not allowed",
  113: "roaming not allowed in this location area",
  132: "service option not supported",
  133: "requested service option not subscribed",
  134: "service option temporarily out of order",
  148: "unspecified GPRS error",
  149: "PDP authentication failure",
  150: "invalid mobile class",
  171: "the last connection of LTE cannot be taken away",
  // File commands (FILE application note).
  400: "invalid input value",
  401: "larger than the file",
  402: "no byte was read",
  403: "the drive is full",
  405: "the file is not there",
  406: "invalid file name",
  407: "the file exists already",
  409: "writing the file failed",
  410: "opening the file failed",
  411: "reading the file failed",
  413: "too many files are open",
  414: "the file is read only",
  416: "invalid file handle",
  417: "listing the files failed",
  418: "deleting the file failed",
  419: "the drive's information cannot be read",
  420: "no space is left",
  421: "timeout: the bytes of the file did not come",
  423: "the file is too large",
  425: "invalid parameter",
  426: "the file is open already",
};

const CME_REMEDIES: Readonly<Record<number, string>> = {
  10: "Insert the SIM, check that it sits well and which way round.",
  11: "Set pin in config.json.",
  12: "The PIN was wrong three times: unlock the SIM with its PUK in a phone.",
  13: "Try the SIM in a phone; if it works there, check the contacts of the holder.",
  14: "Wait some seconds: the SIM is still being read.",
  16: "Check pin in config.json before the SIM is locked.",
  30: "Check antenna and coverage, and that the SIM is active.",
  103: "Ask the operator whether the SIM is active.",
  111: "Ask the operator whether roaming is allowed here.",
  133: "Check the APN, and that data service is booked for the SIM.",
  149: "Check user and password of the APN.",
  407: "Delete the file first: AT+QFDEL.",
  420: "Delete files that are no longer used: AT+QFLST, AT+QFDEL.",
};

/** `<err>` of +CME ERROR, of the file and HTTP(S) commands too. */
export function cmeCode(code: number): Code {
  const known = cmeResult(code, 2).replace("+CME ERROR: ", "");
  const text = known === `${code}` ? (CME_TEXTS[code] ?? HTTP_TEXTS[code]) : known;
  return { text: text ?? "no manual describes this code", remedy: CME_REMEDIES[code] ?? "" };
}

/** `<err>` of +CMS ERROR (3GPP TS 27.005, 3.2.5). */
const CMS_TEXTS: Readonly<Record<number, string>> = {
  300: "ME failure",
  302: "operation not allowed",
  303: "operation not supported",
  305: "invalid text mode parameter",
  310: "SIM not inserted",
  311: "SIM PIN required",
  313: "SIM failure",
  314: "SIM busy",
  316: "SIM PUK required",
  321: "invalid memory index",
  322: "memory full",
  330: "SMSC address unknown",
  331: "no network service",
  332: "network timeout",
  500: "unknown error",
};

export function cmsCode(code: number): Code {
  return { text: CMS_TEXTS[code] ?? "no manual describes this code", remedy: "" };
}

/** `<err>` of the HTTP(S) commands (HTTP(S) application note, summary of error codes). */
const HTTP_TEXTS: Readonly<Record<number, string>> = {
  0: "success",
  701: "unknown error",
  702: "timeout",
  703: "busy",
  704: "the port is busy",
  705: "no GET or POST request was sent",
  706: "the network is busy",
  707: "opening the network failed",
  708: "the network is not configured",
  709: "the network was deactivated",
  710: "network error",
  711: "the URL is wrong",
  712: "the URL is empty",
  713: "the IP address is wrong",
  714: "DNS error",
  715: "the socket cannot be made",
  716: "the connection failed",
  717: "reading from the socket failed",
  718: "writing to the socket failed",
  719: "the socket was closed",
  720: "the data cannot be encoded",
  721: "the data cannot be decoded",
  722: "reading timed out",
  723: "the response failed",
  724: "an incoming call is in the way",
  725: "a voice call is in the way",
  726: "the input did not come in time",
  727: "waiting for data timed out",
  728: "waiting for the response timed out",
  729: "no memory is left",
  730: "a parameter is wrong",
};

export function httpCode(code: number): Code {
  return { text: HTTP_TEXTS[code] ?? "no manual describes this code", remedy: "" };
}
