/**
 * `npm run build:bin`, and before `npm pack`: the programs of the packed package as single files for plain Node, with the packages that they
 * use and the licences of those. The project's own tools go on running from their sources. Types are dropped and not checked: `npm run
 * typecheck` does that.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { type Command, type CommandOutput, printHelp, startCommand } from "../terminal/command";
import { parseFlags } from "../terminal/flags";

const PROJECT = path.resolve(__dirname, "../..");
const FOLDER = "dist/bin";
const LICENCES = `${FOLDER}/LICENSES.txt`;

/** Source by the program's name. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "espruino-qssl-simulator": "tools/simulate.ts",
};

/** @returns the files that were written, within the project. */
export async function buildPrograms(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: Object.entries(PROGRAMS).map(([out, source]) => ({ in: source, out })),
    outdir: FOLDER,
    bundle: true,
    platform: "node",
    target: "node20",
    // Looked for only when it is asked for (--modem).
    external: ["serialport"],
    banner: { js: "#!/usr/bin/env node" },
    metafile: true,
  });
  writeFileSync(path.join(PROJECT, LICENCES), licencesOf(Object.keys(metafile.inputs)));
  return [...Object.keys(metafile.outputs), LICENCES];
}

/** @param inputs files of which the programs are made. */
function licencesOf(inputs: readonly string[]): string {
  const packages = inputs.map((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? "");
  return [...new Set(packages)].filter(Boolean).sort().map(licenceOf).join("\n");
}

/** @throws Error for a package without one: it cannot be passed on. */
function licenceOf(folder: string): string {
  const file = readdirSync(path.join(PROJECT, folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence file: it cannot be packed`);
  return `${folder.replace("node_modules/", "")}\n\n${readFileSync(path.join(PROJECT, folder, file), "utf8")}`;
}

export const command: Command = { name: "build:bin", run };

const HELP = `Makes the programs of the package as single files for plain Node, in ${FOLDER}, with the licences of what is in them.

  npm run build:bin

Exit codes: 0 written, 1 a program cannot be made, 2 wrong command line.`;

async function run(words: string[], output: CommandOutput): Promise<number> {
  const { values } = parseFlags(words, { help: { type: "boolean", default: false } });
  if (values.help) return printHelp(HELP, output);
  for (const file of await buildPrograms()) output.out.write(`${file}: written\n`);
  return 0;
}

if (require.main === module) startCommand(command);
