/** A board in the host runtime, a simulated modem with real TLS, and `openssl s_server`: what provisioning is tried on. */
import { buildService } from "../../tools/build/bundle";
import { buildStoredModule } from "../../tools/build/firmware-files";
import { type Certificate, issue, makeAuthority } from "../../tools/certificates/certificates";
import { ConnectionTest, type ConnectionTestOptions, type StepResult } from "../../tools/doctor/connection-test";
import { HostRuntime } from "../../tools/host/host-runtime";
import { hashedFile } from "../../tools/provision/modem-file";
import { Provisioning, type ProvisioningOptions, type ProvisioningResult } from "../../tools/provision/provisioning";
import { INSTANT_TIMING, ModemSimulator, type SimulatorOptions, TlsNetwork } from "../../tools/simulator";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";
import { FastClock } from "./fast-clock";
import { HostProvisioned } from "./host-provisioned";
import { OpensslServer } from "./openssl-server";

/** Guard times, pauses and time limits take a fortieth of themselves. */
const SPEED = 40;
const QUEUE_BYTES = 8192;

/** Authorities and certificates, made once. */
export class Identities {
  ca!: Certificate;
  otherCa!: Certificate;
  server!: Certificate;
  client!: Certificate;
  /** Of the other authority. */
  stranger!: Certificate;

  async make(): Promise<void> {
    this.ca = await makeAuthority({ commonName: "Test CA" });
    this.otherCa = await makeAuthority({ commonName: "Other CA" });
    const names = { commonName: "server", dnsNames: ["server.example"], usage: "server" as const };
    this.server = await issue(this.ca, names);
    this.client = await issue(this.ca, { commonName: "device", usage: "client" });
    this.stranger = await issue(this.otherCa, { commonName: "stranger", usage: "client" });
  }
}

export class ProvisionBench {
  readonly clock = new FastClock(SPEED);
  /** The modem's flash. */
  readonly files = new Map<string, Buffer>();
  /** AT commands that the modem got; what is no command is left out. */
  readonly commands: string[] = [];
  /** What the console printed, and what was told. */
  readonly log: string[] = [];
  readonly modem: ModemSimulator;
  /** Sees, and may change, what goes to the modem. */
  onWrite: (bytes: Buffer) => Buffer = (bytes) => bytes;
  /** And what comes from it. */
  onSaid: (bytes: Buffer) => Buffer = (bytes) => bytes;
  board: HostProvisioned;
  private _input = "";

  constructor(
    private readonly _identities: Identities,
    private readonly _codes: { service: string; explain: string },
    storage: Record<string, string>,
    simulator: Partial<SimulatorOptions> = {},
  ) {
    const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) });
    this.modem = new ModemSimulator({
      clock: this.clock,
      network,
      files: this.files,
      timing: INSTANT_TIMING,
      trace: (direction, bytes) => direction === "rx" && this._onInput(bytes.toString("latin1")),
      ...simulator,
    });
    this.modem.powerOn();
    this.board = this._boot(this._newRuntime(new Map(Object.entries(storage))));
  }

  get config(): { tls?: Record<string, string> } {
    return JSON.parse(this.board.runtime.storage.read("config.json") ?? "null") as { tls?: Record<string, string> };
  }

  /** Names in the board's Storage. */
  get stored(): string[] {
    return this.board.runtime.storage.files().map(({ name }) => name);
  }

  /** Everything in the board's flash, deleted files too. */
  get flash(): string {
    const { flash } = this.board.runtime.storage;
    return flash.read(0, flash.size).toString("latin1");
  }

  /** Names of the files with these contents. */
  names(...contents: string[]): string[] {
    return contents.map((content) => hashedFile(content).name);
  }

  run(options: Partial<ProvisioningOptions> = {}): Promise<ProvisioningResult> {
    const { ca, client } = this._identities;
    return new Provisioning({
      board: this.board,
      clock: this.clock,
      credentials: { ca: ca.certPem, cert: client.certPem, key: client.keyPem, warnings: [] },
      serviceCode: this._codes.service,
      buildExplain: () => Promise.resolve(this._codes.explain),
      uart: { path: "/dev/modem", baud: 115200 },
      onProgress: (text) => this.log.push(text),
      ...options,
    }).run();
  }

  /** What `npm run doctor` does. */
  testConnection(options: Partial<ConnectionTestOptions> = {}): Promise<StepResult[]> {
    return new ConnectionTest({
      board: this.board,
      clock: this.clock,
      serviceCode: this._codes.service,
      buildExplain: () => Promise.resolve(this._codes.explain),
      uart: { path: "/dev/modem", baud: 115200 },
      onStep: () => {},
      onProgress: (text) => this.log.push(text),
      ...options,
    }).run();
  }

  /** Power cut of the board: the same flash, RAM lost. */
  restart(): void {
    this.board.runtime.stop();
    this.board = this._boot(this._newRuntime(this.board.runtime.storage));
  }

  stop(): void {
    this.board.runtime.stop();
    this.modem.dispose();
  }

  private _newRuntime(storage: Map<string, string> | HostRuntime["storage"]): HostRuntime {
    return new HostRuntime({
      clock: this.clock,
      storage,
      serials: {
        Serial1: {
          write: (bytes) => this.modem.uart.write(this.onWrite(bytes)),
          onData: (receiver) => this.modem.uart.onData((bytes) => receiver(this.onSaid(bytes))),
        },
      },
      queueBytes: QUEUE_BYTES,
      log: (text) => this.log.push(text),
    });
  }

  private _boot(runtime: HostRuntime): HostProvisioned {
    runtime.boot();
    return new HostProvisioned(runtime, this.clock);
  }

  private _onInput(text: string): void {
    const lines = (this._input + text).split("\r");
    this._input = lines.pop() ?? "";
    this.commands.push(...lines.flatMap((line) => /AT[+A-Z].*$/.exec(line)?.[0] ?? []));
  }
}

/** Registers with jest; the members are there in a test. */
export class ProvisionSession {
  readonly identities = new Identities();
  private readonly _directory = scratchDirectory();
  private readonly _ends: (() => unknown)[] = [];
  private _codes = { service: "", explain: "" };

  constructor() {
    beforeAll(async () => {
      await this.identities.make();
      this._codes = {
        service: (await buildService({ board: "LINUX" })).code,
        explain: await buildStoredModule({ name: "TlsExplain" }),
      };
    });
    afterEach(async () => {
      for (const end of this._ends.splice(0).reverse()) await end();
    });
  }

  /** `openssl s_server`, which lets in clients of the authority only when `isMutual`. */
  async server(isMutual = true): Promise<OpensslServer> {
    const { ca, server } = this.identities;
    const started = await OpensslServer.start(this._directory(), server, isMutual ? { clientCaPem: ca.certPem } : {});
    this._ends.push(() => started.stop());
    return started;
  }

  bench(storage: Record<string, string>, simulator: Partial<SimulatorOptions> = {}): ProvisionBench {
    const bench = new ProvisionBench(this.identities, this._codes, storage, simulator);
    this._ends.push(() => bench.stop());
    return bench;
  }
}

/** A configuration for a server on this machine. */
export function configFor(port: number, tls?: object): string {
  const url = `https://server.example:${port}/readings`;
  return JSON.stringify({ apn: "internet", server: { url }, ...(tls ? { tls } : {}), uart: { path: "/dev/modem" } });
}
