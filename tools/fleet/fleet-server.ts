/** The server of a fleet that is told of none: a collector on this machine, whose certificates are those of the demonstration. */
import { demoCertificates } from "../certificates/demo-certificates";
import { Collector } from "../collector/collector";
import type { FleetLedger } from "./fleet-ledger";

export interface FleetServer {
  url: string;
  /** PEM of the authority that the devices trust. */
  caPem: string;
  stop(): Promise<void>;
}

/**
 * @param ledger told of each reading as it is stored.
 * @param devices how many come at once. @param folder where the certificates are kept.
 */
export async function startCollector(ledger: FleetLedger, devices: number, folder: string): Promise<FleetServer> {
  const { server, caPem } = await demoCertificates(folder);
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
