/** Builds at-entry.ts, and with it the AT client, into the text of one Espruino module, minified as the product is. */
import path from "node:path";
import typescript from "@rollup/plugin-typescript";
import { rollup } from "rollup";
import { minifyForEspruino } from "../build/minify";

const projectFolder = path.resolve(__dirname, "../..");

/** @throws Error for faults of the sources. */
export async function buildAtModule(): Promise<string> {
  const warnings: string[] = [];
  const bundle = await rollup({
    input: path.join(__dirname, "at-entry.ts"),
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
