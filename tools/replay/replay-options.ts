/** Command line of `npm run replay`. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { type LineLog, parseLog } from "./line-log";

export const REPLAY_HELP = `Plays the modem's side of a recorded serial line to the firmware in the host runtime, on simulated time, and compares
what the firmware writes with what the board wrote then. The contents of sends are not compared, since readings differ.

  npm run replay -- FILE [options]

  FILE            made by npm start -- --record FILE or npm run simulate -- --record FILE
  --config FILE   the board's config.json, where the record does not hold one
  --flash FILE    a further file in the board's flash, such as ca.pem; may be given more than once
  --speed N       N times as fast as it was, 0.1 to 10000 (default: as fast as it goes)
  --trace         print the dialogue and the board's console
  --help          print this text

Exit codes: 0 the firmware wrote the same, 1 it parted from the record, which is shown, 2 wrong use.`;

export interface ReplayOptions {
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
  flash: { type: "string", multiple: true, default: [] as string[] },
  speed: { type: "string" },
  trace: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const LOWEST_SPEED = 0.1;
const HIGHEST_SPEED = 10_000;

/**
 * @returns undefined when help was asked for.
 * @throws Error that names flag, file, line and value, and says what to do.
 */
export function parseReplayOptions(args: string[]): ReplayOptions | undefined {
  const { values, positionals } = parseArgs({ args, options: FLAGS, allowPositionals: true, strict: true });
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined) throw new Error("no record: give the FILE that --record made");
  if (others.length > 0) throw new Error(`${others[0]}: one record at a time`);
  const log = parseLog(readText(file), file);
  const config = values.config === undefined ? log.header.config : readConfig(values.config);
  if (config === undefined)
    throw new Error(`${file} does not hold the board's configuration: give it with --config FILE`);
  const given = values.flash.map((path) => [basename(path), readText(path)]);
  return {
    log,
    config,
    flash: { ...log.header.flash, ...(Object.fromEntries(given) as Record<string, string>) },
    speed: values.speed === undefined ? undefined : speedNumber(values.speed),
    hasTrace: values.trace,
  };
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
