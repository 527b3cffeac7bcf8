/** The built firmware in the host runtime, whose modem does real TLS to a server on this machine, on a clock that is sped up. */
import { setTimeout } from "node:timers/promises";
import type { FirmwareFiles } from "../../tools/build/firmware-files";
import { HostRuntime } from "../../tools/host/host-runtime";
import { INSTANT_TIMING, ModemSimulator, type SimulatorOptions, TlsNetwork } from "../../tools/simulator";
import { FastClock } from "./fast-clock";

/** The name by which the server is known. */
export const HOST = "readings.server.example";

/** Pauses and time limits take a twentieth of themselves; a handshake has all the time that it needs all the same. */
const SPEED = 20;
/** Longest answer of AT+QSSLRECV and more, since no baud rate slows the line down. */
const QUEUE_BYTES = 8192;
/** Against hanging only, milliseconds of real time. */
const LIMIT_MS = 60e3;
const LOOK_MS = 5;

export interface SecuredBoardOptions {
  /** The build for board LINUX. */
  firmware: FirmwareFiles;
  /** Of the server on 127.0.0.1. */
  port: number;
  /** Content of the board's `ca.pem`. */
  caPem: string;
  /** What of `config.json` is not at its default. */
  config?: object;
  simulator?: Partial<SimulatorOptions>;
}

export class SecuredBoard {
  readonly modem: ModemSimulator;
  readonly clock = new FastClock(SPEED);
  /** Lines of the console. */
  readonly lines: string[] = [];
  /** All that the board said to the modem. */
  said = "";
  /** Why the modem refused servers, as the simulator knows it. */
  readonly refusals = new Set<string>();
  private readonly _runtime: HostRuntime;

  constructor({ firmware, port, caPem, config, simulator }: SecuredBoardOptions) {
    this.modem = new ModemSimulator({
      timing: INSTANT_TIMING,
      ...simulator,
      clock: this.clock,
      network: new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) }),
      trace: (direction, bytes) => {
        if (direction !== "rx") return;
        this.said += bytes.toString("latin1");
        this.refusals.add(this.modem.status().lastOpenFailure);
      },
    });
    const settings = {
      apn: "internet",
      server: { url: `https://${HOST}:${port}/readings` },
      tls: { ca: "ca.pem" },
      sampling: { intervalS: 1, sensors: ["load"] },
      upload: { intervalS: 1 },
      uart: { path: "/dev/ttyS0" },
      ...config,
    };
    this._runtime = new HostRuntime({
      clock: this.clock,
      storage: new Map(Object.entries({ "ca.pem": caPem, "config.json": JSON.stringify(settings), ...firmware })),
      serials: { Serial1: this.modem.uart },
      files: { "/proc/loadavg": "0.25 0.5 0.75 1/100 1000\n" },
      queueBytes: QUEUE_BYTES,
      log: (text) => this.lines.push(...text.split("\n")),
    });
  }

  /** Power comes: board and modem start. */
  start(): void {
    this.modem.powerOn();
    this._runtime.boot();
  }

  /** `qssl.status()`. */
  get status(): { waiting: number; acknowledged: number; dropped: number; offline: string; lastError: string } {
    return this._runtime.evaluate("qssl.status()") as SecuredBoard["status"];
  }

  /** Waits until something is so. @throws Error with the console's lines when it never is. */
  async until(isSo: () => boolean): Promise<void> {
    for (const end = Date.now() + LIMIT_MS; !isSo(); await setTimeout(LOOK_MS))
      if (Date.now() > end) throw new Error(`never so:\n${this.lines.join("\n")}`);
  }

  stop(): void {
    this._runtime.stop();
    this.modem.dispose();
  }
}
