/** The part of the configuration that concerns an MQTT broker, judged on the PC, and on the board by who uses it. */
import type { Settings } from "./settings";

/** Where things are published; "" for what is not. */
export interface BrokerTopics {
  readings: string;
  /** The device's status, retained, and its last will. */
  status: string;
  /** Commands for the device, and its answers. */
  commands: string;
  replies: string;
}

/**
 * @param device its name, in place of `{device}`. Not by `split`: of a text that is shorter than the separator the interpreter makes no piece.
 */
export function withDevice(text: string, device: string): string {
  return text.replace(/\{device}/g, device);
}

/**
 * @param device see {@link withDevice}.
 * @returns the topics: those of `server.topics`, the others below `server.topic`.
 * @throws Error naming the key that does not go with a broker, or is no topic.
 */
export function brokerTopics(server: Settings["server"], device: string): BrokerTopics {
  const fail = (key: string, problem: string): never => {
    throw new Error("server." + key + ": " + problem);
  };
  const own: { [name: string]: string | undefined } = server.topics;
  const topics: { [name: string]: string } = { readings: "", status: "", commands: "", replies: "" };
  if (server.address.path !== "/") fail("url", "no path with mqtts: use topic");
  for (const name in server.headers) fail("headers." + name, "only with https");
  for (const name in own) if (topics[name] !== "") fail("topics", "none of " + Object.keys(topics).join(", "));
  if (server.password && !server.user) fail("user", "must be given with a password");
  for (const name in topics) {
    const given = own[name];
    const topic = withDevice(given === undefined ? server.topic + "/" + name : given, device);
    // Commands may come by more than one.
    if (/[{}+#]/.test(name === "commands" ? topic.replace(/\/#$/, "") : topic))
      fail(given === undefined ? "topic" : "topics." + name, "no topic, or another placeholder than {device}");
    topics[name] = topic;
  }
  if (!topics["readings"]) fail("topics.readings", "must not be empty");
  return topics as unknown as BrokerTopics;
}
