/** A command of the project that runs while its page is looked at. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const PROJECT = path.resolve(__dirname, "../..");

/** Longest that a command may take to say where its page is, milliseconds. */
const START_MS = 120000;

/** What it says of its page. */
const ADDRESS = /(http:\/\/(?:127\.0\.0\.1|localhost):\d+\/\S*)/;

export class ProgramRun {
  private constructor(
    private readonly _process: ChildProcess,
    readonly pageUrl: string,
  ) {}

  /**
   * Starts `tools/FILE` with `args`.
   * @throws Error with what it wrote last when it ends, or says nothing of a page within two minutes.
   */
  static async start(file: string, args: readonly string[]): Promise<ProgramRun> {
    const words = ["--import", "tsx", path.join(PROJECT, "tools", file), ...args];
    const child = spawn(process.execPath, words, { cwd: PROJECT, stdio: ["ignore", "pipe", "inherit"] });
    let last = "";
    const address = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${file} named no page within 120 s; last: ${last}`)), START_MS);
      child.once("exit", () => reject(new Error(`${file} ended; last: ${last}`)));
      createInterface(child.stdout).on("line", (line) => {
        last = line;
        const url = ADDRESS.exec(line)?.[1];
        if (url !== undefined && line.includes("page")) {
          clearTimeout(timer);
          resolve(url);
        }
      });
    });
    try {
      return new ProgramRun(child, await address);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this._process.exitCode !== null) return;
    this._process.kill("SIGINT");
    await once(this._process, "exit");
  }
}
