/**
 * Keeps what was built, by the content of all that it was built from: a build takes seconds, and a command of the project needs
 * several. Lies beside the packages, as caches of other tools do, and may be deleted at any time.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BuildPlan } from "./compile";

export const projectFolder = path.resolve(__dirname, "../..");

/** Whatever can change what is built: sources, the tools that build, and their versions. */
const INPUTS = ["board", "firmware", "modules", "tools", "package-lock.json", "tsconfig.json"];
/** Results that are kept: some fifteen belong to one state of the sources. */
const KEPT = 200;

/** What this process built or read, so that nobody does so at the same time or again. */
const builds = new Map<string, Promise<string>>();
let projectDigest: string | undefined;

/**
 * The code that the plan makes of the project's sources, which do not change while a process runs.
 * @param make called when it is not known, and always for another folder than the project's.
 */
export function cachedBuild(plan: BuildPlan, make: () => Promise<string>): Promise<string> {
  if (plan.folder !== projectFolder) return make();
  projectDigest ??= digestOf(INPUTS.flatMap((name) => filesBelow(path.join(projectFolder, name))));
  const key = createHash("sha256").update(projectDigest).update(JSON.stringify(plan)).digest("hex");
  const known = builds.get(key) ?? readOrMake(key, make);
  builds.set(key, known);
  return known;
}

async function readOrMake(key: string, make: () => Promise<string>): Promise<string> {
  const folder = path.join(projectFolder, "node_modules/.cache/espruino-qssl");
  const file = path.join(folder, `${key}.js`);
  if (existsSync(file)) return readFileSync(file, "latin1");
  const code = await make();
  keep(folder, file, code);
  return code;
}

/** Written beside and then moved, since another process may read it; a folder that cannot be written is no reason to fail. */
function keep(folder: string, file: string, code: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, code, "latin1");
    renameSync(draft, file);
    const age = (name: string): number => statSync(path.join(folder, name)).mtimeMs;
    const byAge = readdirSync(folder).sort((a, b) => age(b) - age(a));
    for (const name of byAge.slice(KEPT)) rmSync(path.join(folder, name), { force: true });
  } catch {
    return;
  }
}

function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function filesBelow(name: string): string[] {
  if (!statSync(name).isDirectory()) return [name];
  return readdirSync(name)
    .sort()
    .flatMap((child) => filesBelow(path.join(name, child)));
}
