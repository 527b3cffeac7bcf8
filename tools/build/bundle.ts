/**
 * From TypeScript to what the board loads: rollup joins the files, TypeScript drops the types, terser shortens, and the result
 * is checked against the language of Espruino. `rollup.config.js` and build.ts use the same options.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import typescript from "@rollup/plugin-typescript";
import { rollup, type OutputOptions, type Plugin, type RollupOptions } from "rollup";
import { minifyForEspruino } from "./minify";
import { pretokenise } from "./pretokenise";
import { describeFaults, findSubsetFaults } from "./subset";

const projectFolder = path.resolve(__dirname, "../..");

/** Espruino modules by the name that `require` takes, with their sources. */
export const espruinoModules = {
  QuectelSSL: "modules/quectel/index.ts",
  QuectelBringUp: "modules/quectel/bring-up-module.ts",
  QuectelTransparent: "modules/quectel/transparent-module.ts",
  TlsExplain: "modules/tls/index.ts",
  QsslConfig: "firmware/config-module.ts",
} as const;

export type ModuleName = keyof typeof espruinoModules;

export const moduleNames = Object.keys(espruinoModules) as ModuleName[];

/**
 * Modules that are loaded beside `QuectelSSL` and use its parts: there the file on the left is the one on the right, which gives
 * the same names, bound to what runs. A second AT client in the bundle would be one that nobody feeds.
 */
const boundFiles: Partial<Record<ModuleName, Record<string, string>>> = {
  QuectelBringUp: {
    "/at/at-client": "modules/quectel/at-binding.ts",
    "/at/line-reader": "modules/quectel/at-binding.ts",
  },
  QuectelTransparent: {
    "./at-client": "modules/quectel/port-binding.ts",
    "./line-reader": "modules/quectel/port-binding.ts",
  },
};

export const defaultBoard = "LINUX";

/** What one build makes of which sources. Tests give another folder than the project's. */
export interface BuildPlace {
  /** Holds `firmware/`, `board/`, `modules/` and `tools/build/tsconfig.device.json`. */
  folder?: string;
}

/** What the boot code is built from in place of `firmware/main.ts`: tools that measure it build an entry around it. */
export interface FirmwareEntry {
  /** Path within the folder, of the entry and of the TypeScript configuration that includes it. */
  entry?: string;
  tsconfig?: string;
}

/** A board or a source that does not exist: the text is for the person at the keyboard. */
export class BuildError extends Error {}

/** Names of all boards, upper case, in order of the alphabet. */
export function boardNames({ folder = projectFolder }: BuildPlace = {}): string[] {
  const files = existsSync(path.join(folder, "board")) ? readdirSync(path.join(folder, "board")) : [];
  return files
    .filter((file) => file.endsWith(".ts") && file !== "board.ts" && !file.endsWith(".d.ts"))
    .map((file) => path.basename(file, ".ts").toUpperCase())
    .sort();
}

/**
 * The boot code of one board, pretokenised: a byte string.
 * @param target.board a name of {@link boardNames}, in upper or lower case.
 * @throws BuildError for an unknown board; Error for faults of the sources, named by file and line.
 */
export async function buildFirmware(target: { board: string } & BuildPlace & FirmwareEntry): Promise<{ code: string }> {
  const { code } = await build(firmwareOptions(target.board, target.folder, target.entry, target.tsconfig));
  return { code: pretokenise(code) };
}

/**
 * What runs on a board in place of the boot code while it is provisioned: `firmware/service.ts`, built as the boot code is.
 * @throws as {@link buildFirmware}.
 */
export async function buildService(target: { board: string } & BuildPlace): Promise<{ code: string }> {
  const { code } = await build(firmwareOptions(target.board, target.folder, "firmware/service.ts"));
  return { code: pretokenise(code) };
}

/** One Espruino module, by its name. @throws as {@link buildFirmware}. */
export async function buildModule(target: { name: ModuleName } & BuildPlace): Promise<{ code: string }> {
  return build(moduleOptions(target.name, target.folder));
}

/** All that `npm run build` makes, for rollup's own command line. */
export function rollupOptions(board: string = defaultBoard): RollupOptions[] {
  return [firmwareOptions(board), ...moduleNames.map((name) => moduleOptions(name))];
}

async function build(options: RollupOptions): Promise<{ code: string }> {
  const bundle = await rollup(options);
  try {
    const { output } = await bundle.generate(options.output as OutputOptions);
    return { code: output[0].code };
  } finally {
    await bundle.close();
  }
}

/**
 * The first statements of boot code. To find a method of a text or an array the interpreter searches the names of the root scope for
 * `String`, `Array` and `Object`, which stand there from their first use on: behind 240 names each `s.length` costs twice as much.
 */
const BUILT_INS_FIRST = '"".a;[].a;';

/**
 * Boot code has no function around it. In the root scope a call costs 3.0 us and 86 functions take 450 variables; inside an
 * IIFE it is 3.7 us and 643 variables, since each function then keeps its scope and each call copies it.
 */
function firmwareOptions(
  board: string,
  folder: string = projectFolder,
  entry: string = "firmware/main.ts",
  tsconfig?: string,
): RollupOptions {
  if (!boardNames({ folder }).includes(board.toUpperCase())) {
    throw new BuildError(`no board "${board}": choose one of ${boardNames({ folder }).join(", ")}`);
  }
  const output: OutputOptions = { file: path.join(folder, "dist/firmware.js"), format: "es" };
  return options(folder, entry, output, [boardPlugin(folder, board), firstPlugin(BUILT_INS_FIRST)], tsconfig);
}

function moduleOptions(name: ModuleName, folder: string = projectFolder): RollupOptions {
  const file = path.join(folder, `dist/modules/${name}.min.js`);
  const output: OutputOptions = { file, format: "cjs", exports: "named", esModule: false };
  return options(folder, espruinoModules[name], output, [bindingPlugin(folder, boundFiles[name] ?? {})]);
}

function options(
  folder: string,
  entry: string,
  output: OutputOptions,
  plugins: Plugin[],
  tsconfig: string = "tools/build/tsconfig.device.json",
): RollupOptions {
  const input = path.join(folder, entry);
  if (!existsSync(input)) throw new BuildError(`${entry} does not exist`);
  const warnings: string[] = [];
  return {
    input,
    output: { ...output, strict: false, freeze: false, externalLiveBindings: false, generatedCode },
    plugins: [
      ...plugins,
      typescriptPlugin(folder, path.join(folder, tsconfig)),
      strictPlugin(warnings),
      espruinoPlugin(),
    ],
    onwarn: (warning) => void warnings.push(warning.message),
  };
}

/** `symbols` would name a built-in that Espruino has not. */
const generatedCode = { arrowFunctions: true, constBindings: true, objectShorthand: true, symbols: false };

/** Type errors come as warnings: an error at that point leaves the plugin's file watchers open for ever. */
function typescriptPlugin(folder: string, tsconfig: string): Plugin {
  return typescript({ tsconfig, filterRoot: folder, compilerOptions: { noEmit: false, noEmitOnError: false } });
}

/** A build with warnings is a failed build. */
function strictPlugin(warnings: readonly string[]): Plugin {
  return {
    name: "strict",
    buildEnd(error) {
      if (error === undefined && warnings.length) this.error(warnings.join("\n"));
    },
  };
}

/** `import … from "board"` is the file of the chosen board. */
function boardPlugin(folder: string, board: string): Plugin {
  return {
    name: "board",
    resolveId: (source) => (source === "board" ? path.join(folder, `board/${board.toLowerCase()}.ts`) : null),
  };
}

/** Puts what the minifier would take for useless before the code. */
function firstPlugin(statements: string): Plugin {
  return {
    name: "first",
    generateBundle(_, files) {
      for (const file of Object.values(files)) if (file.type === "chunk") file.code = statements + file.code;
    },
  };
}

function bindingPlugin(folder: string, files: Record<string, string>): Plugin {
  return {
    name: "binding",
    resolveId(source) {
      const [, bound] = Object.entries(files).find(([end]) => source.endsWith(end)) ?? [];
      return bound === undefined ? null : path.join(folder, bound);
    },
  };
}

function espruinoPlugin(): Plugin {
  return {
    name: "espruino",
    async renderChunk(code, chunk) {
      const short = await minifyForEspruino(code);
      const faults = findSubsetFaults(short);
      if (faults.length) this.error(`outside the language of Espruino:\n${describeFaults(chunk.fileName, faults)}`);
      return { code: short, map: null };
    },
    generateBundle(_, files) {
      for (const file of Object.values(files)) if (file.type === "chunk") file.code = file.code.trimEnd();
    },
  };
}
