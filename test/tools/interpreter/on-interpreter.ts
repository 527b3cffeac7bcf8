import { findInterpreter, type Interpreter } from "../../../tools/interpreter/find-interpreter";

const found = findInterpreter();
const smallPath = process.env["ESPRUINO_SMALL"] || undefined;
const small = smallPath === undefined ? undefined : findInterpreter(smallPath);

/** The real interpreter, undefined when the machine has none. */
export const interpreterPath = found?.path;

/** A group of tests that need the real interpreter; skipped, and saying so, where there is none. */
export function describeOnInterpreter(name: string, body: (path: string) => void): void {
  describeOn(found, "no Espruino interpreter; set ESPRUINO to its path", name, body);
}

/** As {@link describeOnInterpreter} for an interpreter that is limited to 2,500 variables, as the smallest board has. */
export function describeOnSmallInterpreter(name: string, body: (path: string) => void): void {
  describeOn(small, "set ESPRUINO_SMALL to an interpreter limited to 2500 variables", name, body);
}

function describeOn(found: Interpreter | undefined, lack: string, name: string, body: (path: string) => void): void {
  if (found) describe(`${name} (Espruino ${found.version})`, () => body(found.path));
  else describe.skip(`${name} (skipped: ${lack})`, () => body(""));
}
