/** The host's side of a simulated modem in tests: sends lines, collects the answer byte for byte. */
import { VirtualClock } from "../../../tools/clock";
import type { Refusals } from "../../../tools/simulator/profile";
import {
  INSTANT_TIMING,
  MemoryNetwork,
  type MemoryPeer,
  ModemSimulator,
  type SimulatorOptions,
  profileNamed,
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

  /** Powered on, boot over, echo off, URCs on this port, nothing in the output. */
  static async ready(options: Partial<SimulatorOptions> = {}): Promise<TestHost> {
    const host = new TestHost(options);
    host.modem.powerOn();
    await host.clock.advance(0);
    await host.send("ATE0");
    const { profile = "EG915U" } = options;
    const { urcPort } = typeof profile === "string" ? profileNamed(profile) : profile;
    if (urcPort !== "uart1") expect(await host.send('AT+QURCCFG="urcport","uart1"')).toBe(OK);
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

  /** Opens a client id, 4 by TLS unless told otherwise, to a server in memory and answers the server's end. */
  async open(options: { mode?: number; clientId?: number; isPlain?: boolean } = {}): Promise<MemoryPeer> {
    const { mode = 0, clientId = 4, isPlain = false } = options;
    let peer: MemoryPeer | undefined;
    this.network.listen("h.example", 443, (made) => (peer = made));
    const line = isPlain
      ? `AT+QIOPEN=1,${clientId},"TCP","h.example",443,0,${mode}`
      : `AT+QSSLOPEN=1,1,${clientId},"h.example",443,${mode}`;
    const urc = isPlain ? "+QIOPEN" : "+QSSLOPEN";
    expect(await this.send(line)).toBe(mode === 2 ? CONNECT : `${OK}\r\n${urc}: ${clientId},0\r\n`);
    return peer!;
  }

  /** Sends `payload` on a client id and answers the result. */
  async sendPayload(payload: string, clientId = 4, command = "QSSLSEND"): Promise<string> {
    expect(await this.send(`AT+${command}=${clientId},${payload.length}`)).toBe(PROMPT);
    return this.raw(payload);
  }

  /** Reads a client id until it answers 0 and answers all that was read, as a byte string. */
  async readAll(clientId = 4, command = "QSSLRECV"): Promise<string> {
    let all = "";
    for (;;) {
      const answer = await this.send(`AT+${command}=${clientId},1500`);
      const head = new RegExp(`\\r\\n\\+${command}: (\\d+)\\r\\n`).exec(answer)!;
      const start = head.index + head[0].length;
      if (head[1] === "0") return all;
      all += answer.slice(start, start + Number(head[1]));
    }
  }

  take(): string {
    const output = this.output;
    this.output = "";
    return output;
  }
}

/** Collects what a peer gets. */
export function collect(peer: MemoryPeer): { text: string } {
  const got = { text: "" };
  peer.onData = (bytes) => (got.text += bytes.toString("latin1"));
  return got;
}

export const OK = "\r\nOK\r\n";
export const CONNECT = "\r\nCONNECT\r\n";
export const PROMPT = "\r\n> ";
export const SEND_OK = "\r\nSEND OK\r\n";
export const ERROR = "\r\nERROR\r\n";
/** An answer of information lines and OK. */
export const info = (...lines: string[]): string => `\r\n${lines.map((line) => `${line}\r\n`).join("")}${OK}`;
export const cme = (code: number): string => `\r\n+CME ERROR: ${code}\r\n`;

/** What a module answers with AT+CMEE=1 to what it has not. */
export function refusal(profile: string, what: keyof Refusals): string {
  const code = profileNamed(profile).refusals[what];
  return code === undefined ? ERROR : cme(code);
}
