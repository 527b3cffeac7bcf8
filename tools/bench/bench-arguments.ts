/** Command line of `npm run bench`. */
import { existsSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../terminal/usage-error";
import { parseFlags } from "../terminal/flags";

export const BENCH_HELP = `Counts the instructions that the real interpreter spends on each received byte: with an empty handler, with Espruino's own
AT.min.js, and with the AT client of modules/at; the same for each AT+QSSLSEND and each sent byte, from a connection's write() on;
how much memory 10,000 messages leave in use; and with --small how much is in use when the firmware runs with 12 connections open.
Writes dist/bench.json.

  npm run bench -- [options]

  --espruino PATH      the interpreter (default: the variable ESPRUINO, else espruino on the PATH)
  --reference FOLDER   folder with AT.min.js (default: the module AT that is built into the interpreter, if it is)
  --small PATH         an interpreter limited to 2500 variables, as the smallest board has; it runs the built firmware (board LINUX)
                       against the modem simulator and the collector (needs socat). Without it that budget is not checked
  --markdown           prints the tables in Markdown, with the command that made them
  --check              exit code 1 when a budget is broken or could not be checked
  --json               prints what dist/bench.json gets
  --help               this text

How a figure is made: valgrind's callgrind counts the whole process, twice, with more rounds the second time; the difference
divided by the bytes is the figure, so start-up cancels out. A round is a loop that hands chunks to the handler one by one. Before
and after the measured rounds the reader must report every line and payload byte, or there is no figure. The empty handler is the
floor: what the loop and the call cost. On a board a port's own delivery comes on top, the same for each reader.

Exit codes: 0 measured (with --check: all budgets are kept), 1 a figure cannot be made (with --check: or a budget is broken or not checked),
2 wrong command line, or something to measure with is missing.
`;

export { UsageError };

export interface BenchArguments {
  /** Path of the interpreter, undefined to look for it. */
  espruino: string | undefined;
  /** File of the reference module. */
  reference: string | undefined;
  /** Path of the interpreter with 2500 variables; undefined: memory is not measured. */
  small: string | undefined;
  isMarkdown: boolean;
  isCheck: boolean;
  isJson: boolean;
}

const OPTIONS = {
  espruino: { type: "string" },
  reference: { type: "string" },
  small: { type: "string" },
  markdown: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @returns undefined when help was asked for. @throws UsageError for a flag or value that is not allowed. */
export function parseBenchArguments(argv: string[]): BenchArguments | undefined {
  const { espruino, reference, small, markdown, check, json, help } = parseFlags(argv, OPTIONS).values;
  if (help) return undefined;
  if (espruino === "") throw new UsageError('--espruino "": give the path of an Espruino interpreter');
  if (small === "")
    throw new UsageError('--small "": give the path of an Espruino interpreter limited to 2500 variables');
  const file = reference === undefined ? undefined : path.join(reference, "AT.min.js");
  if (file !== undefined && !existsSync(file)) {
    throw new UsageError(`--reference ${reference}: there is no AT.min.js in this folder; give one that holds it`);
  }
  return { espruino, reference: file, small, isMarkdown: markdown, isCheck: check, isJson: json };
}
