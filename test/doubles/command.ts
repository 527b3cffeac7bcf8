/** Commands of the project as child processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const PROJECT = path.resolve(__dirname, "../..");
const running = new Set<ChildProcess>();

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a file of `tools/` to its end.
 * @param env variables besides those of this process; undefined removes one. `ESPRUINO` is removed unless it is given.
 */
export async function runCommand(
  file: string,
  args: string[],
  env: Record<string, string | undefined> = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(PROJECT, "tools", file), ...args], {
    cwd: PROJECT,
    env: { ...process.env, ESPRUINO: undefined, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const result: CommandResult = { exitCode: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (result.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (result.stderr += text));
  [result.exitCode] = (await once(child, "close")) as [number | null];
  running.delete(child);
  return result;
}

/** Ends what a failed test left behind. */
export async function stopCommands(): Promise<void> {
  for (const child of running) {
    child.kill("SIGKILL");
    await once(child, "close");
  }
  running.clear();
}
