/** The real interpreter with the built firmware, a simulated modem and the real collector: the path of `npm start`, for tests. */
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { FirmwareFiles } from "../../tools/build/firmware-files";
import { RealClock } from "../../tools/clock";
import { Collector } from "../../tools/collector/collector";
import { type Device, startOnInterpreter } from "../../tools/demo/device";
import { findInterpreter } from "../../tools/interpreter/find-interpreter";
import { ModemSimulator, TlsNetwork } from "../../tools/simulator";

export interface InterpreterBoardOptions {
  /** Path of the interpreter. */
  path: string;
  /** The build for board LINUX. */
  firmware: FirmwareFiles;
  /** Key and certificate of the collector, for localhost, and the CA that signed it. */
  server: { keyPem: string; certPem: string };
  caPem: string;
  /** What is added to the configuration: sampling, upload. */
  config?: object;
}

/** What a board at rest tells; see {@link InterpreterBoard.usageAtRest}. */
interface Sample {
  usage: number;
  total: number;
  uplink: string;
  waiting: number;
  flags: string[];
}

/**
 * Added to the boot code. The memory is asked first, so that nothing of the answer is in it; and the question on the console
 * stays short, since console and modem share one event queue.
 */
const SAMPLER = `
function restSample(){
  var m=process.memory(),s=qssl.status();
  return {usage:m.usage,total:m.total,uplink:s.uplink,waiting:s.waiting,flags:E.getErrorFlags()};
}`;

/** Pause between two samples, milliseconds. */
const SAMPLE_MS = 50;

/** Speed of the line, as on a real UART: bursts would overflow the interpreter's event queue. */
const BAUD = 115200;

export class InterpreterBoard {
  /** Lines of the board's console. */
  readonly lines: string[] = [];
  /** Batches that the collector took, and readings in them. */
  uploads = 0;
  /** What `E.getErrorFlags` told: lost bytes, full memory. */
  readonly errorFlags: string[] = [];
  readings = 0;
  /** TLS versions that were seen. */
  readonly protocols = new Set<string>();
  private _device: Device | undefined;

  private constructor(
    readonly collector: Collector,
    readonly modem: ModemSimulator,
  ) {
    collector.on("readings", ({ stored, protocol }) => {
      this.uploads++;
      this.readings += stored.length;
      this.protocols.add(protocol);
    });
  }

  static async start(options: InterpreterBoardOptions): Promise<InterpreterBoard> {
    const { keyPem: key, certPem: cert } = options.server;
    const collector = new Collector({ port: 0, key, cert });
    const modem = new ModemSimulator({
      clock: new RealClock(),
      network: new TlsNetwork(),
      uart: { baud: BAUD },
      timing: { bootMs: 100, registrationMs: 100, pdpMs: 10 },
    });
    const board = new InterpreterBoard(collector, modem);
    try {
      await board._boot(options);
    } catch (error) {
      await board.stop();
      throw error;
    }
    return board;
  }

  get device(): Device {
    if (!this._device) throw new Error("the board has not started");
    return this._device;
  }

  /** Resolves when the collector has taken so many batches since the start. */
  async untilUploads(count: number): Promise<void> {
    while (this.uploads < count) await once(this.collector, "readings");
  }

  /**
   * Variables in use while the board rests: nothing waits, no request is out. The least of `count` such samples, since a
   * command of the modem driver may be under way in any one of them.
   */
  async usageAtRest(count = 12): Promise<{ usage: number; total: number }> {
    const samples: Sample[] = [];
    while (samples.length < count) {
      const sample = (await this.device.evaluate("restSample()")) as Sample;
      this.errorFlags.push(...sample.flags);
      if (sample.uplink === "idle" && sample.waiting === 0) samples.push(sample);
      await setTimeout(SAMPLE_MS);
    }
    return { usage: Math.min(...samples.map(({ usage }) => usage)), total: samples[0]!.total };
  }

  async stop(): Promise<void> {
    await this._device?.stop();
    this.modem.dispose();
    await this.collector.close();
  }

  private async _boot({ path, firmware, caPem, config }: InterpreterBoardOptions): Promise<void> {
    const interpreter = findInterpreter(path)!;
    const { port } = await this.collector.listen();
    this.modem.powerOn();
    const files = (terminal: string): Record<string, string> => ({
      ...firmware,
      ".bootcde": firmware[".bootcde"] + SAMPLER,
      "ca.pem": caPem,
      "config.json": JSON.stringify({
        device: "under-test",
        apn: "internet",
        server: { url: `https://localhost:${port}/readings` },
        tls: { ca: "ca.pem" },
        uart: { path: terminal },
        ...config,
      }),
    });
    this._device = await startOnInterpreter(interpreter, this.modem.uart, files, (line) => this.lines.push(line));
  }
}
