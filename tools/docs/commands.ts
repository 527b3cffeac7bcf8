/** `npm run docs`: writes the pages that are made from the code, and the tables in those written by hand, or checks that they are up to date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
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

const HELP = `npm run docs [-- --check] [-- --only PAGE] [-- --out FOLDER]

Writes what is made from the code: ${PAGE} (every AT command with its forms, ranges and modules, where the driver uses it and
which test proves it), ${FAULT_PAGE}, ${CONFIG_PAGE}, the reference in ${API_FOLDER}, and the tables in ${SIMULATOR_PAGE} and
${BOARDS_PAGE}.

  --check        write nothing; exit code 1 when a file is not what would be written
  --only PAGE    this one only: ${Object.keys(PAGES).join(", ")}
  --out FOLDER   write them there instead of into the project's folder
  --help         this text

Exit code 0: written, or up to date; 1: stale, or it cannot be made; 2: wrong command line.`;

const OPTIONS = {
  check: { type: "boolean" },
  only: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean" },
} as const;

interface Flags {
  check?: boolean;
  only?: string;
  out?: string;
  help?: boolean;
}

void main(process.argv.slice(2)).then((exitCode) => (process.exitCode = exitCode));

async function main(words: string[]): Promise<number> {
  const flags = readFlags(words);
  if (typeof flags === "string") return fail(`${flags}; --help lists the flags`, 2);
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  const names = flags.only === undefined ? Object.keys(PAGES) : [flags.only];
  try {
    let exitCode = 0;
    for (const name of names)
      for (const [file, text] of await PAGES[name]!())
        exitCode |= update(path.join(flags.out ?? PROJECT, file), text, flags.check === true);
    return exitCode;
  } catch (error) {
    return fail((error as Error).message, 1);
  }
}

/** @returns a text that says what is wrong instead. */
function readFlags(args: string[]): Flags | string {
  let flags: Flags;
  try {
    flags = parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    return (error as Error).message.split(/[.\n]/)[0]!;
  }
  if (flags.only !== undefined && !(flags.only in PAGES))
    return `--only ${flags.only}: none of ${Object.keys(PAGES).join(", ")}`;
  return flags;
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
