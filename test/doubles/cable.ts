/**
 * A board behind a terminal: the real interpreter, its console joined to a pseudo terminal by this process, so that a test can pull the
 * plug after a number of bytes, look at what was sent, and switch the board off and on.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { RealClock } from "../../tools/clock";
import { Terminal } from "../../tools/simulator/terminal";

export class Cable {
  /** Bytes that went to the board since {@link plug}. */
  bytesToBoard = 0;
  /** What the board printed. */
  output = "";
  private _leftBytes = Infinity;
  private _board: ChildProcess | undefined;
  private _pid: number | undefined;
  private _onCut: () => void = () => {};
  private readonly _killAtExit = (): void => this._kill();

  private constructor(
    private readonly _interpreter: string,
    private readonly _directory: string,
    private readonly _terminal: Terminal,
  ) {
    _terminal.onData((bytes) => this._forward(bytes));
    process.once("exit", this._killAtExit);
  }

  /** @param directory holds the board's flash memory, and the terminal. */
  static async open(interpreter: string, directory: string): Promise<Cable> {
    const terminal = await Terminal.open(path.join(directory, "console"), new RealClock());
    const cable = new Cable(interpreter, directory, terminal);
    cable.powerOn();
    return cable;
  }

  /** The terminal that stands for the board. */
  get path(): string {
    return this._terminal.path;
  }

  powerOn(): void {
    const board = spawn("socat", ["-d", "-d", "-", `EXEC:"${this._interpreter}",pty,raw,echo=0`], {
      cwd: this._directory,
    });
    this._board = board;
    board.stdin.on("error", () => {});
    board.stderr.on("data", (text: Buffer) => {
      const [, pid] = /forked off child process (\d+)/.exec(text.toString()) ?? [];
      if (pid !== undefined) this._pid ??= Number(pid);
    });
    board.stdout.on("data", (bytes: Buffer) => {
      this.output += bytes.toString("latin1");
      if (this._leftBytes > 0) this._terminal.write(bytes);
    });
  }

  /** Takes the power away, at once. */
  async powerOff(): Promise<void> {
    const board = this._board;
    if (!board) return;
    const ended = once(board, "close");
    this._kill();
    await ended;
    this._board = undefined;
    this._pid = undefined;
  }

  /** Joins the ends again; counts from 0. */
  plug(): void {
    this.bytesToBoard = 0;
    this._leftBytes = Infinity;
  }

  /** Lets so many bytes more pass to the board, then none in either direction. @returns when that has happened. */
  cutAfter(bytes: number): Promise<void> {
    this.bytesToBoard = 0;
    this._leftBytes = bytes;
    return new Promise((resolve) => (this._onCut = resolve));
  }

  async close(): Promise<void> {
    await this.powerOff();
    process.off("exit", this._killAtExit);
    await this._terminal.close();
  }

  private _forward(bytes: Buffer): void {
    const passed = bytes.subarray(0, this._leftBytes);
    this._leftBytes -= passed.length;
    this.bytesToBoard += passed.length;
    if (passed.length) this._board?.stdin?.write(passed);
    if (this._leftBytes <= 0) this._onCut();
  }

  private _kill(): void {
    if (this._pid !== undefined) tryKill(this._pid);
    this._board?.kill("SIGKILL");
  }
}

/** Kills one process; it may have ended. */
function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    return;
  }
}
