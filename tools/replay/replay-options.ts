/** Command line of `npm run replay`. */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { PROFILE_NAMES, profileNamed } from "../simulator/profiles";
import { recordedProfile } from "./comparison";
import { type LineLog, parseLog } from "./line-log";
import { isMonitorLog, parseMonitorLog } from "./monitor-log";
import { forLinux } from "./recorded-config";
import { parseFlags } from "../terminal/flags";

export const REPLAY_HELP = `Plays the modem's side of a recorded dialogue to the firmware in the host runtime, on simulated time, and compares
what the firmware writes with what the board wrote then. The contents of sends are not compared, since readings differ.

  npm run replay -- FILE [options]
  npm run replay -- FILE --compare [--profile NAME] [--ignore-lengths]

With --compare it is the other way round: the host's side is played to the simulated modem, and what that answers is compared with what
the modem in the record answered. So a record from a real module (npm run simulate -- --modem PATH --record FILE) shows where
the simulator differs from it. Times, addresses, signal, operator, cells, numbers of module and card may differ.

  FILE            a record, made by npm start -- --record FILE or npm run simulate -- --record FILE, or the log of a board
                  from the field: what npm run monitor -- --at prints, with "log": "debug" in its config.json
  --config FILE   the board's config.json, where FILE does not hold it (a log does not)
  --start N       which start of the board in a log, from 1 (default 1)
  --flash FILE    a further file in the board's flash, such as ca.pem; may be given more than once
  --speed N       N times as fast as it was, 0.1 to 10000 (default: as fast as it goes)
  --trace         print the dialogue and the board's console
  --compare       compare the modem, not the firmware
  --profile NAME  the modem to compare with; by default the one that the record says it is
  --ignore-lengths  do not count in how many pieces payload came
  --help          print this text

Exit codes: 0 the firmware wrote, or the modem said, the same; 1 it parted from the record, which is shown; 2 wrong use.`;

/** What the modem in the record is compared with. */
export interface CompareOptions {
  kind: "compare";
  log: LineLog;
  /** Name of the record, for people. */
  file: string;
  profile: string;
  ignoresLengths: boolean;
}

export interface ReplayOptions {
  kind: "replay";
  log: LineLog;
  config: unknown;
  /** By name. */
  flash: Record<string, string>;
  /** Undefined: as fast as it goes. */
  speed: number | undefined;
  hasTrace: boolean;
}

const FLAGS = {
  config: { type: "string" },
  start: { type: "string" },
  flash: { type: "string", multiple: true, default: [] as string[] },
  speed: { type: "string" },
  trace: { type: "boolean", default: false },
  compare: { type: "boolean", default: false },
  profile: { type: "string" },
  "ignore-lengths": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const LOWEST_SPEED = 0.1;
const HIGHEST_SPEED = 10_000;

/**
 * @returns undefined when help was asked for.
 * @throws Error that names flag, file, line and value, and says what to do.
 */
export function parseReplayOptions(args: string[]): ReplayOptions | CompareOptions | undefined {
  const { values, positionals } = parseFlags(args, FLAGS, true);
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined) throw new Error("no record: give the FILE that --record made, or a log of the monitor");
  if (others.length > 0) throw new Error(`${others[0]}: one record at a time`);
  const log = readLog(file, values.start);
  refuseMixture(values);
  if (values.compare)
    return {
      ...{ kind: "compare", file, log: recordOnly(log, file) },
      profile: comparedProfile(log, file, values.profile),
      ignoresLengths: values["ignore-lengths"],
    };
  const given = values.config === undefined ? log.header.config : readConfig(values.config);
  const config = log.isTrace ? forLinux(given) : given;
  if (config === undefined)
    throw new Error(`${file} does not hold the board's configuration: give it with --config FILE`);
  const files = values.flash.map((path) => [basename(path), readText(path)]);
  return {
    kind: "replay",
    log,
    config,
    flash: { ...log.header.flash, ...(Object.fromEntries(files) as Record<string, string>) },
    speed: values.speed === undefined ? undefined : speedNumber(values.speed),
    hasTrace: values.trace,
  };
}

/** Each of the two comparisons has flags of its own. */
function refuseMixture(values: {
  compare: boolean;
  config?: string | undefined;
  speed?: string | undefined;
  profile?: string | undefined;
  "ignore-lengths": boolean;
  flash: string[];
  trace: boolean;
}): void {
  const ofFirmware = {
    config: values.config,
    speed: values.speed,
    flash: values.flash[0],
    trace: values.trace || undefined,
  };
  const ofModem = { profile: values.profile, "ignore-lengths": values["ignore-lengths"] || undefined };
  for (const [flag, value] of Object.entries(values.compare ? ofFirmware : ofModem))
    if (value !== undefined)
      throw new Error(
        `--${flag}: ${values.compare ? "there is no firmware in --compare" : "it belongs to --compare"}; leave it out`,
      );
}

function recordOnly(log: LineLog, file: string): LineLog {
  if (log.isTrace)
    throw new Error(`${file} is the log of a board, which has neither payload nor probes: --compare needs a record`);
  return log;
}

function comparedProfile(log: LineLog, file: string, name: string | undefined): string {
  if (name !== undefined) return profileNamed(name).name;
  const found = recordedProfile(log, PROFILE_NAMES);
  if (found !== undefined) return found;
  throw new Error(
    `${file} does not tell which modem it is (ATI, AT+CGMM): give it with --profile, one of ${PROFILE_NAMES.join(", ")}`,
  );
}

function readLog(file: string, start: string | undefined): LineLog {
  const text = readText(file);
  if (isMonitorLog(text)) return parseMonitorLog(text, file, startNumber(start ?? "1"), statSync(file).mtimeMs);
  if (start !== undefined)
    throw new Error(`--start ${start}: ${file} is a record and has one start only; leave it out`);
  return parseLog(text, file);
}

function startNumber(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new Error(`--start: "${text}" does not fit, use a whole number from 1`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    throw new Error(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`, {
      cause: error,
    });
  }
}

function readConfig(file: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`--config ${file}: no JSON: ${error.message}`, { cause: error });
    throw error;
  }
}

function speedNumber(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= LOWEST_SPEED && value <= HIGHEST_SPEED) return value;
  throw new Error(`--speed: "${text}" does not fit, use a number from ${LOWEST_SPEED} to ${HIGHEST_SPEED}`);
}
