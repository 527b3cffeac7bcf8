/** `npm run build`: writes the boot code and the Espruino modules to `dist/` and compares their sizes with the budgets. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { boardNames, buildModule, defaultBoard, moduleNames } from "./bundle";
import { moduleDeclarations } from "./declarations";
import { RULES_RENEWED, updateConfigRules } from "./config-rules";
import { buildFirmwareFiles, requiredModules } from "./firmware-files";
import { budgetFaults, budgets, sizeTable, type FileSize } from "./sizes";

const help = `npm run build [-- --board NAME] [-- --out FOLDER]

Builds the boot code of one board and the Espruino modules, checks that they keep to the language that Espruino runs, and
compares their sizes with the budgets.

  --board NAME   one of ${boardNames().join(", ")} (default ${defaultBoard})
  --out FOLDER   where to write (default dist): firmware.js, modules/NAME.min.js,
                 modules/NAME.d.ts of the public ones, sizes.json
  --help         this text

Exit code 0: built; 1: a source, a budget or the language is broken; 2: wrong command line.`;

interface Arguments {
  board: string;
  out: string;
  help: boolean;
}

class UsageError extends Error {}

void main(process.argv.slice(2)).then((exitCode) => (process.exitCode = exitCode));

async function main(words: string[]): Promise<number> {
  try {
    const settings = readArguments(words);
    if (!settings.help) return await build(settings);
    console.log(help);
    return 0;
  } catch (error) {
    console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** @throws UsageError for an unknown flag or board. */
function readArguments(words: string[]): Arguments {
  const values = parseWords(words);
  const board = (values.board ?? defaultBoard).toUpperCase();
  if (values.board !== undefined && !boardNames().includes(board)) {
    throw new UsageError(`no board "${values.board}": choose one of ${boardNames().join(", ")}`);
  }
  return { board, out: values.out ?? "dist", help: values.help ?? false };
}

function parseWords(args: string[]): { board?: string; out?: string; help?: boolean } {
  try {
    const options = { board: { type: "string" }, out: { type: "string" }, help: { type: "boolean" } } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message} (--help lists the flags)`, { cause: error });
  }
}

async function build({ board, out }: Arguments): Promise<number> {
  if (updateConfigRules()) console.log(`build: ${RULES_RENEWED}`);
  const sizes: FileSize[] = [];
  const write = (file: string, code: string, budgetBytes: number): void => {
    writeFile(path.join(out, file), code);
    sizes.push({ file, bytes: code.length, budgetBytes });
  };
  const firmware = await buildFirmwareFiles({ board });
  write("firmware.js", firmware[".bootcde"]!, budgets.firmware);
  const bytes = Object.values(firmware).reduce((sum, { length }) => sum + length, 0);
  sizes.push({ file: `firmware.js with ${requiredModules.join(", ")}`, bytes, budgetBytes: budgets.board });
  for (const name of moduleNames) {
    write(`modules/${name}.min.js`, (await buildModule({ name })).code, budgets.modules[name]);
  }
  for (const [name, text] of Object.entries(moduleDeclarations()))
    writeFile(path.join(out, `modules/${name}.d.ts`), text);
  writeFile(path.join(out, "sizes.json"), `${JSON.stringify({ board, sizes }, null, 2)}\n`);
  console.log(sizeTable(sizes));
  const faults = budgetFaults(sizes);
  for (const fault of faults) console.error(`build: ${fault}`);
  return faults.length ? 1 : 0;
}

function writeFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, "latin1");
}
