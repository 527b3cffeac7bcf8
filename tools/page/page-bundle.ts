/** Makes the script of the page: the code of the command line, with what a browser has in place of Node. */
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone";
import type { Plugin } from "esbuild";
import path from "node:path";
import schema from "../../firmware/config.schema.json";
import { pageScript } from "../build/page-script";

const PLATFORM = path.join(__dirname, "page/platform");
const PROJECT = path.join(__dirname, "../..");

/** What stands in for modules of Node, and for a package that would load its own dialog. */
const ALIASES: Record<string, string> = {
  "node:events": "events",
  "node:zlib": path.join(PLATFORM, "node-zlib.ts"),
  "node:crypto": path.join(PLATFORM, "node-crypto.ts"),
  "@espruino-tools/uart": path.join(PLATFORM, "espruino-uart.ts"),
};

/** @param entry path of the file that it begins with. @returns an ES module. @throws Error of esbuild naming file and line. */
export function pageBundle(entry: string): Promise<string> {
  return pageScript(entry, {
    minify: true,
    legalComments: "eof",
    alias: ALIASES,
    define: { global: "globalThis" },
    inject: [path.join(PLATFORM, "globals.ts")],
    plugins: [ports, schemaCheck],
  });
}

/** A browser opens ports by asking its user, not by their names. */
const ports: Plugin = {
  name: "ports",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/open-port$/ }, () => ({ path: path.join(PLATFORM, "open-port.ts") })),
};

/** The check of the schema, compiled here: compiled there it would need `eval`, which the page's policy forbids. */
const schemaCheck: Plugin = {
  name: "schema-check",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^config-schema-check$/ }, ({ path: name }) => ({ path: name, namespace: "made" }));
    onLoad({ filter: /.*/, namespace: "made" }, () => {
      const ajv = new Ajv({ allErrors: true, verbose: true, code: { source: true, esm: true } });
      return { contents: standaloneCode(ajv, ajv.compile(schema)), resolveDir: PROJECT };
    });
  },
};
