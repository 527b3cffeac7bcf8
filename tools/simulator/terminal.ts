/** A serial port as a pseudo terminal, made by socat: any program that opens a tty can be the host. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, constants, existsSync, lstatSync, openSync } from "node:fs";
import type { BytePort } from "../byte-port";
import type { Clock, TimerHandle } from "../clock";

const READY_TRIES = 300;
const READY_STEP_MS = 10;

export class Terminal implements BytePort {
  /** Called when socat ends without having been asked to. */
  onLost: () => void = () => {};
  private _isClosing = false;
  private readonly _keeper: number;

  private constructor(
    readonly path: string,
    private readonly _socat: ChildProcessWithoutNullStreams,
  ) {
    // One end held open by us: a host may come and go without ending the terminal or its raw mode.
    this._keeper = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    _socat.once("exit", () => this._isClosing || this.onLost());
  }

  /**
   * @param path where the link to the terminal is made; a link of that name is replaced.
   * @throws Error with a remedy when something else has that name or socat does not run.
   */
  static async open(path: string, clock: Clock): Promise<Terminal> {
    const isTaken = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === false;
    if (isTaken) throw new Error(`${path} exists and is no link: choose another path`);
    const socat = spawn("socat", ["STDIO", `PTY,link=${path},rawer`]);
    try {
      await isReady(socat, path, clock);
      return new Terminal(path, socat);
    } catch (error) {
      socat.kill();
      throw error;
    }
  }

  write(bytes: Buffer): void {
    this._socat.stdin.write(bytes);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._socat.stdout.on("data", receiver);
  }

  /** Ends our socat, which removes the link. */
  close(): Promise<void> {
    this._isClosing = true;
    closeSync(this._keeper);
    if (this._socat.exitCode !== null) return Promise.resolve();
    const ended = new Promise<void>((resolve) => this._socat.once("exit", () => resolve()));
    this._socat.kill();
    return ended;
  }
}

/** Settles when the link is there, fails when socat ends or takes too long. */
function isReady(socat: ChildProcessWithoutNullStreams, path: string, clock: Clock): Promise<void> {
  let words = "";
  let timer: TimerHandle | undefined;
  socat.stderr.on("data", (text: Buffer) => (words += text.toString()));
  socat.stdin.on("error", () => {});
  const ready = new Promise<void>((resolve, reject) => {
    socat.once("error", () => reject(new Error("socat does not run: install it (apt-get install socat)")));
    socat.once("exit", () => reject(new Error(`socat could not make ${path}: ${words.trim()}`)));
    const look = (triesLeft: number): void => {
      if (existsSync(path)) resolve();
      else if (triesLeft === 0) reject(new Error(`socat made no terminal at ${path}: ${words.trim()}`));
      else timer = clock.setTimeout(() => look(triesLeft - 1), READY_STEP_MS);
    };
    look(READY_TRIES);
  });
  return ready.finally(() => clock.clearTimeout(timer));
}
