/** `npm run docs`: writes the pages that are made from the code, and the tables in those written by hand, or checks that they are up to date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Command, type CommandOutput, printHelp, startCommand } from "../terminal/command";
import { parseFlags } from "../terminal/flags";
import { UsageError } from "../terminal/usage-error";
import { API_FOLDER, BOARDS_PAGE, CONFIG_PAGE, FAULT_PAGE, PAGE, SIMULATOR_PAGE } from "./page-names";

const PROJECT = path.resolve(__dirname, "../..");

/** Makes the texts of a page, or of the pages in a folder, by file. */
type Make = () => Promise<Map<string, string>>;

/** What makes a page is loaded when it is made. */
const PAGES: Readonly<Record<string, Make>> = {
  [PAGE]: one(PAGE, async () => (await import("./page")).makePage()),
  [FAULT_PAGE]: one(FAULT_PAGE, async () => (await import("./fault-page")).makeFaultPage()),
  [SIMULATOR_PAGE]: one(SIMULATOR_PAGE, async () =>
    (await import("./simulator-page")).withTables(ownText(SIMULATOR_PAGE)),
  ),
  [BOARDS_PAGE]: one(BOARDS_PAGE, async () => (await import("./boards")).withBoards(ownText(BOARDS_PAGE))),
  [CONFIG_PAGE]: one(CONFIG_PAGE, async () => (await import("./config-page")).makeConfigPage()),
  [API_FOLDER]: async () => (await import("./api-pages")).makeApiPages(),
};

const HELP = `Writes what is made from the code: ${PAGE} (every AT command with its forms, ranges and modules, where the driver uses it
and which test proves it), ${FAULT_PAGE}, ${CONFIG_PAGE}, the reference in ${API_FOLDER}, and the tables in
${SIMULATOR_PAGE} and ${BOARDS_PAGE}.

  npm run docs -- [options]

  --check        write nothing; exit code 1 when a file is not what would be written
  --only PAGE    this one only: ${Object.keys(PAGES).join(", ")}
  --out FOLDER   write them there instead of into the project's folder
  --help         this text

Exit codes: 0 written, or up to date, 1 stale, or it cannot be made, 2 wrong command line.`;

const OPTIONS = {
  check: { type: "boolean", default: false },
  only: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

export const command: Command = { name: "docs", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const { values } = parseFlags(words, OPTIONS);
  if (values.help) return printHelp(HELP, output);
  const { only, out = PROJECT, check } = values;
  if (only !== undefined && !(only in PAGES))
    throw new UsageError(`--only ${only}: use one of ${Object.keys(PAGES).join(", ")}`);
  let exitCode = 0;
  for (const name of only === undefined ? Object.keys(PAGES) : [only])
    for (const [file, text] of await PAGES[name]!()) exitCode |= update(path.join(out, file), text, check);
  return exitCode;
}

function one(file: string, make: () => Promise<string>): Make {
  return async () => new Map([[file, await make()]]);
}

/** @returns the exit code. */
function update(file: string, text: string, isCheck: boolean): number {
  const isStale = textOf(file) !== text;
  if (isCheck && isStale) return fail(`${file} is stale: run npm run docs`, 1);
  if (isStale) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`${file}: ${isStale ? "written" : "up to date"}`);
  return 0;
}

/** The project's file with the parts written by hand. */
function ownText(file: string): string {
  return textOf(path.join(PROJECT, file)) ?? "";
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
