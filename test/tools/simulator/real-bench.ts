/** A modem on a real network and the machine's own clock, brought up to an active PDP context. */
import { RealClock } from "../../../tools/clock";
import { INSTANT_TIMING, ModemSimulator, type Network, type SimulatorOptions } from "../../../tools/simulator";

/** End of an answer, or a prompt. */
const ANSWER = /\r\n(OK|ERROR|SEND OK|SEND FAIL|CONNECT)\r\n|> $/;

export class RealBench {
  readonly files = new Map<string, Buffer>();
  readonly modem: ModemSimulator;
  private _output = "";
  private _look: () => void = () => {};

  private constructor(network: Network, options: Partial<SimulatorOptions>) {
    this.modem = new ModemSimulator({
      timing: INSTANT_TIMING,
      files: this.files,
      ...options,
      clock: new RealClock(),
      network,
    });
    this.modem.uart.onData((bytes) => {
      this._output += bytes.toString("latin1");
      this._look();
    });
  }

  static async start(network: Network, options: Partial<SimulatorOptions> = {}): Promise<RealBench> {
    const bench = new RealBench(network, options);
    bench.modem.powerOn();
    await bench.until(/PB DONE\r\n/);
    for (const line of ["ATE0", 'AT+QICSGP=1,1,"a"', "AT+QIACT=1"]) expect(await bench.send(line)).toContain("OK");
    return bench;
  }

  /** Answers what came, from the last call on, up to and with the pattern. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this._output)) await new Promise<void>((resolve) => (this._look = resolve));
    const found = pattern.exec(this._output)!;
    return this._take(found.index + found[0].length);
  }

  /** Answers the next so many characters. */
  async count(length: number): Promise<string> {
    while (this._output.length < length) await new Promise<void>((resolve) => (this._look = resolve));
    return this._take(length);
  }

  write(bytes: Buffer | string): void {
    this.modem.uart.write(Buffer.from(bytes as string, "latin1"));
  }

  async send(line: string): Promise<string> {
    this.write(`${line}\r`);
    return this.until(ANSWER);
  }

  /** Sends payload on client id 0 and answers the result. */
  async sendPayload(payload: Buffer): Promise<string> {
    await this.send(`AT+QSSLSEND=0,${payload.length}`);
    this.write(payload);
    return this.until(ANSWER);
  }

  /** What AT+QSSLRECV brings for client id 0. */
  async read(): Promise<Buffer> {
    this.write("AT+QSSLRECV=0,1500\r");
    const length = Number(/(\d+)\r\n$/.exec(await this.until(/\+QSSLRECV: \d+\r\n/))![1]);
    const payload = Buffer.from(await this.count(length), "latin1");
    await this.until(/\r\nOK\r\n/);
    return payload;
  }

  stop(): void {
    this.modem.dispose();
  }

  private _take(length: number): string {
    const text = this._output.slice(0, length);
    this._output = this._output.slice(length);
    return text;
  }
}
