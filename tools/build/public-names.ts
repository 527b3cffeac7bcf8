/**
 * Names of properties that must stay as they are written when the build shortens all others: those that somebody outside the
 * bundle reads or gives.
 */
import { readFileSync } from "node:fs";
import path from "node:path";

const projectFolder = path.resolve(__dirname, "../..");

/** A batch on the wire, and what `qssl.status()` shows. */
const FIRMWARE_NAMES = [
  ..."device boot dropped insecure readings seq time quantity unit value".split(" "),
  ..."qssl status powerOff modem offline uplink lastError acknowledged waiting journal rung nextTryS".split(" "),
  // What it publishes to a broker, and the commands that it takes.
  ..."online readings status commands replies id command uploadS samplingS interval send reboot ok".split(" "),
];

/** What a program gives to `QuectelSSL` and uses of it. */
const MODULE_NAMES = [
  ..."connect apn username password pin ntp tls pdpContextId debug onProgress onLost".split(" "),
  ..."verify ca cert key version cipherSuites sni negotiateS sessionReuse none server mutual".split(" "),
  ..."start open upload status debug host port accessMode id on write end pause setAccessMode".split(" "),
  // Events of a connection.
  ..."data drain error close".split(" "),
  ..."isOnline model registration rssiDbm slots overruns isNameChecked".split(" "),
  ..."explain time".split(" "),
  ..."create clientId clean username password will topic message qos retain dup keepAliveS maxPacketBytes".split(" "),
  ..."publish subscribe unsubscribe disconnect".split(" "),
];

/** What programs and the modules that are loaded on demand use of each other. */
const SHARED_NAMES =
  "run pinGuard isRefused setRefused onTime pump code check address http service addressOf take give".split(" ");

/**
 * What the modules that are loaded on demand and `QuectelSSL` say to each other. Each build shortens names for itself, so these are
 * given the same ones in all: the options of a command, which are written often.
 */
export const AGREED_NAMES: Readonly<Record<string, string>> = {
  timeoutMs: "_t",
  isBare: "_b",
  isInformation: "_i",
  onInformation: "_o",
  payload: "_p",
  isSecret: "_s",
};

/** The operations of `firmware/service.ts`, which the PC calls. */
const SERVICE_NAMES = [
  ..."provisioning openModem findModem listModemFiles askFreeSpace deleteModemFile checkModemFile".split(" "),
  ..."beginUpload uploadPiece tryConnection explainFailure askOutcome".split(" "),
  ..."askModem unlockSim goOnline resolveName openTest talk closeTest".split(" "),
];

/** @returns every name that the minifier must leave alone: ours above, the configuration's, Espruino's and the language's. */
export function publicNames(): string[] {
  const schema = JSON.parse(readFileSync(path.join(projectFolder, "firmware/config.schema.json"), "utf8")) as object;
  const espruino = readFileSync(path.join(projectFolder, "modules/espruino.d.ts"), "utf8");
  return [
    ...FIRMWARE_NAMES,
    ...MODULE_NAMES,
    ...SHARED_NAMES,
    ...SERVICE_NAMES,
    ...configurationNames(schema),
    ...[...espruino.matchAll(/^\s+(?:readonly )?(\w+)\??[(:<]/gm)].map(([, name]) => name!),
    ...languageNames(),
  ];
}

function configurationNames(schema: { properties?: Record<string, object> }): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [key, ...configurationNames(value)]);
}

/** Properties of the language's own objects. */
function languageNames(): string[] {
  const constructors = [
    Object,
    Function,
    String,
    Number,
    Boolean,
    Array,
    Date,
    RegExp,
    Error,
    Promise,
    Uint8Array,
    ArrayBuffer,
  ];
  const holders = constructors.flatMap((type) => [type, type.prototype as object]);
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
  return [...holders, typedArray, JSON, Math, globalThis].flatMap((holder) => Object.getOwnPropertyNames(holder));
}
