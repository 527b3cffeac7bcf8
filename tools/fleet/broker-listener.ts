/** Hears at a broker what the devices of a fleet publish there. */
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import type { Certificate } from "../certificates/certificates";
import type { FleetLedger } from "./fleet-ledger";

export interface ListenerOptions {
  /** `mqtts://host[:port]`. */
  url: string;
  /** PEM of the authority that the broker's certificate is checked against; undefined checks nothing. */
  caPem: string | undefined;
  /** Topic filter, MQTT 3.1.1 section 4.7. */
  filter: string;
  clientId: string;
  username?: string | undefined;
  password?: string | undefined;
  client?: Certificate | undefined;
}

export class BrokerListener {
  private constructor(
    private readonly _client: MqttClient,
    private readonly _filter: string,
  ) {}

  /**
   * Subscribes with QoS 1 in a session that is kept, so that nothing is missed while the broker restarts.
   * @param ledger told of each reading as it arrives.
   * @throws Error with what the broker says and a remedy when it does not let the listener in or hear.
   */
  static async start(
    ledger: FleetLedger,
    { url, caPem, filter, client, ...options }: ListenerOptions,
  ): Promise<BrokerListener> {
    const settings: IClientOptions = {
      ...options,
      clean: false,
      rejectUnauthorized: caPem !== undefined,
      ...(caPem === undefined ? {} : { ca: caPem }),
      ...(client ? { cert: client.certPem, key: client.keyPem } : {}),
    };
    const fail = (error: Error): never => {
      throw new Error(
        `the listener at ${url}: ${error.message}; check the address, the certificates and what its user may hear`,
      );
    };
    const connection = await connectAsync(url, settings, false).catch(fail);
    // A connection that broke is made anew by itself.
    connection.on("error", () => {});
    connection.on("message", (_topic, payload) => arrive(ledger, payload.toString()));
    const [granted] = await connection.subscribeAsync(filter, { qos: 1 }).catch(fail);
    if (!granted || granted.qos > 1) fail(new Error(`the broker refuses the subscription to ${filter}`));
    return new BrokerListener(connection, filter);
  }

  /** Ends it and leaves nothing at the broker that would wait for it. */
  async stop(): Promise<void> {
    if (this._client.connected) await this._client.unsubscribeAsync(this._filter);
    await this._client.endAsync(true);
  }
}

/** Whatever else is published there is no batch of readings and counts for nothing. */
function arrive(ledger: FleetLedger, text: string): void {
  const batch = parsed(text) as { device?: unknown; readings?: unknown } | undefined | null;
  if (typeof batch?.device !== "string" || !Array.isArray(batch.readings)) return;
  const nowMs = Date.now();
  for (const { value } of batch.readings as { value: number }[]) ledger.arrive(batch.device, value, nowMs);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
