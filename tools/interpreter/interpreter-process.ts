import { DeviceController } from "@espruino-tools/core";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { ConsoleLines } from "./console-lines";
import { ConsoleTransport, ERASE_LINE, NO_ANSWER, SUCCESS } from "./console-transport";
import { VERDICT, storageScripts } from "./storage-script";

export interface InterpreterOptions {
  /** The interpreter, as {@link findInterpreter} finds it. */
  path: string;
  /** Where it runs; its flash memory is the file `espruino.flash` there. */
  directory: string;
}

/** Milliseconds for the writing of files. */
const INSTALL_TIMEOUT_MS = 60000;

/**
 * The real interpreter as a child process, its console behind a pseudo terminal of `socat`. With files in its flash it boots like a board.
 * Emits "line" for each line that the console prints, and "exit" when the interpreter has ended.
 */
export class InterpreterProcess extends EventEmitter<{ line: [string]; exit: [] }> {
  /** The usual controller of an Espruino device, wired to this console. */
  readonly controller = new DeviceController();
  private readonly _transport = new ConsoleTransport(
    (text) => this._socat?.stdin?.write(Buffer.from(text, "latin1")),
    () => this._kill(),
  );
  private _socat: ChildProcess | undefined;
  /** Process id of the interpreter itself. */
  private _pid: number | undefined;
  private readonly _killAtExit = (): void => this._kill();

  constructor(private readonly _options: InterpreterOptions) {
    super();
    this.controller.UART = this._transport as unknown as DeviceController["UART"];
  }

  /**
   * Writes files to the flash memory, before the start; contents are byte strings, `.bootcde` is the boot code.
   * @throws Error naming the files that could not be written.
   */
  async install(files: Record<string, string>): Promise<void> {
    const { directory, path: interpreter } = this._options;
    const script = path.join(directory, "install.js");
    const options = { cwd: directory, timeout: INSTALL_TIMEOUT_MS, killSignal: "SIGKILL" as const };
    try {
      for (const text of storageScripts(files)) {
        await writeFile(script, text, "latin1");
        const { stdout } = await promisify(execFile)(interpreter, [script], options);
        const failure = VERDICT.exec(stdout)?.[1] ?? "the interpreter stopped";
        if (failure !== "") throw new Error(`files could not be installed: ${failure}`);
      }
    } finally {
      await rm(script, { force: true });
    }
  }

  /** Starts the interpreter, which runs the boot code in its flash. @throws Error when it cannot be run. */
  async start(): Promise<void> {
    const arguments_ = ["-d", "-d", "-", `EXEC:"${this._options.path}",pty,raw,echo=0`];
    const socat = spawn("socat", arguments_, { cwd: this._options.directory });
    this._socat = socat;
    process.once("exit", this._killAtExit);
    const lines = new ConsoleLines((line) => this._onLine(line));
    socat.stdout.on("data", (bytes: Buffer) => lines.push(bytes));
    socat.stderr.on("data", (bytes: Buffer) => this._onSocatLog(bytes.toString()));
    socat.stdin.on("error", () => {});
    socat.once("error", (error) => this._transport.fail(`socat cannot be run: ${error.message}`));
    socat.once("close", () => this._onExit());
    await this.evaluate("1");
  }

  /**
   * The value of an expression, by way of JSON, while the program runs.
   * @throws Error with the text of what the expression throws, or when no answer comes.
   */
  async evaluate<T = unknown>(expression: string): Promise<T> {
    const { data, log } = await this.controller.eval<{ data: T; log: string }>(expression);
    // What is left of a question whose bytes were lost would begin the next one.
    if (log.startsWith(NO_ANSWER)) this._transport.write(ERASE_LINE);
    if (log !== SUCCESS) throw new Error(log);
    return data;
  }

  /** Ends the interpreter; harmless when it has ended. */
  async stop(): Promise<void> {
    const socat = this._socat;
    if (!socat) return;
    const ended = once(socat, "close");
    this._kill();
    await ended;
  }

  private _onLine(line: string): void {
    if (!this._transport.take(line)) this.emit("line", line);
  }

  private _onSocatLog(text: string): void {
    const [, pid] = /forked off child process (\d+)/.exec(text) ?? [];
    if (pid !== undefined) this._pid ??= Number(pid);
  }

  /** The interpreter ignores SIGTERM, and without its terminal it would spin. */
  private _kill(): void {
    if (this._pid !== undefined) killProcess(this._pid);
    this._socat?.kill("SIGKILL");
  }

  private _onExit(): void {
    process.off("exit", this._killAtExit);
    if (this._pid !== undefined) killProcess(this._pid);
    this._socat = undefined;
    this._pid = undefined;
    this._transport.fail("the interpreter has ended");
    this.emit("exit");
  }
}

/** Kills one process; it may have ended. */
function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    return;
  }
}
