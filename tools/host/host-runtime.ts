import type { BytePort } from "../byte-port";
import type { Clock } from "../clock";
import { bytesOf } from "./byte-string";
import type { EventQueueOptions } from "./event-queue";
import type { HostFiles } from "./host-fs";
import type { HostPins } from "./host-pins";
import { HostSession } from "./host-session";
import { HostStorage } from "./host-storage";
import { uncaughtText } from "./uncaught-text";
import { Watchdog } from "./watchdog";

export interface HostRuntimeOptions extends EventQueueOptions {
  /** Time of the program: timers, `getTime`, `Date`. */
  clock: Clock;
  /** The files in flash: a storage, or names with contents as byte strings. Default empty, 256 KB. */
  storage?: HostStorage | Map<string, string>;
  /** What is at the other end of the ports, by name (`Serial1`…). */
  serials?: Record<string, BytePort>;
  /** `process.env`; default BOARD "LINUX", VERSION "2v29". */
  env?: { BOARD?: string; VERSION?: string };
  /** What `getSerial` answers. */
  serialNumber?: string;
  /** What `require("fs")` sees; default nothing. */
  files?: HostFiles;
  /** Pins beside D0 to D32, and UARTs and other ports beside those of Espruino for Linux: what the board has. */
  pins?: readonly string[];
  ports?: readonly string[];
  /**
   * Takes what the program does to the hardware: "D6=1" (a level), "D6 input" (a mode), "Serial1.setup 115200 rx=D7 tx=D9",
   * "Bluetooth.setConsole true", "I2C.setup scl=D23 sda=D26".
   */
  onHardware?: (action: string) => void;
  /** What the clock shows when the power comes, milliseconds since 1970; default the time of `clock`, as if it had run on. */
  startMs?: number;
  /** Where `Math.random` and `E.hwRand` come from, 0 to below 1; default chance. */
  random?: () => number;
  /** The chip's temperature, degrees Celsius; default NaN: it has no sensor. */
  temperature?: () => number;
  /** Port of the console; default "USB". A UART here runs what it receives, as on a board with nothing else connected. */
  console?: string;
  /** Takes each text that the program prints, without line end. */
  log: (text: string) => void;
}

/**
 * Runs device code inside Node with the API of Espruino: the built text that a board runs, in a context of its own. The judge stays the
 * real interpreter; what differs from it is listed in test/tools/host/same-as-interpreter.test.ts.
 */
export class HostRuntime {
  /** Exceptions that nobody caught, as Espruino prints them: "Uncaught Error: …". */
  readonly errors: string[] = [];
  readonly storage: HostStorage;
  /** How often the program was started again by `load`, `reset`, `E.reboot` or the watchdog. */
  restarts = 0;
  private readonly _watchdog: Watchdog;
  private _offsetMs = 0;
  private _session: HostSession;
  private _restart: { file?: string; isReset?: boolean } | undefined;

  constructor(private readonly _options: HostRuntimeOptions) {
    const { storage, startMs, clock } = _options;
    if (startMs !== undefined) this._offsetMs = startMs - clock.now();
    this.storage = storage instanceof HostStorage ? storage : HostStorage.of(storage ?? []);
    this._watchdog = new Watchdog(_options.clock, () => {
      this._eraseDamaged();
      this._startAgain({});
    });
    this._session = this._newSession();
  }

  /** The pins of the program that runs. */
  get pins(): HostPins {
    return this._session.pins;
  }

  /** Number of timers that the program waits for. */
  get pendingTimers(): number {
    return this._session.timers.pending;
  }

  /** Runs program text at top level; exceptions land in {@link errors}. */
  run(code: string, name = "program"): void {
    this._session.run(code, name);
  }

  /** Starts as after power-up: erases a damaged Storage, runs the boot code from it, fires `init`. */
  boot(): void {
    this._eraseDamaged();
    this._runBootCode(false);
  }

  /** Gives a module that `require` finds, by its text. */
  defineModule(name: string, code: string): void {
    this._session.modules.define(name, code);
  }

  /** The value of an expression. @throws what the expression throws. */
  evaluate(expression: string): unknown {
    return this._session.realm.run(expression, "expression");
  }

  /** Acts as if a port had received bytes. */
  receive(port: string, bytes: Buffer | string): void {
    this._session.ports.get(port)?.receive(typeof bytes === "string" ? bytesOf(bytes) : bytes);
  }

  /** Ends the program and cuts the power: no timer, event or byte reaches it any more. */
  stop(): void {
    this._watchdog.stop();
    this._session.stop();
  }

  private _eraseDamaged(): void {
    if (!this.storage.isValid()) this.storage.eraseAll();
  }

  private _newSession(): HostSession {
    const { clock } = this._options;
    return new HostSession({
      options: this._options,
      storage: this.storage,
      watchdog: this._watchdog,
      now: () => clock.now() + this._offsetMs,
      setTime: (seconds) => void (this._offsetMs = seconds * 1000 - clock.now()),
      uncaught: (error) => this._uncaught(error),
      restart: (how) => this._requestRestart(how),
    });
  }

  private _uncaught(error: unknown): void {
    const { summary, stack } = uncaughtText(error);
    this.errors.push(summary);
    this._session.console.print([summary, ...stack].join("\n"));
  }

  /** The program runs on until it is idle, then starts again. */
  private _requestRestart(how: { file?: string; isReset?: boolean }): void {
    const isFirst = this._restart === undefined;
    this._restart = how;
    if (isFirst) this._session.onIdle(() => this._doRestart());
  }

  private _doRestart(): void {
    this._session.emitters.fire(this._session.interpreter, "kill", []);
    this._startAgain(this._restart ?? {});
  }

  /** What runs ends at once. */
  private _startAgain({ file, isReset = false }: { file?: string; isReset?: boolean }): void {
    this._restart = undefined;
    this._session.stop();
    this.restarts++;
    this._session = this._newSession();
    if (file === undefined) this._runBootCode(isReset);
    else {
      this._runFile(file);
      this._session.start();
    }
  }

  private _runBootCode(isReset: boolean): void {
    for (const name of [".boot0", ".boot1", ".boot2", ".boot3"]) this._runFile(name);
    // A start script may have put it there.
    this._runFile(this.storage.find(".bootcde") && !isReset ? ".bootcde" : ".bootrst");
    this._session.start();
  }

  private _runFile(name: string): void {
    const code = this.storage.read(name);
    if (code !== undefined) this._session.run(code, name);
  }
}
