/** One process of a fleet: starts its devices one after the other and tells what becomes of their readings. */
import type { FirmwareFiles } from "../build/firmware-files";
import { type Certificate, issue } from "../certificates/certificates";
import { RealClock } from "../clock";
import { type ConfigSource, deviceConfig, MODEM_FILES } from "./device-config";
import { FleetDevice } from "./fleet-device";

export interface FleetSetup extends ConfigSource {
  firmware: FirmwareFiles;
  url: string;
  /** What all devices show. */
  client: Certificate | undefined;
  /** Signs a certificate for each device. */
  issuer: Certificate | undefined;
}

/** One device of this process: its name, and when it starts, milliseconds since 1970. */
export interface Start {
  name: string;
  atMs: number;
}

/** What a process is told: `end` takes no more readings, `stop` switches all devices off. */
export type Order = { kind: "start"; setup: FleetSetup; starts: Start[] } | { kind: "end" } | { kind: "stop" };

/** What happened since the last news, each with the device's name and milliseconds since 1970. */
export interface News {
  kind: "news";
  started: number;
  taken: [device: string, atMs: number][];
  acknowledged: [device: string, count: number, atMs: number][];
  troubles: string[];
}

/** `ended` answers `end`, and nothing is taken behind it; `stopped` answers `stop`. */
export type Answer =
  News | { kind: "ended" } | { kind: "stopped"; cpuMs: number; rssBytes: number } | { kind: "failed"; reason: string };

/** News are sent so often, milliseconds. */
const NEWS_MS = 200;

const noNews = (): News => ({ kind: "news", started: 0, taken: [], acknowledged: [], troubles: [] });

class FleetWorker {
  private readonly _clock = new RealClock();
  private readonly _devices: FleetDevice[] = [];
  private _news = noNews();
  private _isEnding = false;

  constructor(private readonly _tell: (answer: Answer) => void) {
    setInterval(() => this._tellNews(), NEWS_MS);
  }

  async start(setup: FleetSetup, starts: readonly Start[]): Promise<void> {
    for (const { name, atMs } of starts) {
      await new Promise((resolve) => setTimeout(resolve, atMs - Date.now()));
      if (this._isEnding) return;
      const modemFiles = await modemFilesOf(setup, name);
      const { firmware, url } = setup;
      const config = deviceConfig(setup, { name, url });
      this._devices.push(new FleetDevice({ clock: this._clock, firmware, config, modemFiles }, this._eventsOf(name)));
      this._news.started++;
    }
  }

  end(): void {
    this._isEnding = true;
    for (const device of this._devices) device.endTaking();
    this._tellNews();
    this._tell({ kind: "ended" });
  }

  stop(): void {
    for (const device of this._devices) device.stop();
    const { user, system } = process.cpuUsage();
    this._tell({ kind: "stopped", cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() });
  }

  private _eventsOf(name: string): ConstructorParameters<typeof FleetDevice>[1] {
    return {
      onTaken: () => this._news.taken.push([name, Date.now()]),
      onAcknowledged: (count) => this._news.acknowledged.push([name, count, Date.now()]),
      onTrouble: (line) => this._news.troubles.push(line),
    };
  }

  private _tellNews(): void {
    const { started, taken, acknowledged, troubles } = this._news;
    if (started + taken.length + acknowledged.length + troubles.length === 0) return;
    this._tell(this._news);
    this._news = noNews();
  }
}

async function modemFilesOf({ caPem, client, issuer }: FleetSetup, name: string): Promise<Record<string, string>> {
  const { ca, cert, key } = MODEM_FILES;
  const own = issuer ? await issue(issuer, { commonName: name, usage: "client", keyType: "EC" }) : client;
  return {
    ...(caPem === undefined ? {} : { [ca]: caPem }),
    ...(own ? { [cert]: own.certPem, [key]: own.keyPem } : {}),
  };
}

const worker = new FleetWorker((answer) => process.send!(answer));

// Ctrl-C reaches every process of a terminal; whoever started this one decides what comes of it. Without that one there is nothing to do.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("message", (order: Order) => {
  if (order.kind === "end") worker.end();
  else if (order.kind === "stop") worker.stop();
  else
    worker
      .start(order.setup, order.starts)
      .catch((error: Error) => process.send!({ kind: "failed", reason: error.message } satisfies Answer));
});
