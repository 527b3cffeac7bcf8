/** Servers of a fleet that is told of none, and what hears at those that it is told of. The own ones have the demonstration's certificates. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issue } from "../certificates/certificates";
import { demoCertificates } from "../certificates/demo-certificates";
import { Collector } from "../collector/collector";
import { BrokerListener } from "./broker-listener";
import { named } from "./device-config";
import type { FleetOptions } from "./fleet-arguments";
import type { FleetLedger } from "./fleet-ledger";
import { Mosquitto } from "./mosquitto";

/** A server that says itself what arrives. */
export interface FleetServer {
  url: string;
  /** PEM of the authority that the devices trust. */
  caPem: string | undefined;
  stop(): Promise<void>;
}

export interface ServerUse {
  /** Told of each reading as it arrives. */
  ledger: FleetLedger;
  /** How many devices come at once, and how their names begin. */
  devices: number;
  prefix: string;
  /** Where the certificates of an own server are kept. */
  certificateFolder: string;
}

/**
 * @returns undefined where only the devices know what arrived: at another's server.
 * @throws Error with a remedy when the server cannot be started, or does not let the listener hear.
 */
export async function startServer(options: FleetOptions, use: ServerUse): Promise<FleetServer | undefined> {
  const { url, filter } = options;
  if (url === undefined) return options.protocol === "https" ? startCollector(use) : startBroker(use);
  return filter === undefined ? undefined : startListener(options, url, filter, use);
}

async function startCollector({ ledger, devices, certificateFolder }: ServerUse): Promise<FleetServer> {
  const { server, caPem } = await demoCertificates(certificateFolder);
  const collector = new Collector({
    port: 0,
    key: server.keyPem,
    cert: server.certPem,
    // A device whose connection broke comes with another one before the first has ended.
    maxConnections: 2 * devices + 10,
    historyLength: 0,
  });
  collector.on("readings", ({ stored, repeated }) => {
    const nowMs = Date.now();
    for (const { device, value } of stored) ledger.arrive(device, value, nowMs);
    ledger.repeat(repeated);
  });
  const { port } = await collector.listen();
  return { url: `https://localhost:${port}/readings`, caPem, stop: () => collector.close() };
}

async function startBroker({ ledger, prefix, certificateFolder }: ServerUse): Promise<FleetServer> {
  const { server, caPem } = await demoCertificates(certificateFolder);
  const directory = await mkdtemp(join(tmpdir(), "fleet-"));
  // Whoever ends a fleet by Ctrl-C still wants what waits delivered.
  const broker = await Mosquitto.start(directory, { certificate: server }, true);
  const url = `mqtts://localhost:${broker.port}`;
  const listener = await BrokerListener.start(ledger, { url, caPem, filter: "#", clientId: `${prefix}listener` });
  const stop = async (): Promise<void> => {
    await listener.stop();
    await broker.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { url, caPem, stop };
}

/** The listener is let in as the devices are. */
async function startListener(
  { caPem, client, issuer, config }: FleetOptions,
  url: string,
  filter: string,
  { ledger, prefix }: ServerUse,
): Promise<FleetServer> {
  const { user, password } = (config["server"] ?? {}) as { user?: string; password?: string };
  const clientId = `${prefix}listener`;
  const username = user && named(user, clientId);
  const own = issuer ? await issue(issuer, { commonName: clientId, usage: "client", keyType: "EC" }) : client;
  const login = { clientId, username, password, client: own };
  const listener = await BrokerListener.start(ledger, { url, caPem, filter, ...login });
  return { url, caPem, stop: () => listener.stop() };
}
