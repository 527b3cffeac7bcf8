/** Builds a device side of the bench, and with it what it drives, into the text of one Espruino module, minified as the product is. */
import path from "node:path";
import typescript from "@rollup/plugin-typescript";
import { rollup } from "rollup";
import { minifyForEspruino } from "../build/minify";

const projectFolder = path.resolve(__dirname, "../..");

/**
 * @param entry file of this folder: at-entry.ts receives, send-entry.ts sends.
 * @throws Error for faults of the sources.
 */
export async function buildBenchModule(entry: "at-entry.ts" | "send-entry.ts"): Promise<string> {
  const warnings: string[] = [];
  const bundle = await rollup({
    input: path.join(__dirname, entry),
    plugins: [
      typescript({
        tsconfig: path.join(__dirname, "tsconfig.device.json"),
        filterRoot: projectFolder,
        compilerOptions: { noEmit: false, noEmitOnError: false },
      }),
    ],
    onwarn: (warning) => void warnings.push(warning.message),
  });
  try {
    const { output } = await bundle.generate({ format: "cjs", exports: "named", esModule: false, strict: false });
    if (warnings.length) throw new Error(warnings.join("\n"));
    return await minifyForEspruino(output[0].code);
  } finally {
    await bundle.close();
  }
}
