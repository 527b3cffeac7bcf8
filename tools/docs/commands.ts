/** `npm run docs`: writes docs/commands.md, docs/faults.md and the tables in docs/simulator.md and README.md, or checks that they are up to date. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { README, withBoards } from "./boards";
import { FAULT_PAGE, makeFaultPage } from "./fault-page";
import { makePage, PAGE } from "./page";
import { SIMULATOR_PAGE, withTables } from "./simulator-page";
import { PROJECT } from "./sources";
import { type Command, type CommandOutput, printHelp, startCommand } from "../terminal/command";
import { parseFlags } from "../terminal/flags";

const HELP = `Writes ${PAGE}: every command with its forms, ranges and modules, where the driver uses it and which test proves it.
All of it is read from the sources and tests, and asked of the simulated modules. ${FAULT_PAGE}, the catalogue of faults, the
tables of ${SIMULATOR_PAGE} and the table of boards in ${README} are brought up to date too.

  npm run docs -- [options]

  --check      write nothing; exit code 1 when a file is not what would be written
  --out FILE   write the page of commands to this file and leave the others alone (default ${PAGE})
  --help       this text

Exit codes: 0 written, or up to date, 1 stale, or it cannot be made, 2 wrong command line.`;

const OPTIONS = {
  check: { type: "boolean", default: false },
  out: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

export const command: Command = { name: "docs", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const { values } = parseFlags(words, OPTIONS);
  if (values.help) return printHelp(HELP, output);
  const isCheck = values.check;
  const readme = path.join(PROJECT, README);
  const page = update(values.out ?? path.join(PROJECT, PAGE), await makePage(), isCheck);
  if (values.out !== undefined) return page;
  const faults = update(path.join(PROJECT, FAULT_PAGE), await makeFaultPage(), isCheck);
  const simulatorPage = path.join(PROJECT, SIMULATOR_PAGE);
  const simulator = update(simulatorPage, await withTables(textOf(simulatorPage) ?? ""), isCheck);
  return page | faults | simulator | update(readme, await withBoards(textOf(readme) ?? ""), isCheck);
}

function update(file: string, page: string, isCheck: boolean): number {
  const isStale = textOf(file) !== page;
  if (isCheck && isStale) return fail(`${file} is stale: run npm run docs`, 1);
  if (isStale) writeFileSync(file, page);
  console.log(`${file}: ${isStale ? "written" : "up to date"}`);
  return 0;
}

/** Undefined when there is no such file yet. */
function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function fail(text: string, exitCode: number): number {
  console.error(`docs: ${text}`);
  return exitCode;
}

if (require.main === module) startCommand(command);
