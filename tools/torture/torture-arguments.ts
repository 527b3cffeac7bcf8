/** Flags of `npm run torture`. */
import { availableParallelism } from "node:os";
import { FIELD_SETUPS, fieldSetup } from "./field-setup";
import { parseFlags } from "../terminal/flags";

export const TORTURE_HELP = `Runs the firmware for years of simulated time against faults by chance, and checks that nothing is lost, altered or hangs.

  npm run torture -- [options]

  --seeds N          devices, each with faults of its own (default 20)
  --first-seed N     number of the first one (default 1): the same number gives the same run
  --days D           simulated days of each (default 30)
  --fault-rate R     faults in an hour on the average, 0.01 to 60 (default 0.15)
  --board NAME       only this board: ${FIELD_SETUPS.map(({ board }) => board).join(" or ")} (default: in turn)
  --faults FILE      one run with the faults of a schedule in place of chance; prints the board's console
  --jobs N           processes (default: one for each core, here ${availableParallelism()})
  --json             print the report as one JSON object; not with --faults
  --help             print this text

A reading is taken every 15 minutes and sent within the hour. When a run fails, its seed is printed and, for some of them, the shortest
schedule that was found by leaving faults out: npm run torture -- --board NAME --first-seed N --faults FILE runs it again, npm start -- --faults FILE
plays it to a board that you can watch.

Exit codes: 0 nothing failed, 1 something did, 2 wrong use.`;

export interface TortureOptions {
  isHelp: boolean;
  seeds: number;
  firstSeed: number;
  days: number;
  perHour: number;
  boards: readonly string[];
  faults: string | undefined;
  jobs: number;
  isJson: boolean;
}

const FLAGS = {
  seeds: { type: "string" },
  "first-seed": { type: "string", default: "1" },
  days: { type: "string", default: "30" },
  "fault-rate": { type: "string" },
  board: { type: "string" },
  faults: { type: "string" },
  jobs: { type: "string", default: `${availableParallelism()}` },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const MOST_SEEDS = 1_000_000;
const HIGHEST_SEED = 2 ** 31 - 1;

/** @throws Error that names the flag or value that is wrong and says what to do. */
export function parseTortureOptions(args: string[]): TortureOptions {
  const { values } = parseFlags(args, FLAGS);
  if (values.faults !== undefined && values.json) throw new Error("--faults and --json: give only one of them");
  for (const flag of ["seeds", "fault-rate"] as const)
    if (values.faults !== undefined && values[flag] !== undefined)
      throw new Error(`--faults and --${flag}: give only one of them`);
  return {
    isHelp: values.help,
    seeds: wholeNumber("--seeds", values.seeds ?? "20", 1, MOST_SEEDS),
    firstSeed: wholeNumber("--first-seed", values["first-seed"], 0, HIGHEST_SEED),
    days: wholeNumber("--days", values.days, 1, 3650),
    perHour: rate(values["fault-rate"] ?? "0.15"),
    boards: values.board === undefined ? FIELD_SETUPS.map(({ board }) => board) : [boardNamed(values.board)],
    faults: values.faults,
    jobs: wholeNumber("--jobs", values.jobs, 1, 256),
    isJson: values.json,
  };
}

function boardNamed(name: string): string {
  try {
    return fieldSetup(name).board;
  } catch (error) {
    throw new Error(`--board ${(error as Error).message}`, { cause: error });
  }
}

function rate(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= 0.01 && value <= 60) return value;
  throw new Error(`--fault-rate ${text}: give a number from 0.01 to 60`);
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new Error(`${flag} ${text}: give a whole number from ${min} to ${max}`);
  return value;
}
