/**
 * Makes the script of a page: TypeScript for the browser and what it uses of the packages, in one file, by esbuild. It takes some
 * tens of milliseconds, so nothing is kept beyond the process.
 */
import { build, type BuildOptions } from "esbuild";

const scripts = new Map<string, Promise<string>>();

/** What a page needs besides: stand-ins for modules of Node, plugins, smaller text. */
export type PageScriptOptions = Pick<
  BuildOptions,
  "alias" | "define" | "inject" | "minify" | "legalComments" | "plugins"
>;

/**
 * The script that begins with a file, as an ES module with all its imports in it.
 * @param entry path of the file.
 * @param options always the same for an entry: what was made of it is not made again.
 * @throws Error of esbuild that names file and line when it cannot be built.
 */
export function pageScript(entry: string, options: PageScriptOptions = {}): Promise<string> {
  const known = scripts.get(entry) ?? bundle(entry, options);
  scripts.set(entry, known);
  return known;
}

async function bundle(entry: string, options: PageScriptOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "inline",
    logLevel: "silent",
    ...options,
  });
  return outputFiles[0]!.text;
}
