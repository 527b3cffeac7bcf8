/** Runs a program on the interpreter to its end, by itself or counted by callgrind. Owns the processes; knows no reader. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

export interface Run {
  /** What the interpreter printed. */
  output: string;
  /** Undefined when not counted. */
  instructions?: number;
}

export interface RunOptions {
  /** Path of the interpreter. */
  interpreter: string;
  isCounted: boolean;
  timeoutMs: number;
}

/** Nothing is kept of a profile but the sum, which goes to stderr. */
const valgrindArguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];

export function hasValgrind(): boolean {
  return spawnSync("valgrind", ["--version"]).status === 0;
}

/** @returns instructions of the whole process. @throws Error when the text holds no sum. */
export function parseCallgrind(text: string): number {
  const sum = /^==\d+== Collected : (\d+)/m.exec(text)?.[1];
  if (sum === undefined) throw new Error(`callgrind told no sum of instructions: ${text.slice(-300).trim()}`);
  return Number(sum);
}

/** @throws Error when the program does not end in time. */
export async function runProgram(program: string, { interpreter, isCounted, timeoutMs }: RunOptions): Promise<Run> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "bench-"));
  try {
    const file = path.join(folder, "bench.js");
    await writeFile(file, program, "latin1");
    const words = isCounted ? ["valgrind", ...valgrindArguments, interpreter, file] : [interpreter, file];
    const { output, log } = await outputOf(words, folder, timeoutMs);
    return isCounted ? { output, instructions: parseCallgrind(log) } : { output };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Its stdin stays open, since at end of file the interpreter's event queue would be flooded; and it is ended by SIGKILL, since it
 * survives SIGTERM.
 */
function outputOf(words: string[], cwd: string, timeoutMs: number): Promise<{ output: string; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(words[0]!, words.slice(1), { cwd, stdio: ["pipe", "pipe", "pipe"] });
    const kill = (): void => void child.kill("SIGKILL");
    const limit = setTimeout(() => {
      kill();
      reject(new Error(`the interpreter did not end within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    process.once("exit", kill);
    const texts = { output: "", log: "" };
    child.stdout.setEncoding("latin1").on("data", (text: string) => (texts.output += text));
    child.stderr.setEncoding("latin1").on("data", (text: string) => (texts.log += text));
    child.stdin.on("error", () => {});
    child.on("error", reject).on("close", () => {
      clearTimeout(limit);
      process.off("exit", kill);
      resolve(texts);
    });
  });
}
