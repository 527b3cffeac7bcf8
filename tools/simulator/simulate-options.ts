/** Command line of `npm run simulate`. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Place } from "../faults/fault";
import { FAULT_FLAGS, FAULT_HELP, readFaultFlags } from "../faults/fault-flags";
import type { ScheduledFault } from "../faults/schedule";
import type { UrcForm } from "./options";
import { PROFILE_NAMES, profileNamed } from "./profiles";
import type { ResolvedHost } from "./tls-network";
import { parseFlags } from "../terminal/flags";

/** @param command how the person called it. */
export const simulateHelp = (
  command: string,
): string => `Simulates a Quectel modem with real TLS, for any program that talks to a serial port.

  ${command} [options]

  --link PATH                 make a pseudo terminal and a link to it at PATH (needs socat); this is the default,
                              with a path in the system's folder for temporary files
  --tcp PORT                  be a TCP server on 127.0.0.1 instead; PORT 0 takes any that is free
  --profile NAME              the modem: ${PROFILE_NAMES.join(", ")} (default ${PROFILE_NAMES[0]}),
                              or one of its other firmwares, such as BG96/rak5010
  --list-profiles             print modems and firmwares that there are, and end
  --pin PIN                   the SIM asks for this PIN
  --no-nitz                   the network does not send the time
  --urc seed|named            form of the receive URC of TLS connections (default named)
  --latency MS                a slow network: milliseconds of a round trip, 0 to 60000
  --rate BYTES_PER_S          a slow network: bytes per second in each direction, 1 to 100000000
  --host NAME=ADDRESS[:PORT]  where a host name leads; may be given more than once
${FAULT_HELP}
  --list-faults               print the faults that there are, and end
  --record FILE               write what crosses the line to FILE, for npm run replay; without PINs, passwords and files
  --modem PATH[@BAUD]         simulate nothing: pass all on to a real modem at PATH (default 115200 baud), to record it
  --trace                     print the dialogue on stderr
  --json                      make the first line on stdout a JSON object: port, profile, pid
  --help                      print this text

The first line on stdout is the path of the terminal, or tcp://127.0.0.1:PORT.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 the terminal or the real modem has gone, 2 wrong command line, or the port cannot be had.`;

export interface SimulateOptions {
  isHelp: boolean;
  /** Undefined: TCP. */
  link: string | undefined;
  tcpPort: number | undefined;
  profile: string;
  listsProfiles: boolean;
  /** A real modem in place of the simulated one. */
  modem: { path: string; baud: number } | undefined;
  pin: string | undefined;
  hasNitz: boolean;
  urcForm: UrcForm;
  /** Round trip of the network, milliseconds. */
  latencyMs: number | undefined;
  /** Speed of the network in each direction. */
  bytesPerS: number | undefined;
  hosts: Map<string, ResolvedHost>;
  hasTrace: boolean;
  isJson: boolean;
  /** In order of their times, perhaps without end. */
  faults: Iterable<ScheduledFault>;
  listsFaults: boolean;
  /** File for the record of the line. */
  record: string | undefined;
}

/** Where faults can strike: the server is somebody else's. */
const PLACES: readonly Place[] = ["line", "modem", "network"];

const HIGHEST_PORT = 65535;

/** Of a real modem. */
const DEFAULT_BAUD = 115200;

const FLAGS = {
  link: { type: "string" },
  tcp: { type: "string" },
  profile: { type: "string" },
  "list-profiles": { type: "boolean", default: false },
  modem: { type: "string" },
  pin: { type: "string" },
  "no-nitz": { type: "boolean", default: false },
  urc: { type: "string" },
  latency: { type: "string" },
  rate: { type: "string" },
  host: { type: "string", multiple: true, default: [] as string[] },
  ...FAULT_FLAGS,
  "list-faults": { type: "boolean", default: false },
  record: { type: "string" },
  trace: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @throws Error that names the flag or value that is wrong and says what to do. */
export function parseSimulateOptions(args: string[]): SimulateOptions {
  const { values } = parseFlags(args, FLAGS);
  if (values.link !== undefined && values.tcp !== undefined) throw new Error("--link and --tcp: give only one of them");
  const tcpPort = values.tcp === undefined ? undefined : wholeNumber("--tcp", values.tcp, 0, HIGHEST_PORT);
  return {
    isHelp: values.help,
    link: tcpPort === undefined ? (values.link ?? join(tmpdir(), `quectel-simulator-${process.pid}`)) : undefined,
    tcpPort,
    profile: profileNamed(values.profile ?? PROFILE_NAMES[0]!).name,
    listsProfiles: values["list-profiles"],
    modem: values.modem === undefined ? undefined : modemPort(values.modem, values),
    pin: values.pin === undefined ? undefined : pinNumber(values.pin),
    hasNitz: !values["no-nitz"],
    urcForm: urcForm(values.urc ?? "named"),
    latencyMs: values.latency === undefined ? undefined : wholeNumber("--latency", values.latency, 0, 60_000),
    bytesPerS: values.rate === undefined ? undefined : wholeNumber("--rate", values.rate, 1, 100_000_000),
    hosts: new Map(values.host.map(hostEntry)),
    hasTrace: values.trace,
    isJson: values.json,
    faults: readFaultFlags(values, PLACES),
    listsFaults: values["list-faults"],
    record: values.record,
  };
}

function wholeNumber(flag: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < minimum || value > maximum)
    throw new Error(`${flag}: "${text}" does not fit, use a whole number from ${minimum} to ${maximum}`);
  return value;
}

function pinNumber(text: string): string {
  if (!/^\d{4,8}$/.test(text)) throw new Error(`--pin: "${text}" is no PIN, use 4 to 8 digits`);
  return text;
}

function urcForm(text: string): UrcForm {
  if (text !== "seed" && text !== "named") throw new Error(`--urc: "${text}" is unknown, use seed or named`);
  return text;
}

/** What only a simulated modem can be told. */
const SIMULATED = ["profile", "pin", "no-nitz", "urc", "latency", "rate", "host", ...Object.keys(FAULT_FLAGS)];

function modemPort(text: string, values: Readonly<Record<string, unknown>>): { path: string; baud: number } {
  const isGiven = (value: unknown): boolean =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
  const given = SIMULATED.find((flag) => isGiven(values[flag]));
  if (given !== undefined) throw new Error(`--${given}: a real modem cannot be told so; leave it or --modem out`);
  const [, path, baud] = /^(.+?)(?:@(\d+))?$/.exec(text) ?? [];
  if (path === undefined) throw new Error("--modem: give the path of its port, such as /dev/ttyUSB2");
  return { path, baud: baud === undefined ? DEFAULT_BAUD : wholeNumber("--modem", baud, 300, 4_000_000) };
}

const HOST_ENTRY = /^([^=\s]+)=(?:\[([0-9a-f:]+)\]|([^:\s]+))(?::(\d+))?$/i;

function hostEntry(text: string): [string, ResolvedHost] {
  const found = HOST_ENTRY.exec(text);
  if (!found) throw new Error(`--host: "${text}" does not fit, use NAME=ADDRESS or NAME=ADDRESS:PORT`);
  const host = (found[2] ?? found[3])!;
  return [
    found[1]!,
    found[4] === undefined ? { host } : { host, port: wholeNumber("--host", found[4], 0, HIGHEST_PORT) },
  ];
}
