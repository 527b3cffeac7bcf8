import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { buildFirmwareFiles, buildStoredModule } from "../build/firmware-files";
import { demoCertificates } from "../certificates/demo-certificates";
import { RealClock } from "../clock";
import { type AcceptedBatch, Collector } from "../collector/collector";
import type { Place } from "../faults/fault";
import { FaultInjector } from "../faults/fault-injector";
import type { ScheduledFault } from "../faults/schedule";
import { Page } from "../live/page-server";
import { seededStart } from "../replay/drawn-lots";
import { LineRecorder } from "../replay/line-recorder";
import { withoutSecrets } from "../replay/recorded-config";
import { sensorFiles } from "../replay/sensor-files";
import { ModemSimulator, TlsNetwork } from "../simulator";
import { dialogueTrace } from "../simulator/trace";
import { UsageError } from "../terminal/usage-error";
import { DemoPage } from "./demo-page";
import { type Device, type FlashFiles, startOnHost, startOnInterpreter } from "./device";

export interface DemoOptions {
  /** Where the certificates of the demonstration are kept. */
  certificateFolder: string;
  /** The firmware's files, in place of those that are built from the sources for LINUX. */
  firmware?: FlashFiles;
  /** Real interpreter to run the bundle on; the host runtime without it. */
  interpreter?: { path: string; version: string };
  /** CA certificate given to the board instead of the demonstration's. */
  caFile?: string;
  /** Ports, 0 for any free one. */
  port: number;
  pagePort: number;
  /** Seconds between readings, and longest wait before they are sent. */
  samplingS: number;
  uploadS: number;
  /** Takes each line of the board's console. */
  onConsole(line: string): void;
  /** Told why the modem did not accept a server; the board is only given a number. */
  onRefusedServer(reason: string): void;
  /** Takes each batch that the collector stored. */
  onBatch(batch: AcceptedBatch): void;
  /** Takes what the collector refused. */
  onRejected(reason: string): void;
  /** Takes the AT dialogue as the modem sees it. */
  onDialogue?(line: string): void;
  /** Faults that strike from the start on, in order of their times; default none. */
  faults?: Iterable<ScheduledFault>;
  /** Told of each fault as it strikes. */
  onFault?(line: string): void;
  /** Takes the record of the serial line, line by line. */
  onRecord?(line: string): void;
}

/** Real speed of the line: a burst would overflow the event queue of an interpreter that reads it a few bytes at a time. */
const TERMINAL_BAUD = 115200;

/** Path of the terminal in a record: it is said to nobody. */
const RECORDED_TERMINAL = "modem";

/** Room for some thousand readings: one can watch an outage of minutes and see that nothing gets lost. */
const JOURNAL_BYTES = 65536;

/** How often it is looked whether the modem refused a server, milliseconds. */
const REFUSAL_MS = 1000;

const PLACES: readonly Place[] = ["line", "modem", "network", "server"];

/** Where faults can strike: the power of the real interpreter cannot be taken away. */
export function demoPlaces(isOnInterpreter: boolean): readonly Place[] {
  return isOnInterpreter ? PLACES : [...PLACES, "board"];
}

/** The whole path on this machine: bundle, modem simulator, collector and page. */
export class Demo {
  private constructor(
    readonly collector: Collector,
    readonly pageUrl: string,
    readonly modem: ModemSimulator,
    readonly device: Device,
    readonly page: Page,
    private readonly _parts: { stop(): unknown }[],
  ) {}

  /** @throws Error with a remedy when a part cannot be started; those that were are stopped again. */
  static async start(options: DemoOptions): Promise<Demo> {
    const parts: { stop(): unknown }[] = [];
    try {
      return await Demo._start(options, parts);
    } catch (error) {
      await stopAll(parts);
      throw error;
    }
  }

  /** Stops every part, the last started first. */
  stop(): Promise<void> {
    return stopAll(this._parts);
  }

  private static async _start(options: DemoOptions, parts: { stop(): unknown }[]): Promise<Demo> {
    const certificates = await demoCertificates(options.certificateFolder);
    const ca = options.caFile === undefined ? certificates.caPem : readCertificate(options.caFile);
    const firmware = options.firmware ?? (await buildFirmwareFiles({ board: "LINUX" }));
    const explain = await buildStoredModule({ name: "TlsExplain" });
    const { keyPem: key, certPem: cert } = certificates.server;
    const faults = new FaultInjector(new RealClock(), (line, scheduled) => {
      options.onFault?.(line);
      recorder?.event(`fault ${line}`);
      shown.onFault(scheduled);
    });
    parts.push(faults);
    const collector = new Collector({ port: options.port, key, cert, faults: faults.server });
    collector.on("readings", options.onBatch);
    collector.on("rejected", ({ reason }) => options.onRejected(reason));
    const { port } = await collector.listen();
    parts.push({ stop: () => collector.close() });
    const page = new Page({ port: options.pagePort });
    const shown = new DemoPage({
      page,
      clock: new RealClock(),
      collector,
      injector: faults,
      places: demoPlaces(options.interpreter !== undefined),
      samplingS: options.samplingS,
      uploadS: options.uploadS,
    });
    parts.push(shown);
    const { url } = await page.listen();
    parts.push({ stop: () => page.close() });
    const modem = makeModem(options, faults, shown);
    faults.attach(modem);
    parts.push({ stop: () => modem.dispose() });
    modem.powerOn();
    const kept = { "ca.pem": ca, ...(options.onRecord ? { ".boot0": seededStart(Date.now()) } : {}) };
    const files = (terminal: string): FlashFiles => ({
      ...firmware,
      TlsExplain: explain,
      ...kept,
      "config.json": JSON.stringify(demoConfig(options, port, terminal)),
    });
    const recorder = makeRecorder(options, {
      config: demoConfig(options, port, RECORDED_TERMINAL),
      flash: kept,
    });
    const line = recorder?.around(faults.line) ?? faults.line;
    const onConsole = (text: string): void => {
      options.onConsole(text);
      shown.onConsole(text);
    };
    const device = options.interpreter
      ? await startOnInterpreter(options.interpreter, line, files, onConsole)
      : startOnHost(line, files, onConsole);
    parts.push(device);
    if (device.power) faults.attachBoard(device.power);
    faults.start(options.faults ?? []);
    shown.watch(device, modem);
    parts.push(tellRefusals(modem, options.onRefusedServer));
    return new Demo(collector, url, modem, device, page, parts);
  }
}

/** The configuration of the demonstration's board. */
function demoConfig(options: DemoOptions, port: number, terminal: string): Record<string, unknown> {
  return {
    device: `linux-${hostname()
      .replace(/[^\w-]/g, "")
      .slice(0, 30)}`,
    apn: "demo",
    server: { url: `https://localhost:${port}/readings` },
    tls: { ca: "ca.pem" },
    sampling: { intervalS: options.samplingS },
    upload: { intervalS: options.uploadS },
    journal: { bytes: JOURNAL_BYTES },
    uart: { path: terminal },
  };
}

function makeRecorder(
  { onRecord }: DemoOptions,
  board: { config: Record<string, unknown>; flash: FlashFiles },
): LineRecorder | undefined {
  if (!onRecord) return undefined;
  const { config, flash } = board;
  return new LineRecorder(new RealClock(), onRecord, { config: withoutSecrets(config), flash, machine: sensorFiles() });
}

function makeModem(options: DemoOptions, faults: FaultInjector, shown: DemoPage): ModemSimulator {
  const print = options.onDialogue && dialogueTrace(options.onDialogue);
  return new ModemSimulator({
    clock: new RealClock(),
    network: faults.network.around(new TlsNetwork()),
    onStage: faults.onStage,
    uart: { baud: TERMINAL_BAUD },
    trace(direction, bytes) {
      print?.(direction, bytes);
      shown.trace(direction, bytes);
    },
  });
}

/** @throws UsageError naming the file when it cannot be read or holds no certificate. */
function readCertificate(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "latin1");
  } catch (error) {
    throw new UsageError(`--ca ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): check the path`);
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new UsageError(`--ca ${file} is no PEM certificate: BEGIN CERTIFICATE is missing`);
  return text;
}

/** Tells each reason once for which the modem did not accept a server. */
function tellRefusals(modem: ModemSimulator, onRefusedServer: (reason: string) => void): { stop(): void } {
  let last = "";
  const timer = setInterval(() => {
    const { lastOpenFailure } = modem.status();
    if (lastOpenFailure && lastOpenFailure !== last) onRefusedServer(lastOpenFailure);
    last = lastOpenFailure;
  }, REFUSAL_MS);
  return { stop: () => clearInterval(timer) };
}

async function stopAll(parts: { stop(): unknown }[]): Promise<void> {
  for (const part of parts.splice(0).reverse()) await part.stop();
}
