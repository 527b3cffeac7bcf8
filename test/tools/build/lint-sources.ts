/** Runs lint-process.mjs. */
import { spawnSync } from "node:child_process";
import path from "node:path";

export interface Source {
  /** Folder of the project that the code pretends to stand in. */
  folder: string;
  code: string;
}

export interface Finding {
  rule: string;
  message: string;
}

/** @returns the findings of each source, in the same order. */
export function lintSources(sources: readonly Source[]): Finding[][] {
  const script = path.join(__dirname, "lint-process.mjs");
  const { stdout, stderr } = spawnSync(process.execPath, [script], {
    input: JSON.stringify(sources),
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Finding[][];
}
