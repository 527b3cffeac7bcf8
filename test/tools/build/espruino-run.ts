/** Runs a script to its end on the real interpreter and on V8, and tells what it handed to `out`. */
import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import vm from "node:vm";

const mark = "@out ";

/** The interpreter for Linux: the variable ESPRUINO, else `espruino` on the PATH; undefined when there is none. */
export function findEspruino(): string | undefined {
  const onPath = (process.env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, "espruino"));
  return [process.env.ESPRUINO ?? "", ...onPath].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return file !== "";
  } catch {
    return false;
  }
}

/** @returns the JSON of each value handed to `out`, and "error" last when the script threw or did not end within 5 s. */
export async function runOnEspruino(espruino: string, code: string): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "espruino-"));
  try {
    const file = path.join(folder, "sample.js");
    writeFileSync(
      file,
      `function out(x){print("${mark}"+JSON.stringify(x))}\n${code}\nprint("${mark}end");quit();\n`,
      "latin1",
    );
    const lines = (await outputOf(espruino, file)).split("\r\n").filter((line) => line.startsWith(mark));
    const values = lines.map((line) => line.slice(mark.length));
    return values.at(-1) === "end" ? values.slice(0, -1) : [...values, "error"];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Its stdin stays open: at end of file it would flood the interpreter's event queue. */
function outputOf(espruino: string, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(espruino, [file], { stdio: ["pipe", "pipe", "ignore"] });
    const limit = setTimeout(() => child.kill("SIGKILL"), 5000);
    let text = "";
    child.stdout.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
    child.on("error", reject).on("close", () => {
      clearTimeout(limit);
      resolve(text);
    });
  });
}

/** The same on V8, where `code` is right by definition. An Espruino `undefined` prints as null. */
export function runOnV8(code: string): string[] {
  const values: string[] = [];
  vm.runInNewContext(code, {
    out: (value: unknown) => values.push(JSON.stringify(value ?? null)),
    Buffer,
    queueMicrotask,
  });
  return values;
}
