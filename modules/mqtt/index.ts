/**
 * The Espruino module `mqtts`: an MQTT 3.1.1 client (OASIS standard) on any connection that has the form of `modem.open()` of
 * `QuectelSSL`. Strings are byte strings, UTF-8 where they are text.
 */
import {
  addListener,
  type Dialogue,
  leave,
  type MqttDone,
  open,
  type Publication,
  publish,
  subscribe,
  unsubscribe,
} from "./client";
import { connectPacket, type MqttOptions } from "./connect-packet";
import type { MqttError, PublishOptions } from "./packet";

/** An MQTT client as a program sees it. */
export interface MqttClient {
  /** The broker took the connection; it has a session of this client from before, or has not: then subscribe. */
  on(event: "connected", listener: (isSessionPresent: boolean) => void): void;
  /** A message arrived. One of QoS 1 is acknowledged when the listener has returned. */
  on(event: "publish", listener: (publication: Publication) => void): void;
  /** Why the connection ended, was refused or could not be opened; `disconnected` follows. */
  on(event: "error", listener: (error: MqttError) => void): void;
  /** `drain`: there is room again after a refusal. `disconnected`: always the last, once for each `connect`. A second listener is added to the first. */
  on(event: "drain" | "disconnected", listener: () => void): void;
  /** Opens a connection; nothing happens while there is one. There is no other way to one: who wants another after `disconnected` calls again. */
  connect(): void;
  /**
   * Publishes a message. QoS 1: it waits until the broker has it, over as many connections as that takes, in order; sent again, it has its
   * identifier and the DUP flag. QoS 0: it is handed to the connection or refused.
   * @param topic UTF-8, 1 to 65535 bytes, without `+` and `#`.
   * @param message a byte string.
   * @param options QoS 0 or 1 and retention; QoS 0, not retained.
   * @param done QoS 1: the broker has it. QoS 0: the connection has it.
   * @returns false when it was not taken, since 8 requests wait, or with QoS 0 there is no connection or no room: again after `drain`.
   * @throws Error for a topic with wildcards or none, or another QoS.
   */
  publish(topic: string, message: string, options?: PublishOptions, done?: MqttDone): boolean;
  /**
   * Subscribes to a topic filter; before `connected` it waits for that.
   * @param filter UTF-8; `+` stands for one level, `#` at the end for all that follow.
   * @param options the highest QoS that is wanted, 0 or 1; 0.
   * @param done with the QoS that the broker grants, or the error: refused, or the connection ended.
   * @returns false when it was not taken, since 8 requests wait: again after `drain`.
   * @throws Error for what is no topic filter, or another QoS.
   */
  subscribe(filter: string, options?: PublishOptions, done?: MqttDone): boolean;
  /**
   * Takes a subscription back; before `connected` it waits for that.
   * @param filter as it was subscribed to.
   * @param done the broker has taken it back, or the error: the connection ended.
   * @returns false when it was not taken, since 8 requests wait: again after `drain`.
   * @throws Error for what is no topic filter.
   */
  unsubscribe(filter: string, done?: MqttDone): boolean;
  /** Says goodbye, so that the broker does not publish the will, and closes; `disconnected` follows. */
  disconnect(): void;
}

const methods = { on: addListener, connect: open, publish, subscribe, unsubscribe, disconnect: leave };

/**
 * Makes a client; its `connect` connects it.
 * @param options `connect` and `clientId` must be given.
 * @returns the client, which is not connected.
 * @throws Error naming the option that is missing or out of range.
 */
export function create(options: MqttOptions): MqttClient {
  // What is wrong with them is said at once.
  connectPacket(options);
  const state: Dialogue = {
    options,
    listeners: {},
    phase: 0,
    arrived: "",
    output: "",
    requests: [],
    lastId: 0,
    signs: 0,
  };
  return Object.assign(Object.create(methods), state) as MqttClient;
}
