/** A run of a fleet, from the build of its firmware to the report. */
import { buildFirmwareFiles, buildStoredModule, type FirmwareFiles, mqttModules } from "../build/firmware-files";
import { paceOf } from "./device-config";
import type { FleetOptions } from "./fleet-arguments";
import { FleetLedger } from "./fleet-ledger";
import { FleetProcesses, type Usage } from "./fleet-processes";
import { type FleetServer, startServer } from "./fleet-server";
import type { FleetReport } from "./report";
import type { FleetSetup, News, Start } from "./worker";

export interface FleetSurroundings {
  /** Where the certificates of an own server are kept. */
  certificateFolder: string;
  /** The firmware's files, in place of those that are built from the sources. */
  firmware?: FirmwareFiles;
  /** Told now and then how far it is. */
  onProgress(text: string): void;
  /** Told what a board complains of, once for each complaint. */
  onTrouble(text: string): void;
  /** Ends the taking of readings before its time. */
  signal: AbortSignal;
}

/** Seconds from one device's start to the next one's: what starting and connecting costs two cores, with room to spare. */
const SPREAD_S = 0.06;
/** Behind the last reading, seconds: the longest wait for the upload, and time for a connection that broke. */
const GRACE_S = 60;
const PROGRESS_MS = 5000;
const POLL_MS = 50;

export class Fleet {
  private readonly _ledger: FleetLedger;
  private readonly _prefix: string;
  private readonly _names: string[];
  private readonly _troubles = new Map<string, number>();
  private _started = 0;
  private _failure: string | undefined;
  private _server: FleetServer | undefined;
  private _processes: FleetProcesses | undefined;

  constructor(
    private readonly _options: FleetOptions,
    private readonly _surroundings: FleetSurroundings,
  ) {
    // Seconds since 1970: a run that follows has another one.
    this._prefix = _options.name ?? `fleet-${Math.floor(Date.now() / 1000).toString(36)}-`;
    this._names = Array.from({ length: _options.devices }, (_, index) => `${this._prefix}${index + 1}`);
    this._ledger = new FleetLedger(this._names);
  }

  /**
   * Runs it wholly.
   * @throws Error when a part cannot be started or ends by itself; the others are stopped then.
   */
  async run(): Promise<FleetReport> {
    try {
      return await this._run();
    } finally {
      this._processes?.kill();
      await this._server?.stop();
    }
  }

  private async _run(): Promise<FleetReport> {
    const { url = "", caPem } = this._options;
    this._server = await startServer(this._options, {
      ledger: this._ledger,
      devices: this._names.length,
      prefix: this._prefix,
      certificateFolder: this._surroundings.certificateFolder,
    });
    const setup = {
      ...this._options,
      firmware: this._surroundings.firmware ?? (await buildFleetFirmware()),
      url: this._server?.url ?? url,
      caPem: caPem ?? this._server?.caPem,
    };
    const [startMs, cpuBefore] = [Date.now(), process.cpuUsage()];
    const usage = await this._live(setup);
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      url: setup.url,
      devices: this._names.length,
      processes: this._jobs,
      ...paceOf(this._options),
      seconds: (Date.now() - startMs) / 1000,
      ...this._ledger.counts(),
      ...(this._server ? {} : { repeated: null }),
      cpu: { devicesS: usage.cpuMs / 1000, ownS: (user + system) / 1e6 },
      memoryBytes: usage.rssBytes,
      missing: this._ledger.missing(),
      troubles: [...this._troubles].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count),
    };
  }

  /** Starts the devices, lets them take readings, and waits until those are delivered. */
  private async _live(setup: FleetSetup): Promise<Usage> {
    const { minutes } = this._options;
    const { signal } = this._surroundings;
    const processes = new FleetProcesses(this._jobs, {
      onNews: (news) => this._onNews(news),
      onFailed: (reason) => (this._failure ??= reason),
    });
    this._processes = processes;
    processes.start(setup, this._starts());
    await this._until(() => this._started === this._names.length || signal.aborted);
    const takingMs = Date.now();
    await this._until(() => Date.now() - takingMs >= minutes * 60e3 || signal.aborted);
    await processes.end();
    const endMs = Date.now();
    await this._until(() => this._ledger.outstanding === 0 || Date.now() - endMs > this._graceMs);
    return processes.stop();
  }

  private get _jobs(): number {
    return Math.min(this._options.jobs, this._names.length);
  }

  private get _graceMs(): number {
    return 1000 * (this._options.graceS ?? GRACE_S + paceOf(this._options).uploadS);
  }

  private _starts(): Start[] {
    const fromMs = Date.now();
    const { spreadS = SPREAD_S * this._names.length } = this._options;
    const stepMs = (1000 * spreadS) / this._names.length;
    return this._names.map((name, index) => ({ name, atMs: fromMs + stepMs * index }));
  }

  private _onNews({ started, taken, acknowledged, troubles }: News): void {
    this._started += started;
    for (const [device, atMs] of taken) this._ledger.take(device, atMs);
    // Whoever has the server itself asks that.
    if (!this._server) for (const [device, count, atMs] of acknowledged) this._ledger.acknowledge(device, count, atMs);
    for (const line of troubles) {
      // Behind it stand numbers that are others each time.
      const text = line.split(";")[0]!;
      if (!this._troubles.has(text)) this._surroundings.onTrouble(text);
      this._troubles.set(text, (this._troubles.get(text) ?? 0) + 1);
    }
  }

  /** @throws Error when a process failed meanwhile. */
  private async _until(isDone: () => boolean): Promise<void> {
    for (let saidMs = Date.now(); !isDone();) {
      if (this._failure !== undefined) throw new Error(this._failure);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (Date.now() - saidMs < PROGRESS_MS) continue;
      saidMs = Date.now();
      const { taken, delivered } = this._ledger.counts();
      this._surroundings.onProgress(
        `${this._started} of ${this._names.length} devices started, ${delivered} of ${taken} readings delivered`,
      );
    }
  }
}

/** For any kind of server. */
export async function buildFleetFirmware(): Promise<FirmwareFiles> {
  const files = await buildFirmwareFiles({ board: "LINUX" });
  for (const name of mqttModules) files[name] = await buildStoredModule({ name });
  return files;
}
