/** Introduces itself to an MQTT broker as the device would, and says goodbye. */
import { generate } from "mqtt-packet";
import type { Settings } from "../../firmware/settings";
import { ServiceError } from "../provision/service-client";
import { failed } from "./modem-steps";
import type { Finding } from "./step";
import { brokerIdentity } from "./tested-config";
import type { TestService } from "./test-service";

const ANSWER_MS = 30e3;
/** CONNACK (MQTT 3.1.1, 3.2): its type, two bytes to follow, flags, return code. */
const CONNACK = "\x20\x02";
const CONNACK_BYTES = 4;
/** Goodbye: without it the broker would publish a last will; of this connection it has none. */
const DISCONNECT = "\xe0\x00";

const REFUSALS: Readonly<Record<number, [meaning: string, remedy: string]>> = {
  1: ["the broker does not speak MQTT 3.1.1", "use a broker that does, or another port of it"],
  2: ["the broker does not like the client id", "set device in config.json to letters and digits, 23 at most"],
  3: ["the broker is not available", "see the broker's log and try again later"],
  4: ["user name or password is wrong", "check server.user and server.password in config.json"],
  5: [
    "not authorised",
    "check server.user, server.password and the client certificate, and the broker's rules for this device",
  ],
};

/** @param service with an open connection. @param device its name, which is its client id. */
export async function mqttStep(service: TestService, settings: Settings, device: string): Promise<Finding> {
  let heard: string | undefined;
  try {
    heard = await hearConnack(service, connectPacket(settings, device));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return failed(
      `the broker ended the connection without an answer to CONNECT (${error.message})`,
      "see the broker's log: it may want a client certificate (tls.verify mutual), or be no broker: check host and port",
    );
  }
  const finding = judgeConnack(heard, device);
  if (finding.state === "ok") await service.close(DISCONNECT);
  return finding;
}

/**
 * With the same flags as the firmware's, which keeps no session at the broker (clean session), so that none is lost by it; without a last
 * will, so that nobody hears of it.
 */
function connectPacket(settings: Settings, device: string): string {
  const { username, password } = brokerIdentity(settings, device);
  const packet = generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    clientId: device,
    keepalive: 60,
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password: password as unknown as Buffer }),
  });
  return Array.from(packet, (byte) => String.fromCharCode(byte)).join("");
}

async function hearConnack(service: TestService, packet: string): Promise<string> {
  let heard = "";
  let bytes = packet;
  while (heard.length < CONNACK_BYTES) {
    const more = await service.talk(bytes, ANSWER_MS);
    if (more === undefined) break;
    heard += more;
    bytes = "";
  }
  return heard;
}

/** @param heard the first bytes that the broker said. */
export function judgeConnack(heard: string, device: string): Finding {
  if (heard === "") return failed("the broker says nothing", "check host and port in server.url; see the broker's log");
  if (heard.length < CONNACK_BYTES || !heard.startsWith(CONNACK))
    return failed(
      "what answers is no MQTT 3.1.1 broker",
      "check host and port in server.url; a web server wants https://",
    );
  const code = heard.charCodeAt(CONNACK_BYTES - 1);
  const facts = { clientId: device, code };
  if (code === 0) return { state: "ok", text: `the broker lets "${device}" in`, facts };
  const [meaning, remedy] = REFUSALS[code] ?? ["a code that MQTT 3.1.1 does not have", "see the broker's log"];
  return failed(`CONNACK ${code}: ${meaning}`, remedy, facts);
}
