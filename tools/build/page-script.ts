/**
 * Makes the script of a page: TypeScript for the browser and what it uses of the packages, in one file, by esbuild. It takes some
 * tens of milliseconds, so nothing is kept beyond the process.
 */
import { build } from "esbuild";

const scripts = new Map<string, Promise<string>>();

export interface PageScriptOptions {
  /** Modules of Node that the page uses, and the package or file that stands in for each: `{ events: "events" }`. */
  aliases?: Record<string, string>;
  /** Smaller, for files that are given away. Default: false. */
  isMinified?: boolean;
}

/**
 * The script that begins with a file, as an ES module with all its imports in it.
 * @param entry path of the file.
 * @throws Error of esbuild that names file and line when it cannot be built.
 */
export function pageScript(entry: string, options: PageScriptOptions = {}): Promise<string> {
  const key = JSON.stringify([entry, options]);
  const known = scripts.get(key) ?? bundle(entry, options);
  scripts.set(key, known);
  return known;
}

async function bundle(entry: string, { aliases = {}, isMinified = false }: PageScriptOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "inline",
    minify: isMinified,
    alias: aliases,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}
