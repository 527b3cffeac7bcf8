/**
 * The module `MqttUplink`: readings to an MQTT broker, the device's status there, and commands from there. In memory only where the
 * configuration names a broker. When to send, how much and what to do about failures is the uplink's business: here a batch is a
 * message, and its PUBACK the server's 200.
 */
import { create } from "../modules/mqtt";
import type { MqttConnection } from "../modules/mqtt/client";
import type { AtError } from "../modules/at/at-error";
import { brokerTopics, withDevice } from "./broker-topics";
import { obey } from "./mqtt-commands";
import type { ServerAddress, Settings } from "./settings";

/** Of package.json. */
const VERSION = "0.1.0";

/** What the uplink is told: as by a connection, but that `data` hands over the status of what was sent. */
export interface LinkListeners {
  open(this: void): void;
  data(this: void, status: string): void;
  error(this: void, error: AtError): void;
}

/** A link to the broker, for one connection. */
export interface MqttLink {
  /** Publishes a batch; one at a time. */
  write(batch: string): void;
  /** Says goodbye. No listener is called any more. */
  end(): void;
}

/** @throws Error as `openConnection`. */
export type OpenMqtt = (listeners: LinkListeners) => MqttLink;

/** Of the driver: see `openConnection` of `modem.ts`. */
type OpenConnection = (to: ServerAddress, methods: MqttConnection) => MqttConnection;

/** Networks forget a connection that is silent for half an hour and less; brokers want it below 20 minutes. */
const KEEP_ALIVE_S = 600;
/** A command has no more bytes, its topic and all. */
const PACKET_MAX = 512;

/**
 * @param server of the configuration. @param device its name. @param methods of a connection.
 * @param tune see `tuneUplink`. @param sampling the interval of sampling.
 * @returns what opens a link.
 * @throws Error as {@link brokerTopics}.
 */
export function start(
  server: Settings["server"],
  device: string,
  openConnection: OpenConnection,
  methods: MqttConnection,
  tune: (seconds: number) => void,
  sampling: ReturnType<typeof setInterval>,
): OpenMqtt {
  const topics = brokerTopics(server, device);
  const status = (): object => (global as unknown as { qssl: { status(): object } }).qssl.status();
  const tools = { status, tune, sampling };
  /** Something that is kept for it is too long: without commands it can go on. */
  let isDeaf = false;
  return (listeners) => {
    const connection = openConnection(server.address, Object.assign({}, methods));
    let isOver = false;
    // One for each connection: what an earlier one did not get through is in the journal still.
    const client = create(
      Object.assign(
        {
          connect: () => connection,
          clientId: device,
          username: withDevice(server.user, device),
          password: server.password,
          keepAliveS: KEEP_ALIVE_S,
          maxPacketBytes: PACKET_MAX,
        },
        topics.status && {
          will: { topic: topics.status, message: JSON.stringify({ online: false }), qos: 1 as const, retain: true },
        },
      ),
    );
    client.on("connected", () => {
      if (topics.status)
        client.publish(topics.status, JSON.stringify(Object.assign({ online: true, version: VERSION }, status())), {
          qos: 1,
          retain: true,
        });
      if (topics.commands && !isDeaf) client.subscribe(topics.commands, { qos: 1 });
      listeners.open();
    });
    client.on("publish", (command) => {
      const answer = obey(command.message, command.retain, tools);
      if (topics.replies) client.publish(topics.replies, answer, { qos: 1 });
    });
    client.on("error", (error) => {
      if (/maxPacketBytes/.test(error.message)) isDeaf = true;
      if (!isOver) listeners.error(error as AtError);
    });
    client.connect();
    return {
      write(batch) {
        client.publish(topics.readings, batch, { qos: 1 }, () => listeners.data("200"));
      },
      end() {
        isOver = true;
        client.disconnect();
      },
    };
  };
}
