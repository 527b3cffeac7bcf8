/** The firmware and a collector with nginx between them, where TLS ends: as most servers of the world stand. */
import { EventEmitter, once } from "node:events";
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { issue, makeAuthority, type Certificate } from "../../tools/certificates/certificates";
import { type AcceptedBatch, Collector } from "../../tools/collector/collector";
import { FleetDevice } from "../../tools/fleet/fleet-device";
import { FastClock } from "../doubles/fast-clock";
import { describeWithNginx, NginxServer } from "../doubles/nginx-server";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const SPEED = 10;
/** Most that a request may be here: two readings fit, a whole batch does not. */
const SMALL_BODY = "client_max_body_size 300;";

describeWithNginx("the firmware with nginx in front of the collector", () => {
  const directory = scratchDirectory();
  let firmware: FirmwareFiles;
  let caPem: string;
  let certificate: Certificate;
  let collector: Collector;
  let nginx: NginxServer | undefined;
  let device: FleetDevice | undefined;
  /** Numbers of the readings as they were stored. */
  let values: number[];
  let batches: AcceptedBatch[];
  let troubles: string[];
  const board = new EventEmitter<{ trouble: [] }>();
  let acknowledged: number;

  beforeAll(async () => {
    firmware = await buildFirmwareFiles({ board: "LINUX" });
    const authority = await makeAuthority({ commonName: "Test CA" });
    caPem = authority.certPem;
    certificate = await issue(authority, { commonName: "localhost", dnsNames: ["localhost"], usage: "server" });
  });
  afterEach(async () => {
    device?.stop();
    await nginx?.stop();
    await collector.close();
  });

  /** @param port 0 for any free one. */
  async function startCollector(port = 0): Promise<number> {
    collector = new Collector({ port, key: certificate.keyPem, cert: certificate.certPem });
    collector.on("readings", (batch) => {
      batches.push(batch);
      values.push(...batch.stored.map(({ value }) => value));
    });
    return (await collector.listen()).port;
  }

  /** @param settings of nginx. @returns the collector's port. */
  async function start(name: string, settings: string[] = []): Promise<number> {
    [values, batches, troubles, acknowledged] = [[], [], [], 0];
    const port = await startCollector();
    const upstream = { port, caPem };
    nginx = await NginxServer.start(`${directory()}/${name}`, { certificate, upstream, settings });
    device = new FleetDevice(
      {
        clock: new FastClock(SPEED),
        firmware,
        modemFiles: { "ca.pem": caPem },
        config: {
          device: "behind-nginx",
          apn: "internet",
          server: { url: `https://localhost:${nginx.port}/readings` },
          tls: { ca: "ca.pem" },
          sampling: { intervalS: 1, sensors: ["load"] },
          upload: { intervalS: 2, batch: 4 },
          uart: { path: "modem" },
        },
      },
      {
        onTaken: () => {},
        onAcknowledged: (count) => (acknowledged += count),
        onTrouble: (line) => {
          troubles.push(line);
          board.emit("trouble");
        },
      },
    );
    return port;
  }

  async function untilStored(count: number): Promise<void> {
    while (values.length < count) await once(collector, "readings");
  }

  const isWhole = (): void => expect(values).toEqual(values.map((_, index) => index));
  const requests = (status: number): string[] => nginx!.requests.filter((line) => line.endsWith(` ${status}`));

  it("delivers its readings in order over TLS 1.2 that ends there", async () => {
    await start("plain");
    await untilStored(9);
    isWhole();
    expect(troubles).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
    expect(batches.every(({ repeated, insecure }) => repeated === 0 && insecure === null)).toBe(true);
    expect(requests(200)[0]).toMatch(/^TLSv1\.2 \S+ POST \/readings 200$/);
  });

  it("loses nothing when nginx restarts, and when the collector behind it is away", async () => {
    const port = await start("restarts");
    await untilStored(3);
    await nginx!.stop();
    await nginx!.start();
    await untilStored(values.length + 3);
    await collector.close();
    while (!troubles.some((text) => text.includes("the server answered 502"))) await once(board, "trouble");
    await startCollector(port);
    await untilStored(values.length + 6);
    isWhole();
    expect(requests(502).length).toBeGreaterThan(0);
  });

  it("sends in parts what nginx refuses as too large", async () => {
    await start("small", [SMALL_BODY]);
    await untilStored(12);
    isWhole();
    expect(requests(413).length).toBeGreaterThan(0);
    expect(Math.max(...batches.map(({ stored }) => stored.length))).toBeLessThan(4);
    expect(troubles.filter((text) => !text.includes("the server answered 413"))).toEqual([]);
  });
});
