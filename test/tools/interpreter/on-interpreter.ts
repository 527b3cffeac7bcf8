import { findInterpreter } from "../../../tools/interpreter/find-interpreter";

const found = findInterpreter();

/** The real interpreter, undefined when the machine has none. */
export const interpreterPath = found?.path;

/** A group of tests that need the real interpreter; skipped, and saying so, where there is none. */
export function describeOnInterpreter(name: string, body: (path: string) => void): void {
  if (found) describe(`${name} (Espruino ${found.version})`, () => body(found.path));
  else describe.skip(`${name} (skipped: no Espruino interpreter; set ESPRUINO to its path)`, () => body(""));
}
