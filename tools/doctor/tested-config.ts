import type { Settings } from "../../firmware/settings";
import { checkSettings } from "../../firmware/tls-settings";

/** The configuration that is tested, with every default filled in. */
export interface TestedConfig {
  settings: Settings;
  /** Readings go to an MQTT broker. */
  isMqtt: boolean;
}

/** @param bytes of the file. @throws Error naming what is wrong, never quoting the file, which holds secrets. */
export function readTestedConfig(bytes: string): TestedConfig {
  let raw: unknown;
  try {
    raw = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new Error("no JSON");
  }
  const settings = checkSettings(raw);
  return { settings, isMqtt: settings.server.url.startsWith("mqtts:") };
}

/** What the device calls itself to a broker. @param device its name. */
export function brokerIdentity({ server }: Settings, device: string): { username: string; password: string } {
  return { username: server.user.replaceAll("{device}", device), password: server.password };
}

/** The text of a byte string in UTF-8, as far as it is that. */
export function fromUtf8(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** A text as a byte string in UTF-8. */
export function toUtf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}
