import { buildModule, buildService } from "../../../tools/build/bundle";
import { type Certificate, issue, makeAuthority } from "../../../tools/certificates/certificates";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { hashedFile } from "../../../tools/provision/modem-file";
import { Provisioning, type ProvisioningOptions } from "../../../tools/provision/provisioning";
import { INSTANT_TIMING, ModemSimulator, type SimulatorOptions, TlsNetwork } from "../../../tools/simulator";
import { FastClock } from "../../doubles/fast-clock";
import { HostProvisioned } from "../../doubles/host-provisioned";
import { hasOpenssl, OpensslServer } from "../../doubles/openssl-server";
import { scratchDirectory } from "../interpreter/scratch-directory";

const SPEED = 20;
const LIMIT_MS = 60e3;
const QUEUE_BYTES = 8192;

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

describeWithOpenssl(`npm run provision${hasOpenssl ? "" : " (skipped: openssl is not installed)"}`, () => {
  const directory = scratchDirectory();
  let serviceCode: string;
  let explainCode: string;
  let ca: Certificate;
  let otherCa: Certificate;
  let server: Certificate;
  let client: Certificate;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    serviceCode = (await buildService({ board: "LINUX" })).code;
    explainCode = (await buildModule({ name: "TlsExplain" })).code;
    ca = await makeAuthority({ commonName: "Test CA" });
    otherCa = await makeAuthority({ commonName: "Other CA" });
    server = await issue(ca, { commonName: "server", dnsNames: ["server.example"], usage: "server" });
    client = await issue(ca, { commonName: "device", usage: "client" });
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  interface Bench {
    board: HostProvisioned;
    modem: ModemSimulator;
    files: Map<string, Buffer>;
    log: string[];
    run(options: Partial<ProvisioningOptions>): ReturnType<Provisioning["run"]>;
  }

  async function start(storage: Record<string, string>, simulator: Partial<SimulatorOptions> = {}): Promise<Bench> {
    const clock = new FastClock(SPEED);
    const files = new Map<string, Buffer>();
    const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) });
    const modem = new ModemSimulator({ clock, network, files, timing: INSTANT_TIMING, ...simulator });
    const log: string[] = [];
    const runtime = new HostRuntime({
      clock,
      storage: new Map(Object.entries(storage)),
      serials: { Serial1: modem.uart },
      queueBytes: QUEUE_BYTES,
      log: (text) => log.push(text),
    });
    ends.push(
      () => modem.dispose(),
      () => runtime.stop(),
    );
    modem.powerOn();
    runtime.boot();
    const board = new HostProvisioned(runtime, clock);
    const run = (options: Partial<ProvisioningOptions>) =>
      new Provisioning({
        board,
        clock,
        credentials: { ca: ca.certPem, cert: client.certPem, key: client.keyPem, warnings: [] },
        serviceCode,
        explainCode,
        uart: { path: "/dev/modem", baud: 115200 },
        onProgress: (text) => log.push(text),
        ...options,
      }).run();
    return Promise.resolve({ board, modem, files, log, run });
  }

  const config = (port: number, tls: object = {}) =>
    JSON.stringify({
      apn: "internet",
      server: { url: `https://server.example:${port}/x` },
      tls,
      uart: { path: "/dev/m" },
    });

  it(
    "puts the files on the modem, proves them against openssl s_server -Verify and names them in the configuration",
    async () => {
      const s = await OpensslServer.start(directory(), server, { clientCaPem: ca.certPem });
      ends.push(() => s.stop());
      const bench = await start({ "config.json": config(s.port, { ca: "old.pem" }) });
      bench.files.set("old.pem", Buffer.from(otherCa.certPem));
      const result = await bench.run({});
      expect(result.deleted).toEqual(["old.pem"]);
      expect([...bench.files.keys()].sort()).toEqual(
        [ca.certPem, client.certPem, client.keyPem].map((text) => hashedFile(text).name).sort(),
      );
    },
    LIMIT_MS,
  );
});
