/** The host's side of a simulated modem in tests: sends lines, collects the answer byte for byte. */
import { VirtualClock } from "../../../tools/clock";
import {
  INSTANT_TIMING,
  MemoryNetwork,
  type MemoryPeer,
  ModemSimulator,
  type SimulatorOptions,
} from "../../../tools/simulator";

export class TestHost {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly modem: ModemSimulator;
  /** What came since the last {@link take}. */
  output = "";

  constructor(options: Partial<SimulatorOptions> = {}) {
    this.clock = (options.clock as VirtualClock | undefined) ?? new VirtualClock();
    this.network = (options.network as MemoryNetwork | undefined) ?? new MemoryNetwork({ clock: this.clock });
    this.modem = new ModemSimulator({ timing: INSTANT_TIMING, ...options, clock: this.clock, network: this.network });
    this.modem.uart.onData((bytes) => (this.output += bytes.toString("latin1")));
  }

  /** Powered on, boot over, echo off, nothing in the output. */
  static async ready(options: Partial<SimulatorOptions> = {}): Promise<TestHost> {
    const host = new TestHost(options);
    host.modem.powerOn();
    await host.clock.advance(0);
    await host.send("ATE0");
    return host;
  }

  /** Ready, with PDP context 1 active. */
  static async online(options: Partial<SimulatorOptions> = {}): Promise<TestHost> {
    const host = await TestHost.ready(options);
    expect(await host.send('AT+QICSGP=1,1,"internet"')).toBe(OK);
    expect(await host.send("AT+QIACT=1")).toBe(OK);
    return host;
  }

  /** Writes bytes as they are and lets `ms` pass. */
  async raw(bytes: string | Buffer, ms = 0): Promise<string> {
    this.modem.uart.write(Buffer.from(bytes as string, "latin1"));
    await this.clock.advance(ms);
    return this.take();
  }

  /** Sends a command line, lets `ms` pass and answers all that came back. */
  send(line: string, ms = 0): Promise<string> {
    return this.raw(`${line}\r`, ms);
  }

  async wait(ms: number): Promise<string> {
    await this.clock.advance(ms);
    return this.take();
  }

  /** Opens client id 4 to a server in memory and answers the server's end. */
  async open(options: { mode?: number; clientId?: number } = {}): Promise<MemoryPeer> {
    const { mode = 0, clientId = 4 } = options;
    let peer: MemoryPeer | undefined;
    this.network.listen("h.example", 443, (made) => (peer = made));
    const answer = await this.send(`AT+QSSLOPEN=1,1,${clientId},"h.example",443,${mode}`);
    expect(answer).toBe(mode === 2 ? "\r\nCONNECT\r\n" : `${OK}\r\n+QSSLOPEN: ${clientId},0\r\n`);
    return peer!;
  }

  take(): string {
    const output = this.output;
    this.output = "";
    return output;
  }
}

export const OK = "\r\nOK\r\n";
export const ERROR = "\r\nERROR\r\n";
/** An answer of information lines and OK. */
export const info = (...lines: string[]): string => `\r\n${lines.map((line) => `${line}\r\n`).join("")}${OK}`;
export const cme = (code: number): string => `\r\n+CME ERROR: ${code}\r\n`;
