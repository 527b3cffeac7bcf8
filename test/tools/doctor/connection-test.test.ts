import type { StepName, StepResult } from "../../../tools/doctor/connection-test";
import { PROFILE_NAMES } from "../../../tools/simulator/profiles";
import type { SimulatorOptions } from "../../../tools/simulator";
import { hashedFile } from "../../../tools/provision/modem-file";
import { ProvisionSession, type ProvisionBench } from "../../doubles/provision-bench";
import { brokerServer, stopServers, webServer } from "../../doubles/tested-servers";

jest.setTimeout(600e3);

describe("the connection test", () => {
  const session = new ProvisionSession();
  const ids = session.identities;
  afterEach(stopServers);

  const TOKEN = "Bearer s3cret-token";
  const config = (url: string, more: object = {}): Record<string, unknown> => ({
    device: "pump-7",
    apn: "internet",
    server: { url, headers: { Authorization: TOKEN } },
    tls: { ca: hashedFile(ids.ca.certPem).name },
    uart: { path: "/dev/modem" },
    ...more,
  });
  /** A board whose modem has the CA, as after provisioning. */
  const benchWith = (settings: object, simulator: Partial<SimulatorOptions> = {}): ProvisionBench => {
    const bench = session.bench({ "config.json": JSON.stringify(settings), ".bootcde": "var firmware=1" }, simulator);
    const { name, content } = hashedFile(ids.ca.certPem);
    bench.files.set(name, Buffer.from(content, "latin1"));
    return bench;
  };
  const states = (results: StepResult[]): Record<string, string> =>
    Object.fromEntries(results.map(({ step, state }) => [step, state]));
  const named = (results: StepResult[], step: StepName): StepResult => results.find((one) => one.step === step)!;
  const ALL_OK = {
    board: "ok",
    config: "ok",
    modem: "ok",
    sim: "ok",
    signal: "ok",
    registration: "ok",
    pdp: "ok",
    time: "ok",
    dns: "ok",
    tcp: "ok",
    tls: "ok",
  };

  it.each(PROFILE_NAMES)(
    "finds everything in order up to the HTTPS server with a modem %s, and stores nothing there",
    async (profile) => {
      const server = await webServer(ids.server, (_request, response) => void response.writeHead(200).end());
      const bench = benchWith(config(`https://server.example:${server.port}/readings`), { profile });
      const results = await bench.testConnection().catch((e) => {
        console.log(bench.log, e);
        throw e;
      });
      console.log(results);
      expect(states(results)).toEqual({ ...ALL_OK, http: "ok" });
    },
  );
});
