/**
 * The six SSL contexts of the modem. Connections with equal settings share one; the settings live until the modem restarts and
 * count for connections opened afterwards.
 *
 * No connection without verification by accident: each one's settings are made here, and the security level and the CA are read
 * back from the modem before it is opened, since a modem that restarted unheard would open it unverified.
 */
import { send } from "../at/at-client";
import { type Done, runSteps, type Step } from "./done";
import { pemName, storeFile } from "./file-store";
import { integer, quoted } from "./text";

/** How a TLS connection is secured. */
export interface TlsSettings {
  /** `server`: the server proves itself to `ca`; `mutual`: the client too, by `cert` and `key`; `none`: nobody. */
  verify: "server" | "mutual" | "none";
  /** Certificate of the trusted CA: the name of a file on the modem (at most 80 bytes), or a PEM text that is put there. "" only with `none`. */
  ca: string;
  /** The client's certificate, likewise; "" unless `mutual`. */
  cert: string;
  /** The key that belongs to `cert`, likewise; without a password. */
  key: string;
  /** `<sslversion>` of `AT+QSSLCFG`: 0 SSL 3.0, 1 TLS 1.0, 2 TLS 1.1, 3 TLS 1.2 (the default everywhere), 4 all. */
  version: number;
  /** One suite as `0xhhhh`, or `all` that the modem has. */
  cipherSuites: string;
  /** Sends the host name to the server (SNI) and, where the modem can, compares it with the certificate. */
  sni: boolean;
  /** `<negotiatetime>`: time for the TLS handshake, 10 to 300 s; 60. */
  negotiateS: number;
  /** Resumes an earlier session of the same server, where the modem can. */
  sessionReuse: boolean;
}

/** `<sslctxID>` 0-5. */
const CONTEXT_COUNT = 6;

/** So many of the settings may be refused; and so many of these make the modem compare the host's name, whichever it knows. */
const OPTIONAL = 3;
const HOST_SETTINGS = 2;

/** Settings checked and written out as `AT+QSSLCFG` takes them (SSL application note, 2.1.1). */
export interface SslSettings {
  /** `"name",value`: first {@link OPTIONAL} ones that a modem may refuse, then the security level, the CA, and the others. */
  parameters: string[];
  /** Files that must lie on the modem: name and, when it is given, content. */
  files: [name: string, content: string][];
  /** The same for equal settings. */
  written: string;
}

/** What each context of the modem holds, and what it is to hold: the fingerprint of the settings; undefined or 0 for nothing. */
let configured: number[] = [];
const claimed: number[] = [];

/** False once the modem refused to be told of host names: it cannot compare them with certificates. */
export let isNameChecked = true;

/** Nothing is configured: the modem restarted. */
export function resetContexts(): void {
  configured = [];
  isNameChecked = true;
}

/** @throws Error naming the option that is missing or out of range, or that would leave the connection unverified unasked. */
export function sslSettings(tls: TlsSettings): SslSettings {
  const levels = ["none", "server", "mutual"];
  const level = levels.indexOf(tls.verify);
  const files: [string, string][] = [];
  const suites = tls.cipherSuites;
  const parameters = [
    '"checkhost",' + +!!level,
    '"sni",' + +!!tls.sni,
    '"session_cache",' + +!!tls.sessionReuse,
    '"seclevel",' + level,
  ];
  if (level < 0) throw new Error("tls.verify: " + levels.join());
  (["sni", "ca", "cert", "key"] as const).slice(0, 2 * level).forEach((field, index) => {
    const text = tls[field] as string;
    if (!text) throw new Error("tls." + field + ": needed, unless verify is none");
    if (index) {
      // Not a pattern: what is no text has no such method, and is refused here.
      const isContent = text.startsWith("---");
      const name = isContent ? pemName(text) : text;
      parameters.push('"' + (index < 2 ? "cacert" : "client" + field) + '",' + quoted("tls." + field, name, 80));
      files.push([name, isContent ? text : ""]);
    }
  });
  parameters.push(
    '"sslversion",' + integer("tls.version", tls.version, 0, 4),
    '"ciphersuite",0X' +
      (0x10000 + integer("tls.cipherSuites", suites === "all" ? 0xffff : +suites >= 0 ? +suites : suites, 0, 0xffff))
        .toString(16)
        .substr(1)
        .toUpperCase(),
    // Dates are judged by the modem's clock, unless nothing is verified.
    '"ignorelocaltime",' + +!level,
    '"negotiatetime",' + integer("tls.negotiateS", tls.negotiateS, 10, 300),
  );
  return { parameters, files, written: parameters.join() };
}

/**
 * Sets context `id` unless it holds the settings already, makes sure of their files, and reads back what the safety hangs on.
 * @param id 0 to 5, in use by no connection with other settings.
 */
export function prepareContext(id: number, settings: SslSettings, done: Done): void {
  // The text would take a dozen variables for as long as the modem runs; what the safety hangs on is read back besides.
  const fingerprint = E.CRC32(settings.written);
  const withId = (setting: string): string => setting.replace(",", "," + id + ",").replace("UFS:", "");
  const write =
    (setting: string, index: number): Step =>
    (next) =>
      send("+QSSLCFG=" + withId(setting), (error) => {
        if (!error && index < HOST_SETTINGS) isNameChecked = true;
        next(index < OPTIONAL ? null : error);
      });
  const check =
    (setting: string): Step =>
    (next) =>
      send("+QSSLCFG=" + setting.split(",")[0] + "," + id, (error, answer) =>
        next(answer.replace("UFS:", "") === withId(setting) ? null : error || new Error("lost " + setting)),
      );
  let steps: Step[] = [];
  if (configured[id] !== fingerprint) {
    if (settings.files.length) isNameChecked = false;
    steps = settings.files
      .map(
        (file): Step =>
          (next) =>
            storeFile(file[0], file[1], next),
      )
      .concat(settings.parameters.map(write));
  }
  if (settings.files.length)
    steps.push(check(settings.parameters[OPTIONAL]!), check(settings.parameters[OPTIONAL + 1]!));
  // What is half written must not be taken for whole.
  configured[id] = 0;
  runSteps(
    steps,
    (error) => {
      if (!error) configured[id] = fingerprint;
      done(error);
    },
    0,
  );
}

/**
 * @param fingerprint CRC-32 of the settings as they are written. @param used the contexts that connections use, as bits.
 * @returns the context for connections of these settings: one that holds it or is to hold it, else a free one.
 * @throws Error when all six are in use with other settings.
 */
export function chooseContext(fingerprint: number, used: number): number {
  let free = -1;
  for (let id = CONTEXT_COUNT; id--;) {
    if (claimed[id] === fingerprint) return id;
    if (!((used >> id) & 1)) free = id;
  }
  if (free < 0) throw new Error("tls: 6 in use: close one");
  claimed[free] = fingerprint;
  return free;
}
