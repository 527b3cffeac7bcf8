import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A new empty directory for the tests of a group, made at the first call and removed after them. */
export function scratchDirectory(): () => string {
  let directory: string | undefined;
  afterAll(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  });
  return () => (directory ??= mkdtempSync(path.join(os.tmpdir(), "interpreter-")));
}
