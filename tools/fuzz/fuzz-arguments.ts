/** Command line of `npm run fuzz`. */
import os from "node:os";
import { targets } from "./targets";
import { UsageError } from "../terminal/usage-error";
import { parseFlags } from "../terminal/flags";

const DEFAULT_INPUTS = 200_000;
const DEFAULT_SEED = 1;
const LARGEST = 1e12;
const WORKERS_MAX = 64;

export const FUZZ_HELP = `Gives the device code, built and minified as for a board, inputs that no modem, server or person ought to give: real ones with faults, any
bytes, and such as are like those that made the code do something new. After each input the next valid one must work, nothing
may be thrown, nothing may go on for ever, and what is kept in memory must stay small.

  npm run fuzz -- [options]

  --inputs N      how many, from 1 (default ${DEFAULT_INPUTS})
  --seed S        a whole number from 0; with the same one the same inputs come (default ${DEFAULT_SEED})
  --target NAME   only one of these:
${targets.map(({ name, title }) => `                    ${name.padEnd(8)} ${title}`).join("\n")}
  --workers N     how many at a time, 1 to ${WORKERS_MAX} (default: one for each core)
  --help          this text

Exit codes: 0 nothing found, 1 something was found, its shortest input and how to find it again are printed, 2 wrong command line.
`;

export { UsageError };

export interface FuzzArguments {
  inputs: number;
  seed: number;
  /** Names of the targets. */
  targets: string[];
  workers: number;
}

const OPTIONS = {
  inputs: { type: "string", default: String(DEFAULT_INPUTS) },
  seed: { type: "string", default: String(DEFAULT_SEED) },
  target: { type: "string" },
  workers: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** @returns undefined when help was asked for. @throws UsageError for a flag or value that is not allowed. */
export function parseFuzzArguments(argv: string[]): FuzzArguments | undefined {
  const { inputs, seed, target, workers, help } = parseFlags(argv, OPTIONS).values;
  if (help) return undefined;
  const names = targets.map(({ name }) => name);
  if (target !== undefined && !names.includes(target))
    throw new UsageError(`--target ${JSON.stringify(target)}: choose one of ${names.join(", ")}`);
  return {
    inputs: wholeNumber("--inputs", inputs, 1, LARGEST),
    seed: wholeNumber("--seed", seed, 0, LARGEST),
    targets: target === undefined ? names : [target],
    workers: workers === undefined ? os.availableParallelism() : wholeNumber("--workers", workers, 1, WORKERS_MAX),
  };
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${flag} ${JSON.stringify(text)}: give a whole number from ${min} to ${max}`);
  return value;
}
