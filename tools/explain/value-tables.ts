/** What the numbers and words in parameters mean, by name of the table. */
import { cmeCode, cmsCode, httpCode, stackCode } from "./codes";

export type Table = Readonly<Record<string, string>>;

export const REGISTRATION: Table = {
  0: "not registered, not searching",
  1: "registered, home network",
  2: "searching",
  3: "denied by the network",
  4: "unknown",
  5: "registered, roaming",
};

export const ACCESS_TECHNOLOGY: Table = {
  0: "GSM",
  2: "UTRAN (3G)",
  3: "GSM with EDGE",
  4: "UTRAN with HSDPA",
  5: "UTRAN with HSUPA",
  6: "UTRAN with HSPA",
  7: "LTE",
  8: "LTE Cat M1",
  9: "LTE Cat NB1 (NB-IoT)",
};

export const ACCESS_MODE: Table = {
  0: "buffer: the modem keeps what comes until it is read",
  1: "direct push: what comes is pushed out at once",
  2: "transparent: the port belongs to this connection",
};

export const SOCKET_STATE: Table = { 0: "initial", 1: "opening", 2: "connected", 3: "listening", 4: "closing" };

export const ON_OFF: Table = { 0: "off", 1: "on" };

export const REPORT: Table = {
  0: "no URC",
  1: "URC with the state",
  2: "URC with state and cell",
  4: "URC with PSM timers",
};

export const SECURITY_LEVEL: Table = {
  0: "nobody is checked",
  1: "the server is checked against the CA",
  2: "the server is checked, and the modem shows its own certificate",
};

export const TLS_VERSION: Table = {
  0: "SSL 3.0",
  1: "TLS 1.0",
  2: "TLS 1.1",
  3: "TLS 1.2",
  4: "any of SSL 3.0 to TLS 1.2",
};

export const CIPHER_SUITE: Table = {
  "0X0004": "TLS_RSA_WITH_RC4_128_MD5",
  "0X0005": "TLS_RSA_WITH_RC4_128_SHA",
  "0X000A": "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
  "0X002F": "TLS_RSA_WITH_AES_128_CBC_SHA",
  "0X0035": "TLS_RSA_WITH_AES_256_CBC_SHA",
  "0X003D": "TLS_RSA_WITH_AES_256_CBC_SHA256",
  "0X009C": "TLS_RSA_WITH_AES_128_GCM_SHA256",
  "0XC012": "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
  "0XC013": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
  "0XC014": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
  "0XC023": "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
  "0XC024": "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
  "0XC027": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
  "0XC028": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
  "0XC02B": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "0XC02F": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "0XC030": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "0XFFFF": "all that the modem knows",
};

export const FUNCTIONALITY: Table = { 0: "minimum", 1: "full", 4: "radio off" };

export const CONTEXT_TYPE: Table = { 1: "IPv4", 2: "IPv6", 3: "IPv4 and IPv6" };

export const AUTHENTICATION: Table = { 0: "none", 1: "PAP", 2: "CHAP", 3: "PAP or CHAP" };

export const SIM_STATE: Table = {
  READY: "no PIN is asked for",
  "SIM PIN": "the PIN is asked for",
  "SIM PUK": "the PUK is asked for: the PIN was wrong three times",
  "NOT INSERTED": "there is no SIM",
  "NOT READY": "the SIM is still being read",
};

export const MQTT_OPEN: Table = {
  [-1]: "no network",
  0: "success",
  1: "a parameter is wrong",
  2: "the client is in use",
  3: "no PDP context",
  4: "the name cannot be resolved",
  5: "no connection",
};

export const MQTT_RESULT: Table = { 0: "sent and acknowledged", 1: "sent again", 2: "failed" };

export const MQTT_RETURN: Table = {
  0: "accepted",
  1: "unacceptable protocol version",
  2: "client identifier rejected",
  3: "server unavailable",
  4: "bad user name or password",
  5: "not authorized",
};

export const MQTT_STATUS: Table = {
  1: "closed or reset by the broker",
  2: "no answer to PINGREQ",
  3: "CONNECT was not sent",
  4: "no CONNACK",
  5: "DISCONNECT was sent and the broker closed",
  6: "closed because sending failed",
  7: "the link is not alive",
  8: "closed by the client",
};

export const MQTT_STATE: Table = { 1: "initializing", 2: "connecting", 3: "connected", 4: "disconnecting" };

/** `<rssi>` of +CSQ (3GPP TS 27.007, 8.5). */
export function signalText(rssi: string): string {
  const value = Number(rssi);
  if (!/^\d+$/.test(rssi)) return "";
  if (value === 99) return "unknown";
  if (value > 31) return "";
  const word = value < 7 ? "very weak" : value < 12 ? "weak" : value < 18 ? "fair" : value < 24 ? "good" : "very good";
  return `${value === 31 ? "-51 dBm or more" : `${2 * value - 113} dBm`}, ${word}`;
}

export function initText(mask: string): string {
  const parts = ["SIM", "SMS", "phone book"].filter((_, bit) => (Number(mask) >> bit) & 1);
  return parts.length > 0 ? `ready: ${parts.join(", ")}` : "nothing is ready yet";
}

const ofCode =
  (code: (value: number) => { text: string }) =>
  (text: string): string =>
    /^-?\d+$/.test(text) ? code(Number(text)).text : "";

export const stackMeaning = ofCode(stackCode);
export const cmeMeaning = ofCode(cmeCode);
export const cmsMeaning = ofCode(cmsCode);
export const httpMeaning = ofCode(httpCode);
