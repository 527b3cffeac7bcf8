/** How a connection begins: CONNECT (3.1) and what the broker may say to it (3.2). */
import type { MqttConnection } from "./client";
import { chars, field, mqttError, Packet, packet, type PublishOptions, qosBits, topicField, uint16 } from "./packet";

/** What the broker publishes when the connection ends without `disconnect`. */
export interface Will extends PublishOptions {
  /** UTF-8, without wildcards. */
  topic: string;
  /** A byte string. */
  message: string;
}

/** Options of a client; what is left out takes the default named with it. */
export interface MqttOptions {
  /**
   * Opens a connection to the broker; `client.connect()` calls it.
   * @returns the connection at once.
   * @throws Error as `modem.open` does; the client tells it as `error`.
   */
  connect(this: void): MqttConnection;
  /** Identifies the session at the broker, where no other may have the same; 1 to 23 letters and digits suit every broker. */
  clientId: string;
  /** True: the session ends with the connection; true. False: the broker keeps subscriptions, and messages of QoS 1 meanwhile. */
  clean?: boolean;
  /** User name at the broker; "" (the default) for none. */
  username?: string;
  /** Password of that user; "" (the default) for none; only with `username`. */
  password?: string;
  /** The last will; none when left out. */
  will?: Will;
  /** The broker's answers must come within so many seconds, 0 to 65535; 60. With 0 within 60, and nothing is sent to keep it alive. */
  keepAliveS?: number;
  /** A packet of the broker with more bytes than this ends the connection; 1024. */
  maxPacketBytes?: number;
}

export const KEEP_ALIVE_S = 60;

/** CONNECT's flags (3.1.2.3); those of the will are PUBLISH's, further up. */
const enum ConnectFlag {
  Clean = 2,
  Will = 4,
  WillRetain = 32,
  Password = 64,
  Username = 128,
}

/** From the QoS in PUBLISH's flags to the will's. */
const WILL_QOS_SHIFT = 2;

/** @throws Error naming the options that may be wrong. */
export function connectPacket(options: MqttOptions): string {
  const will = options.will;
  const username = options.username;
  const password = options.password;
  const keepAliveS = options.keepAliveS ?? KEEP_ALIVE_S;
  if (!options.clientId || (password && !username) || !(keepAliveS >= 0 && keepAliveS < 65536))
    throw mqttError("check clientId, username, keepAliveS");
  return packet(
    Packet.Connect,
    // Protocol level 4 is 3.1.1.
    field("MQTT") +
      chars(
        4,
        (username ? ConnectFlag.Username : 0) |
          (password ? ConnectFlag.Password : 0) |
          (will
            ? (will.retain ? ConnectFlag.WillRetain : 0) | (qosBits(will) << WILL_QOS_SHIFT) | ConnectFlag.Will
            : 0) |
          (options.clean === false ? 0 : ConnectFlag.Clean),
      ) +
      uint16(keepAliveS) +
      field(options.clientId) +
      (will ? topicField(will.topic) + field(will.message) : "") +
      (username ? field(username) : "") +
      (password ? field(password) : ""),
  );
}

/** @param code the return code, not 0. @returns what it means and what to do (3.2.2.3). */
export function refusal(code: number): string {
  const texts = "no MQTT 3.1.1;other clientId;try later;check username, password;check credentials, policy";
  return "CONNACK " + code + " (" + (texts.split(";")[code - 1] || "?") + ")";
}
