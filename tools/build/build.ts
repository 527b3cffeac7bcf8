/** `npm run build`: writes the boot code and the Espruino modules to `dist/` and compares their sizes with the budgets. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { boardNames, buildModule, defaultBoard, moduleNames } from "./bundle";
import { moduleDeclarations } from "./declarations";
import { RULES_RENEWED, updateConfigRules } from "./config-rules";
import { buildFirmwareFiles, requiredModules } from "./firmware-files";
import { budgetFaults, budgets, sizeTable, type FileSize } from "./sizes";
import { type Command, type CommandOutput, EXIT_FAILED, printHelp, startCommand } from "../terminal/command";
import { parseFlags } from "../terminal/flags";
import { ProgressLine } from "../terminal/progress-line";
import { UsageError } from "../terminal/usage-error";

const help = `Builds the boot code of one board and the Espruino modules, checks that they keep to the language that Espruino runs, and
compares their sizes with the budgets.

  npm run build -- [options]

  --board NAME   one of ${boardNames().join(", ")} (default ${defaultBoard})
  --out FOLDER   where to write (default dist): firmware.js, modules/NAME.min.js,
                 modules/NAME.d.ts of the public ones, sizes.json
  --json         print the sizes as one JSON object
  --help         this text

Exit codes: 0 built, 1 a source, a budget or the language is broken, 2 wrong command line.`;

interface Arguments {
  board: string;
  out: string;
  isJson: boolean;
  help: boolean;
}

const FLAGS = {
  board: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export const command: Command = { name: "build", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const settings = readArguments(words);
  return settings.help ? printHelp(help, output) : build(settings, output);
}

/** @throws UsageError for an unknown flag or board. */
function readArguments(words: string[]): Arguments {
  const { values } = parseFlags(words, FLAGS);
  const board = (values.board ?? defaultBoard).toUpperCase();
  if (values.board !== undefined && !boardNames().includes(board)) {
    throw new UsageError(`no board "${values.board}": choose one of ${boardNames().join(", ")}`);
  }
  return { board, out: values.out ?? "dist", isJson: values.json, help: values.help };
}

async function build({ board, out, isJson }: Arguments, output: CommandOutput): Promise<number> {
  const progress = new ProgressLine(output.err, "build: ");
  if (updateConfigRules()) output.err.write(`build: ${RULES_RENEWED}\n`);
  const sizes: FileSize[] = [];
  const write = (file: string, code: string, budgetBytes: number): void => {
    writeFile(path.join(out, file), code);
    sizes.push({ file, bytes: code.length, budgetBytes });
  };
  progress.show(`boot code for ${board}`);
  const firmware = await buildFirmwareFiles({ board });
  write("firmware.js", firmware[".bootcde"]!, budgets.firmware);
  const bytes = Object.values(firmware).reduce((sum, { length }) => sum + length, 0);
  sizes.push({ file: `firmware.js with ${requiredModules.join(", ")}`, bytes, budgetBytes: budgets.board });
  for (const name of moduleNames) {
    progress.show(name);
    write(`modules/${name}.min.js`, (await buildModule({ name })).code, budgets.modules[name]);
  }
  for (const [name, text] of Object.entries(moduleDeclarations()))
    writeFile(path.join(out, `modules/${name}.d.ts`), text);
  writeFile(path.join(out, "sizes.json"), `${JSON.stringify({ board, sizes }, null, 2)}\n`);
  progress.end();
  const faults = budgetFaults(sizes);
  const { length } = sizes;
  const report = { board, isWithinBudgets: faults.length === 0, sizes };
  if (isJson) output.out.write(`${JSON.stringify(report, null, 2)}\n`);
  else output.out.write(`${sizeTable(sizes)}\n`);
  for (const fault of faults) output.err.write(`build: ${fault}\n`);
  if (!isJson && !faults.length) output.out.write(`build: ${length} sizes within their budgets, in ${out}\n`);
  return faults.length ? EXIT_FAILED : 0;
}

function writeFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, "latin1");
}

if (require.main === module) startCommand(command);
