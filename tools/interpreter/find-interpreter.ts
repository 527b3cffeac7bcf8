import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** Milliseconds that an interpreter has to tell its version. */
const VERSION_TIMEOUT_MS = 10000;

/** An interpreter for this machine. */
export interface Interpreter {
  path: string;
  /** `process.version`, such as "2v29". */
  version: string;
}

/**
 * Finds the Espruino interpreter: at `given`, else where the environment variable `ESPRUINO` says, else `espruino` on the `PATH`.
 * @returns undefined when none is named and none is on the `PATH`.
 * @throws Error when the named one is not an executable Espruino interpreter.
 */
export function findInterpreter(given = process.env["ESPRUINO"] || undefined): Interpreter | undefined {
  if (given !== undefined) return check(path.resolve(given));
  const found = onPath("espruino");
  return found === undefined ? undefined : check(found);
}

function onPath(name: string): string | undefined {
  const directories = (process.env["PATH"] ?? "").split(path.delimiter).filter((directory) => directory !== "");
  return directories.map((directory) => path.join(directory, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function check(file: string): Interpreter {
  if (!isExecutable(file))
    throw new Error(`${file} is not an executable file: give the path of an Espruino interpreter`);
  const version = /version:(\d+v\d\S*)/.exec(ask(file))?.[1];
  if (version === undefined) throw new Error(`${file} is not an Espruino interpreter: it does not tell its version`);
  return { path: file, version };
}

/** What the program prints when it is asked for its version. */
function ask(file: string): string {
  const options = { timeout: VERSION_TIMEOUT_MS, killSignal: "SIGKILL" as const, encoding: "latin1" as const };
  return spawnSync(file, ["-e", 'print("version:"+process.version)'], options).stdout ?? "";
}
