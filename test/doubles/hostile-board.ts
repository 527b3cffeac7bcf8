/** The real interpreter with the built firmware, on a terminal whose other end is a hostile modem. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { FirmwareFiles } from "../../tools/build/firmware-files";
import { RealClock } from "../../tools/clock";
import { InterpreterProcess } from "../../tools/interpreter/interpreter-process";
import { MemoryNetwork, ModemSimulator } from "../../tools/simulator";
import { Terminal } from "../../tools/simulator/terminal";
import { CA_PEM, CONFIG } from "./board";
import { HostileModem, marksIn } from "./hostile-modem";
import { MemoryCollector } from "../../tools/collector/memory-collector";

export interface HostileBoardOptions {
  /** Path of the interpreter. */
  path: string;
  /** An empty folder, of this board alone. */
  directory: string;
  /** The build for board LINUX. */
  firmware: FirmwareFiles;
  /** `config.json` as text, given the terminal of the modem. Default: one that works, with a reading and an upload each second. */
  config?: (terminal: string) => string;
  /** Code that runs before the firmware, given the terminal. */
  boot0?: (terminal: string) => string;
}

/** Patience with what another process does, milliseconds: many times what it takes on a busy machine. */
const LIMIT_MS = 60e3;

/** Moments at which the memory is looked at. */
const USAGE_LOOKS = 6;

/** Pause between two looks at what happens in another process, milliseconds. */
const LOOK_MS = 20;

/** Speed of the modem's own answers: bursts would overflow the interpreter's event queue. */
const BAUD = 115200;

export class HostileBoard {
  readonly modem: HostileModem;
  readonly simulator: ModemSimulator;
  readonly collector: MemoryCollector;
  /** Lines of the board's console. */
  readonly lines: string[] = [];
  private readonly _process: InterpreterProcess;

  private constructor(
    private readonly _options: HostileBoardOptions,
    private readonly _terminal: Terminal,
  ) {
    const clock = new RealClock();
    const network = new MemoryNetwork({ clock });
    const timing = { bootMs: 100, registrationMs: 100, pdpMs: 10 };
    this.simulator = new ModemSimulator({ clock, network, timing, uart: { baud: BAUD } });
    this.collector = new MemoryCollector(network, "collector.example", 8443);
    this.modem = new HostileModem(this.simulator.uart);
    this.modem.onData((bytes) => _terminal.write(bytes));
    _terminal.onData((bytes) => this.modem.write(bytes));
    this._process = new InterpreterProcess({ path: _options.path, directory: _options.directory });
    this._process.on("line", (line) => this.lines.push(line));
  }

  /** Everything but the interpreter, whose flash is written: the modem may already send. */
  static async prepare(options: HostileBoardOptions): Promise<HostileBoard> {
    const terminal = await Terminal.open(path.join(options.directory, "modem"), new RealClock());
    const board = new HostileBoard(options, terminal);
    try {
      await board._install();
    } catch (error) {
      await board.stop();
      throw error;
    }
    board.collector.listen();
    board.simulator.powerOn();
    return board;
  }

  /** Starts the interpreter. It is not asked anything, since its console may be the modem's. */
  start(): void {
    void this._process.start().catch(() => {});
  }

  /** The value of an expression, asked on standard input. @throws Error when no answer comes within 10 s. */
  evaluate(expression: string): Promise<unknown> {
    return this._process.evaluate(expression);
  }

  /** Marks of the attacks that were run. */
  get marks(): string[] {
    return marksIn(readFileSync(path.join(this._options.directory, "espruino.flash"), "latin1"));
  }

  /** Waits until something is so. @param what in words. @throws Error with these and the board's last lines. */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + LIMIT_MS; !(await isSo()); await setTimeout(LOOK_MS))
      if (Date.now() > end) throw new Error(`not so in time: ${what}; ${this.lines.slice(-5).join(" | ")}`);
  }

  /** Waits until so many more readings have arrived. @param what in words, for the error. */
  async untilDelivered(count: number, what = "readings delivered"): Promise<void> {
    const { readings } = this.collector;
    const before = readings.length;
    await this.until(what, () => readings.length >= before + count);
  }

  /** Variables in use: the least of some moments, since at others a command is in flight. */
  async restingUsage(): Promise<number> {
    const usages: number[] = [];
    for (let looks = USAGE_LOOKS; looks > 0; looks--) {
      usages.push(Number(await this.evaluate("process.memory().usage")));
      await this.untilDelivered(1);
    }
    return Math.min(...usages);
  }

  /** Waits until these attacks were run. */
  async untilRun(marks: readonly string[]): Promise<void> {
    const missing = (): string[] => marks.filter((mark) => !this.marks.includes(mark));
    await this.until(`all of ${marks.join(" ")} run`, () => missing().length === 0);
  }

  async stop(): Promise<void> {
    await this._process.stop();
    this.simulator.dispose();
    await this._terminal.close();
  }

  /** `.boot0` comes last: once it is there, whatever the interpreter is started for begins with it. */
  private _install(): Promise<void> {
    const { firmware, config = workingConfig, boot0 = () => "" } = this._options;
    const { path: terminal } = this._terminal;
    return this._process.install({
      ...firmware,
      "ca.pem": CA_PEM,
      "config.json": config(terminal),
      ".boot0": `${boot0(terminal)};`,
    });
  }
}

function workingConfig(terminal: string): string {
  const often = { sampling: { intervalS: 1, sensors: ["load"] }, upload: { intervalS: 1, batch: 1 } };
  return JSON.stringify({ ...CONFIG, ...often, uart: { path: terminal } });
}
