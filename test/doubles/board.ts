/** The built firmware in the host runtime, with a simulated modem and a server in memory, all on one virtual clock. */
import type { FirmwareFiles } from "../../tools/build/firmware-files";
import { VirtualClock } from "../../tools/clock";
import { FaultInjector } from "../../tools/faults/fault-injector";
import { HostRuntime } from "../../tools/host/host-runtime";
import type { HostStorage } from "../../tools/host/host-storage";
import { INSTANT_TIMING, ModemSimulator, type SimulatorOptions } from "../../tools/simulator";
import { CarefulCollector } from "../../tools/collector/careful-collector";
import { PacedPort } from "./paced-port";
import { RecordingNetwork } from "./recording-network";

/** What looks like a certificate to whoever does not look inside: the network in memory checks none. */
export const CA_PEM = `-----BEGIN CERTIFICATE-----\n${"MIIB".repeat(300)}\n-----END CERTIFICATE-----\n`;

/** A configuration that works: one reading a minute, sent at once. */
export const CONFIG = {
  device: "under-test",
  apn: "internet",
  server: { url: "https://collector.example:8443/readings" },
  tls: { ca: "ca.pem" },
  sampling: { intervalS: 60, sensors: ["load"] },
  upload: { intervalS: 1 },
  uart: { path: "/dev/ttyS0" },
};

const MACHINE = {
  "/proc/loadavg": "0.25 0.5 0.75 1/100 1000\n",
  "/proc/meminfo": "MemTotal: 2048 kB\nMemAvailable: 1024 kB\n",
  "/sys/class/thermal/thermal_zone0/temp": "42500\n",
};

/** Speed of the line: more than a board's event queue holds would be lost if it came at once. */
const BAUD = 115200;

export interface TestBoardOptions {
  /** The build for board LINUX. */
  firmware: FirmwareFiles;
  /** `config.json`: a text as it is, an object as JSON, undefined for none. Default {@link CONFIG}. */
  config?: unknown;
  /** Further files in flash. Default `ca.pem`. */
  files?: Record<string, string>;
  simulator?: Partial<SimulatorOptions>;
  /** The modem has no power yet. */
  isModemOff?: boolean;
  /** How the UART's stream is cut. */
  chunk?: (bytes: Buffer) => Buffer[];
  /** What the board writes takes the time of a real line, and a restart loses the rest of it; see {@link PacedPort}. */
  onPiece?: (text: string) => void;
  /** Called before the board gets a burst of the modem's bytes: some 4 ms of them. */
  onBurst?: (bytes: Buffer) => void;
}

export class TestBoard {
  readonly clock = new VirtualClock();
  readonly network = new RecordingNetwork(this.clock);
  /** Faults that struck. */
  readonly struck: string[] = [];
  /** Nothing goes wrong until it is started. */
  readonly faults = new FaultInjector(this.clock, (line) => this.struck.push(line));
  readonly server = new CarefulCollector(this.network, { server: this.faults.server, clock: this.clock });
  readonly modem: ModemSimulator;
  /** Lines of the console, of all boots. */
  readonly lines: string[] = [];
  /** Called for each complete AT command that the modem gets. */
  onCommand: (command: string) => void = () => {};
  /** AT commands as the modem got them, without `\r`; payload comes between them as it is. */
  readonly commands: string[] = [];
  private _input = "";
  private readonly _wire: PacedPort | undefined;
  private _runtime: HostRuntime;

  constructor(private readonly _options: TestBoardOptions) {
    this.modem = new ModemSimulator({
      timing: INSTANT_TIMING,
      uart: { baud: BAUD },
      ..._options.simulator,
      clock: this.clock,
      network: this.faults.network.around(this.network),
      onStage: (stage, line) => {
        this.faults.onStage(stage, line);
        _options.simulator?.onStage?.(stage, line);
      },
      trace: (direction, bytes) => {
        if (direction === "rx") this._onInput(bytes.toString("latin1"));
        else _options.onBurst?.(bytes);
      },
    });
    this.faults.attach(this.modem);
    if (_options.onPiece) this._wire = new PacedPort(this.faults.line, this.clock, _options.onPiece);
    this.server.listen();
    if (!_options.isModemOff) this.modem.powerOn();
    const { firmware, files = { "ca.pem": CA_PEM } } = _options;
    const config = "config" in _options ? _options.config : CONFIG;
    this._runtime = this._makeRuntime(new Map([...Object.entries({ ...files, ...firmware }), ...configFile(config)]));
    this._runtime.boot();
  }

  get storage(): HostStorage {
    return this._runtime.storage;
  }

  /** Lines of the console that tell of an error, and exceptions that nobody caught. */
  get errors(): string[] {
    return this.lines.filter((line) => /^E |Uncaught/.test(line));
  }

  /** Seconds that the console announced until the next try, in order. */
  get pauses(): number[] {
    return this.lines.flatMap((line) => /next try in ([\d.]+) s/.exec(line)?.slice(1) ?? []).map(Number);
  }

  /** `qssl.status()`. */
  get status(): { waiting: number; acknowledged: number; dropped: number; offline: string; lastError: string } {
    return this.evaluate("qssl.status()") as TestBoard["status"];
  }

  /** Timers that the program waits for. */
  get pendingTimers(): number {
    return this._runtime.pendingTimers;
  }

  /** The value of an expression on the board. @throws what it throws. */
  evaluate(expression: string): unknown {
    return this._runtime.evaluate(expression);
  }

  /** Everything that went to the modem, and commands that hold a text. */
  sent(text: string): string[] {
    return this.commands.filter((command) => command.includes(text));
  }

  /** Power cut of the board alone: the same flash, RAM lost. @param config the configuration from now on. */
  restart(config?: unknown): void {
    this._runtime.stop();
    this._wire?.cut();
    for (const [name, text] of configFile(config)) this.storage.write(name, Buffer.from(text, "latin1"));
    this._runtime = this._makeRuntime(this.storage);
    this._runtime.boot();
  }

  /** The modem says something besides. */
  say(text: string): void {
    this.faults.line.toHost.insert(Buffer.from(text, "latin1"));
  }

  /** Lets so many seconds pass. */
  pass(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000);
  }

  /** Lets time pass until the server holds so many readings, repeats counted. @throws Error after a day. */
  async untilDelivered(count: number, limitS = 86400): Promise<void> {
    await this.clock.runUntil(() => this.server.readings.length >= count, limitS * 1000);
  }

  stop(): void {
    this._runtime.stop();
    this.faults.stop();
    this.modem.dispose();
  }

  private _makeRuntime(storage: Map<string, string> | HostStorage): HostRuntime {
    return new HostRuntime({
      clock: this.clock,
      storage,
      serials: { Serial1: this._wire ?? this.faults.line },
      files: MACHINE,
      log: (text) => this.lines.push(...text.split("\n")),
      ...(this._options.chunk ? { chunk: this._options.chunk } : {}),
    });
  }

  private _onInput(text: string): void {
    const lines = (this._input + text).split("\r");
    this._input = lines.pop() ?? "";
    for (const line of lines) {
      this.commands.push(line);
      this.onCommand(line);
    }
  }
}

function configFile(config: unknown): [string, string][] {
  if (config === undefined) return [];
  return [["config.json", typeof config === "string" ? config : JSON.stringify(config)]];
}
