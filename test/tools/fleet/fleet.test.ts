/** A fleet in small: five devices in processes of their own, real TLS, and the report of the run. */
import { connectAsync } from "mqtt";
import type { FirmwareFiles } from "../../../tools/build/firmware-files";
import { type Certificate, issue, makeAuthority } from "../../../tools/certificates/certificates";
import { Collector } from "../../../tools/collector/collector";
import { buildFleetFirmware, Fleet } from "../../../tools/fleet/fleet";
import { type FleetOptions, parseFleetOptions } from "../../../tools/fleet/fleet-arguments";
import { exitCodeOf, type FleetReport, reportText } from "../../../tools/fleet/report";
import type { MqttBroker } from "../../../tools/fleet/mqtt-broker";
import { describeAtBrokers } from "../../doubles/brokers";
import { describeWithMosquitto } from "../../doubles/mosquitto-server";
import { scratchDirectory } from "../interpreter/scratch-directory";

/** Readings are taken for so long: two or three of each device. */
const MINUTES = 0.05;
const FLAGS = "--devices 5 --interval 2 --spread 1 --jobs 1 --name meter-".split(" ");

const directory = scratchDirectory();
let firmware: FirmwareFiles;
let authority: Certificate;
let server: Certificate;

beforeAll(async () => {
  firmware = await buildFleetFirmware();
  authority = await makeAuthority({ commonName: "CA", keyType: "EC" });
  server = await issue(authority, { commonName: "server", dnsNames: ["localhost"], usage: "server" });
});

function run(flags: string[], others: Partial<FleetOptions>): Promise<FleetReport> {
  const ends = new AbortController();
  const options = { ...parseFleetOptions([...FLAGS, ...flags])!, minutes: MINUTES, ...others };
  const fleet = new Fleet(options, {
    certificateFolder: `${directory()}/demo`,
    firmware,
    onProgress: () => {},
    onTrouble: (text) => {
      if (/QSSLOPEN/.test(text)) ends.abort();
    },
    signal: ends.signal,
  });
  return fleet.run();
}

describe("a fleet of five", () => {
  it("delivers all its readings to a collector of its own, and says so in figures", async () => {
    const report = await run(["--jobs", "2"], {});
    const text = reportText(report);
    expect(text).toMatch(/^devices {4}5, a reading every 2 s, sent within 2 s, to https:\/\/localhost:\d+\/readings$/m);
    const [, taken, delivered] = /^readings {3}(\d+) taken, (\d+) delivered, 0 lost, 0 repeated$/m.exec(text) ?? [];
    expect(Number(taken)).toBeGreaterThanOrEqual(10);
    expect(delivered).toBe(taken);
    expect(text).toMatch(
      /^latency {4}median [\d.]+ s, 95 % within [\d.]+ s, at the most [\d.]+ s; from the sensor on$/m,
    );
    expect(text).toMatch(/^processor {2}[\d.]+ s for the devices in 2 processes/m);
    expect(text).not.toMatch(/^(trouble|missing|unknown)/m);
    expect(exitCodeOf(report)).toBe(0);
  });

  it("shows another's server a certificate of its own for each device, and goes by what it acknowledges", async () => {
    const { certPem: cert, keyPem: key } = server;
    const collector = new Collector({ port: 0, key, cert, clientCa: authority.certPem });
    const names = new Map<string, string | null>();
    collector.on("readings", ({ device, peer }) => names.set(device, peer.name));
    const { port } = await collector.listen();
    const url = `https://localhost:${port}/readings`;
    const report = await run([], { url, caPem: authority.certPem, issuer: authority });
    const { stored } = collector.summary();
    await collector.close();
    expect(report).toMatchObject({ url, devices: 5, lost: 0, unknown: 0, repeated: null, troubles: [], missing: [] });
    expect([report.delivered, stored]).toEqual([report.taken, report.taken]);
    expect(report.latency?.medianMs).toBeGreaterThan(0);
    expect(reportText(report)).toMatch(/ 0 lost, repeats are known to the server only$/m);
    expect([...names].sort()).toEqual([1, 2, 3, 4, 5].map((n) => [`meter-${n}`, `meter-${n}`]));
  });

  it("says what is lost and what the boards complain of, and can be ended before its time", async () => {
    const report = await run(["--grace", "0"], { caPem: authority.certPem, minutes: 60 });
    const text = reportText(report);
    expect(text).toMatch(/^readings {3}(\d+) taken, 0 delivered, \1 lost, 0 repeated$/m);
    expect(text).toMatch(/^latency {4}none was delivered$/m);
    expect(text).toMatch(/^trouble {4}\d+ times: uplink: QSSLOPEN \d+: 566 /m);
    expect(text).toMatch(/^missing {4}meter-\d: \d+ readings$/m);
    expect(exitCodeOf(report)).toBe(1);
  });
});

describeWithMosquitto("a fleet of five, with Mosquitto", () => {
  it("delivers all its readings to a broker of its own", async () => {
    const report = await run(["--protocol", "mqtts"], {});
    expect(report.url).toMatch(/^mqtts:\/\/localhost:\d+$/);
    expect(report).toMatchObject({ delivered: report.taken, lost: 0, repeated: 0, unknown: 0, troubles: [] });
    expect(report.taken).toBeGreaterThanOrEqual(10);
  });
});

describeAtBrokers("a fleet of five", (start) => {
  let broker: MqttBroker;
  afterEach(() => broker.stop());

  it("loses nothing where the broker restarts, each device with a certificate of its own", async () => {
    const caPem = authority.certPem;
    broker = await start(`${directory()}/broker`, { certificate: server, clientCaPem: caPem });
    const url = `mqtts://localhost:${broker.port}`;
    const watcher = await issue(authority, { commonName: "watcher", usage: "client", keyType: "EC" });
    const watching = await connectAsync(url, { ca: caPem, cert: watcher.certPem, key: watcher.keyPem });
    watching.on("error", () => {});
    await watching.subscribeAsync("devices/+/readings");
    const heard = new Promise((resolve) => watching.once("message", resolve));
    const restarted = heard.then(async () => {
      await broker.stop();
      await broker.start();
    });
    const report = await run([], { url, caPem, issuer: authority, filter: "devices/+/readings", graceS: 60 });
    await restarted;
    await watching.endAsync(true);
    expect(report).toMatchObject({ url, delivered: report.taken, lost: 0, unknown: 0, missing: [] });
    expect(report.taken).toBeGreaterThanOrEqual(10);
  });
});
