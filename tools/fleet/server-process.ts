/** A server of somebody else's as a child process: told to be ready by a line of its own log, ended by its process id. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";

export interface ServerCommand {
  /** Path of the program. */
  program: string;
  args: string[];
  /** The line that it writes to its standard error once it listens. */
  ready: RegExp;
  /** Variables besides those of this process. */
  env?: Record<string, string>;
  /** Ctrl-C, which reaches all that a terminal runs, does not reach it; default false. */
  isDetached?: boolean;
}

/** Lines of its log that are kept: enough to say why it ended. */
const KEPT_LINES = 20;

export class ServerProcess {
  private _child: ChildProcess | undefined;
  private readonly _lines: string[] = [];

  constructor(private readonly _command: ServerCommand) {}

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this._child?.pid;
  }

  /**
   * Starts it and waits until it listens. One that runs already is left as it is.
   * @throws Error with the end of its log when it ends before that, or cannot be run.
   */
  async start(): Promise<void> {
    if (this._child) return;
    const { program, args, env, isDetached = false } = this._command;
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
      detached: isDetached,
    });
    this._child = child;
    const onProcessExit = (): void => void child.kill("SIGKILL");
    process.once("exit", onProcessExit);
    await new Promise<void>((resolve, reject) => {
      const onEnd = (why: string): void => {
        this._child = undefined;
        process.off("exit", onProcessExit);
        reject(new Error([`${program} ${why}`, ...this._lines].join("\n")));
      };
      child.once("error", (error) => onEnd(`cannot be run: ${error.message}`));
      child.once("close", (code) => onEnd(`ended at once with exit code ${code}`));
      createInterface(child.stderr).on("line", (line) => {
        this._keep(line);
        if (this._command.ready.test(line)) resolve();
      });
    });
  }

  /**
   * Ends it and waits until it has.
   * @param signal SIGTERM lets it write down what it keeps; SIGKILL is what a machine that loses power leaves.
   */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this._child;
    if (!child) return;
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
  }

  private _keep(line: string): void {
    this._lines.push(line);
    if (this._lines.length > KEPT_LINES) this._lines.shift();
  }
}

/** A port of 127.0.0.1 that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
