/** How the facts of a profile are shown to people. */
import type { BootStep, NamedSetting, SslParameter } from "../simulator/profile";
import type { Traits } from "../simulator/profiles/traits";

interface Label<T> {
  what: string;
  show(value: T): string;
}

type Labels = { readonly [Name in keyof Traits]: Label<Traits[Name]> };

const yesNo = (value: boolean): string => (value ? "yes" : "no");
const list = (values: readonly (string | number)[]): string => values.join(", ") || "none";
const bytes = (value: number): string => (value === 0 ? "none" : `${value} bytes`);
const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, "0");
const cmeCode = (code: number | undefined): string => (code === undefined ? "ERROR" : `+CME ERROR: ${code}`);
const names = (values: readonly (NamedSetting | SslParameter)[]): string => list(values.map(({ name }) => name));

function bootText(steps: readonly BootStep[]): string {
  const words = steps.map(({ line }) => (line === "sim" ? "+CPIN: …" : line));
  const ready = steps.reduce((bits, { initBit = 0 }) => bits | initBit, 0);
  return `${words.join(" · ")}; AT+QINISTAT ends at ${ready}`;
}

export const TRAIT_LABELS: Labels = {
  model: { what: "model", show: String },
  revision: { what: "revision", show: String },
  refusals: {
    what: "answer to an unknown command, form of a 3GPP command, name of AT+QCFG",
    show: ({ unknownCommand, unknownForm, unknownSetting }) =>
      [unknownCommand, unknownForm, unknownSetting].map(cmeCode).join("; "),
  },
  absentCommands: { what: "commands of others that it has not", show: list },
  boot: { what: "lines after power on", show: bootText },
  urcPort: { what: "port of URCs at first", show: String },
  urcPorts: { what: "ports of URCs", show: list },
  baudRates: { what: "baud rates", show: list },
  dataTerminalReady: { what: "AT&D at first", show: String },
  radio: {
    what: "radio",
    show: ({ accessTechnology, system, technology, band }) =>
      `AcT ${accessTechnology}, ${system}, ${technology}, ${band}`,
  },
  pdpContexts: { what: "ids of PDP contexts", show: (value) => `1-${value}` },
  activeContexts: { what: "PDP contexts active at once", show: String },
  authentications: { what: "authentication of AT+QICSGP", show: (value) => `0-${value}` },
  savesContexts: { what: "definitions of PDP contexts survive a reboot", show: yesNo },
  clients: { what: "client ids", show: (value) => `0-${value - 1}` },
  sendMaximum: { what: "longest send", show: bytes },
  receiveMaximum: { what: "longest read", show: bytes },
  sendBufferBytes: { what: "send buffer of a connection", show: bytes },
  receiveBufferBytes: { what: "receive buffer of a connection", show: bytes },
  prompt: { what: "prompt", show: (value) => JSON.stringify(value) },
  keepsIdAfterFailure: { what: "an id must be closed after a failed open", show: yesNo },
  closesUnopened: { what: "closing an id that is not open is OK", show: yesNo },
  showsLocalPort: { what: "AT+QSSLSTATE shows the local port", show: yesNo },
  portName: { what: "name of the port in AT+QSSLSTATE", show: String },
  sslContexts: { what: "SSL contexts", show: (value) => `0-${value - 1}` },
  sslParameters: { what: "parameters of AT+QSSLCFG", show: names },
  cipherSuites: { what: "cipher suites, hexadecimal", show: (codes) => list(codes.map(hex)) },
  takesQuotedCipher: { what: "takes a cipher suite in quotes", show: yesNo },
  takesAnyCase: { what: "takes names of AT+QSSLCFG in capitals", show: yesNo },
  refusesConfigWhileOpen: { what: "refuses AT+QSSLCFG while a connection of the context is open", show: yesNo },
  tellsUnread: { what: "AT+QSSLRECV with length 0 tells what is unread", show: yesNo },
  flashBytes: { what: "room for files", show: bytes },
  ramBytes: { what: "room for files in RAM:", show: bytes },
  listPrefix: { what: "in front of names in AT+QFLST", show: (value) => value || "nothing" },
  listMissFails: { what: "AT+QFLST of a missing name fails with 405", show: yesNo },
  deleteMissCode: { what: "+CME ERROR of AT+QFDEL of a missing name", show: String },
  rtcStartMs: { what: "clock after the supply came on", show: (value) => new Date(value).toISOString().slice(0, 10) },
  clockUpdateModes: { what: "values of AT+CTZU", show: list },
  qcfg: { what: "names of AT+QCFG that are known", show: names },
  qicfg: { what: "names of AT+QICFG that are known", show: names },
  qhttpcfg: { what: "names of AT+QHTTPCFG that are known", show: names },
  qmtcfg: { what: "names of AT+QMTCFG that are known", show: names },
};
