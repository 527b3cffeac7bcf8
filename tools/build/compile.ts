/** One file of sources made into one that Espruino runs. Loads the compiler, the bundler and the minifier. */
import path from "node:path";
import typescript from "@rollup/plugin-typescript";
import { rollup, type OutputOptions, type Plugin, type RollupOptions } from "rollup";
import { minifyForEspruino } from "./minify";
import { describeFaults, findSubsetFaults } from "./subset";

/** What is made of which sources; paths lie within the folder. */
export interface BuildPlan {
  folder: string;
  entry: string;
  tsconfig: string;
  file: string;
  /** `es` has no function around it, `cjs` writes to `exports`. */
  format: "es" | "cjs";
  /** Files in place of what an import names; a name that begins with `/` stands for all that end in it. */
  aliases: Record<string, string>;
  /** Statements before all others, which the minifier would take for useless. */
  first: string;
}

/**
 * @returns the code, which keeps to the language of Espruino.
 * @throws Error for faults of the sources, named by file and line.
 */
export async function compile(plan: BuildPlan): Promise<string> {
  const options = rollupOptions(plan);
  const bundle = await rollup(options);
  try {
    const { output } = await bundle.generate(options.output as OutputOptions);
    return output[0].code;
  } finally {
    await bundle.close();
  }
}

/** The plan in the words of rollup. */
export function rollupOptions({ folder, entry, tsconfig, file, format, aliases, first }: BuildPlan): RollupOptions {
  const warnings: string[] = [];
  const output: OutputOptions = { file: path.join(folder, file), format, strict: false, freeze: false };
  if (format === "cjs") Object.assign(output, { exports: "named", esModule: false });
  return {
    input: path.join(folder, entry),
    output: { ...output, externalLiveBindings: false, generatedCode },
    plugins: [
      aliasPlugin(folder, aliases),
      firstPlugin(first),
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

function aliasPlugin(folder: string, aliases: BuildPlan["aliases"]): Plugin {
  const isNamed = (source: string, name: string): boolean =>
    name.startsWith("/") ? source.endsWith(name) : source === name;
  return {
    name: "alias",
    resolveId(source) {
      const [, file] = Object.entries(aliases).find(([name]) => isNamed(source, name)) ?? [];
      return file === undefined ? null : path.join(folder, file);
    },
  };
}

function firstPlugin(statements: string): Plugin {
  return {
    name: "first",
    generateBundle(_, files) {
      for (const file of Object.values(files)) if (file.type === "chunk") file.code = statements + file.code;
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
