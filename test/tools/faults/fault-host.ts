/** A host on a simulated modem with a faulty line, network and server, all on one virtual clock. */
import { VirtualClock } from "../../../tools/clock";
import { FaultInjector } from "../../../tools/faults/fault-injector";
import { parseSchedule } from "../../../tools/faults/schedule";
import {
  DEFAULT_TIMING,
  INSTANT_TIMING,
  MemoryNetwork,
  type MemoryPeer,
  ModemSimulator,
  type SimulatorOptions,
} from "../../../tools/simulator";

export const OK = "\r\nOK\r\n";
export const PROMPT = "\r\n> ";
export const ALL_PLACES = ["line", "modem", "network", "server", "board"] as const;

const SET_UP = ["ATE0", "AT+CEREG=1", 'AT+QICSGP=1,1,"internet"', "AT+QIACT=1"];

export class FaultHost {
  readonly clock = new VirtualClock();
  readonly inner = new MemoryNetwork({ clock: this.clock });
  /** What the log was told. */
  readonly log: string[] = [];
  readonly faults = new FaultInjector(this.clock, (line) => this.log.push(line));
  readonly modem: ModemSimulator;
  /** What the modem got. */
  heard = "";
  private _output = "";

  constructor(options: Partial<SimulatorOptions> = {}) {
    this.modem = new ModemSimulator({
      timing: INSTANT_TIMING,
      ...options,
      clock: this.clock,
      network: this.faults.network.around(this.inner),
      onStage: this.faults.onStage,
      trace: (direction, bytes) => {
        if (direction === "rx") this.heard += bytes.toString("latin1");
      },
    });
    this.faults.attach(this.modem);
    this.faults.line.onData((bytes) => (this._output += bytes.toString("latin1")));
  }

  /** Powered on, boot over, echo off, a PDP context active, errors as numbers; nothing in the output. */
  static async online(options: Partial<SimulatorOptions> = {}): Promise<FaultHost> {
    const host = new FaultHost(options);
    host.modem.powerOn();
    await host.wait(0);
    for (const line of SET_UP) await host.send(line);
    host.heard = "";
    return host;
  }

  /** The same on a modem that takes its time, 2 s to register. */
  static async registered(): Promise<FaultHost> {
    const host = new FaultHost({ timing: DEFAULT_TIMING });
    host.modem.powerOn();
    await host.wait(10_000);
    for (const line of SET_UP) await host.send(line, 500);
    return host;
  }

  /** The lines of a schedule begin to count. */
  schedule(...lines: object[]): void {
    this.faults.start(parseSchedule(lines.map((line) => JSON.stringify(line)).join("\n"), "test", ALL_PLACES));
  }

  /** One fault strikes now. */
  async strike(fault: string, parameters: object = {}): Promise<void> {
    this.schedule({ at: 0, fault, ...parameters });
    await this.clock.advance(0);
  }

  /** Writes a command line, lets `ms` pass and answers all that came. */
  send(line: string, ms = 0): Promise<string> {
    return this.raw(`${line}\r`, ms);
  }

  async raw(bytes: string, ms = 0): Promise<string> {
    this.faults.line.write(Buffer.from(bytes, "latin1"));
    return this.wait(ms);
  }

  async wait(ms: number): Promise<string> {
    await this.clock.advance(ms);
    const output = this._output;
    this._output = "";
    return output;
  }

  /** Opens client id 4 to a server in memory and answers the server's end. */
  async open(): Promise<MemoryPeer> {
    let peer: MemoryPeer | undefined;
    this.inner.listen("h.example", 443, (made) => (peer = made));
    expect(await this.send(OPEN)).toBe(`${OK}\r\n+QSSLOPEN: 4,0\r\n`);
    return peer!;
  }
}

/** Opens client id 4. */
export const OPEN = 'AT+QSSLOPEN=1,1,4,"h.example",443,0';
