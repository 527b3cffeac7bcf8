/** Flags of `npm run fleet`, and the files they name. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Certificate } from "../certificates/certificates";
import { readConfigFile } from "../flash/config-file";
import { checkSettings } from "../../firmware/tls-settings";
import { deviceConfig } from "./device-config";
import { UsageError } from "../terminal/usage-error";
import { parseFlags } from "../terminal/flags";

export const FLEET_HELP = `Runs many simulated devices against a server, each with the firmware, a modem and TLS of its own, and reports what became of their readings.

  npm run fleet -- [options]

  --devices N        how many (default 10)
  --protocol P       what kind of server of its own: https, a collector, or mqtts, Mosquitto (default https)
  --url URL          another's server: https://host[:port]/path or mqtts://host[:port]; delivered is what it acknowledges
  --listen FILTER    delivered is what is heard at the broker in --url on these topics, such as "fleet/#"
  --minutes M        how long readings are taken, 0.1 to 1440, from the last device's start (default 2)
  --interval S       seconds between two readings of a device (default 10)
  --upload S         longest time that a reading waits for its upload, seconds (default: the interval)
  --ca FILE          PEM certificate of the authority that the server's is checked against; needed with --url
  --cert FILE        PEM client certificate that all devices show; needs --key
  --key FILE         PEM key of --cert
  --issuer FILE      PEM certificate of an authority: each device gets a client certificate of its own, by its name; needs --issuer-key
  --issuer-key FILE  PEM key of --issuer
  --config FILE      config.json of the devices: what the flags above and below do not say
  --name PREFIX      devices are PREFIX1, PREFIX2… (default: another prefix at each run, since a server knows a reading by its device)
  --spread S         seconds over which the devices start (default: 0.06 for each device)
  --grace S          seconds that what is left may take after the last reading (default: 60 and the longest wait)
  --jobs N           processes (default: one for each core, here ${availableParallelism()})
  --json             print the report as JSON
  --help             print this text

A device costs about 1 MB of memory, 35 ms of processor time to start and connect, and 0.4 ms for each second.

Exit codes: 0 all readings were delivered, 1 some were not or a part failed, 2 wrong use.`;

export { UsageError };

export interface FleetOptions {
  devices: number;
  /** Undefined: a server of its own, of this kind. */
  url: string | undefined;
  protocol: "https" | "mqtts";
  /** Topic filter by which arrivals are heard at another's broker; undefined goes by acknowledgements. */
  filter: string | undefined;
  minutes: number;
  intervalS: number | undefined;
  uploadS: number | undefined;
  caPem: string | undefined;
  /** What all devices show. */
  client: Certificate | undefined;
  /** Signs a certificate for each device. */
  issuer: Certificate | undefined;
  /** `config.json` that the devices have besides. */
  config: Record<string, unknown>;
  name: string | undefined;
  spreadS: number | undefined;
  graceS: number | undefined;
  jobs: number;
  isJson: boolean;
}

const OPTIONS = {
  devices: { type: "string", default: "10" },
  protocol: { type: "string" },
  url: { type: "string" },
  listen: { type: "string" },
  minutes: { type: "string", default: "2" },
  interval: { type: "string" },
  upload: { type: "string" },
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  issuer: { type: "string" },
  "issuer-key": { type: "string" },
  config: { type: "string" },
  name: { type: "string" },
  spread: { type: "string" },
  grace: { type: "string" },
  jobs: { type: "string", default: `${availableParallelism()}` },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseFlags<typeof OPTIONS>>["values"];

const MOST_DEVICES = 100_000;
const DAY_S = 86400;
/** What is left of a device's name of 40 characters beside the number. */
const PREFIX = /^[A-Za-z0-9][\w.-]{0,33}$/;

/**
 * Reads the command line and the files it names.
 * @returns undefined when help was asked for.
 * @throws UsageError for a flag or value that is not allowed and for a file that cannot be used.
 */
export function parseFleetOptions(args: string[]): FleetOptions | undefined {
  const { values } = parseFlags(args, OPTIONS);
  if (values.help) return undefined;
  checkTogether(values);
  const { url, ca, cert, key, issuer, name } = values;
  const given = values.config === undefined ? { config: {}, caPem: undefined } : readConfig(values.config);
  const options: FleetOptions = {
    devices: wholeNumber("--devices", values.devices, 1, MOST_DEVICES),
    url: url ?? (given.config["server"] as { url: string } | undefined)?.url,
    protocol: protocol(values.protocol ?? "https"),
    filter: values.listen,
    minutes: decimal("--minutes", values.minutes, 0.1, 1440),
    intervalS: optional("--interval", values.interval, 1, DAY_S),
    uploadS: optional("--upload", values.upload, 1, DAY_S),
    caPem: ca === undefined ? given.caPem : readPem("--ca", ca, "CERTIFICATE"),
    client: cert === undefined ? undefined : readPair(["--cert", cert], ["--key", key!]),
    issuer: issuer === undefined ? undefined : readPair(["--issuer", issuer], ["--issuer-key", values["issuer-key"]!]),
    config: given.config,
    name: name === undefined ? undefined : prefix(name),
    spreadS: optional("--spread", values.spread, 0, DAY_S),
    graceS: optional("--grace", values.grace, 0, DAY_S),
    jobs: wholeNumber("--jobs", values.jobs, 1, 256),
    isJson: values.json,
  };
  if (options.url !== undefined) checkServer(options, options.url);
  checkListening(options, values);
  return options;
}

function checkTogether(values: Values): void {
  for (const [one, other] of [
    ["cert", "key"],
    ["issuer", "issuer-key"],
  ] as const) {
    if ((values[one] === undefined) === (values[other] === undefined)) continue;
    throw new UsageError(
      `--${values[one] === undefined ? one : other} is missing: --${one} and --${other} go together`,
    );
  }
  if (values.cert !== undefined && values.issuer !== undefined)
    throw new UsageError(`--cert ${values.cert} and --issuer ${values.issuer}: give only one of them`);
}

/** The same rules as on a board. @throws UsageError. */
function checkServer(options: FleetOptions, url: string): void {
  const { verify } = (options.config["tls"] ?? {}) as { verify?: string };
  if (options.caPem === undefined && verify !== "none")
    throw new UsageError(`${url}: give --ca, the certificate of the authority that the server's is checked against`);
  try {
    checkSettings(deviceConfig(options, { name: "fleet-1", url }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError for a flag that has no meaning beside the server. */
function checkListening({ url, filter }: FleetOptions, { protocol: kind }: Values): void {
  if (url !== undefined && kind !== undefined)
    throw new UsageError(`--protocol ${kind}: not together with a server of another's, ${url}; leave one of them out`);
  if (filter !== undefined && !url?.startsWith("mqtts:"))
    throw new UsageError(`--listen ${filter}: give --url of a broker too, mqtts://host[:port]`);
}

/** @throws UsageError with all that is wrong with it, by key. */
function readConfig(file: string): { config: Record<string, unknown>; caPem: string | undefined } {
  let contents: Map<string, string>;
  try {
    const { files } = readConfigFile(file, undefined);
    contents = new Map(files.map(({ name, content }) => [name, content.toString("latin1")]));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const config = JSON.parse(contents.get("config.json")!) as Record<string, unknown>;
  return { config, caPem: contents.get((config["tls"] as { ca?: string } | undefined)?.ca ?? "") };
}

/** A flag and the file that it names. */
type NamedFile = readonly [flag: string, file: string];

/** @throws UsageError when one is no PEM file or the key belongs to another certificate. */
function readPair(cert: NamedFile, key: NamedFile): Certificate {
  const certPem = readPem(...cert, "CERTIFICATE");
  const keyPem = readPem(...key, "PRIVATE KEY");
  const [certFlag, keyFlag] = [cert.join(" "), key.join(" ")];
  let isPair: boolean;
  try {
    isPair = new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem));
  } catch (error) {
    throw new UsageError(`${certFlag} ${keyFlag}: ${(error as Error).message}`);
  }
  if (isPair) return { certPem, keyPem };
  throw new UsageError(`${keyFlag} is not the key of ${certFlag}`);
}

function readPem(flag: string, file: string, label: string): string {
  let text: string;
  try {
    text = readFileSync(file, "latin1");
  } catch (error) {
    throw new UsageError(`${flag} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`);
  }
  if (text.includes("-----BEGIN ") && text.includes(`${label}-----`)) return text;
  throw new UsageError(`${flag} ${file}: not a PEM file with a ${label}; convert it with openssl`);
}

function protocol(text: string): FleetOptions["protocol"] {
  if (text === "https" || text === "mqtts") return text;
  throw new UsageError(`--protocol ${text}: give https or mqtts`);
}

function prefix(text: string): string {
  if (PREFIX.test(text)) return text;
  throw new UsageError(`--name ${text}: give 1 to 34 letters, digits, ".", "_" and "-", a letter or digit first`);
}

function optional(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  return text === undefined ? undefined : wholeNumber(flag, text, min, max);
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${flag} ${text}: give a whole number from ${min} to ${max}`);
}

function decimal(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${flag} ${text}: give a number from ${min} to ${max}`);
}
