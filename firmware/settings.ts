import { type Raw, checkConfig } from "./config-check";
import { configRules } from "./config-rules";

/** The configuration with every default filled in; see `config.schema.json` for units and ranges. */
export interface Settings {
  device: string;
  apn: string;
  user: string;
  password: string;
  pin: string;
  ntp: string;
  server: {
    url: string;
    headers: { [name: string]: string };
    user: string;
    password: string;
    topic: string;
    topics: { [name: string]: string };
    /** What `url` says. */
    address: ServerAddress;
  };
  tls: {
    version: number;
    cipherSuites: string;
    verify: "server" | "mutual" | "none";
    ca: string;
    cert: string;
    key: string;
    sni: boolean;
  };
  sampling: { intervalS: number; sensors: string[] };
  upload: { intervalS: number; batch: number };
  journal: { bytes: number };
  power: { cyclesPerDay: number; kBytesPerDay: number };
  uart: { path: string; baud: number; port: string; pins: { [role: string]: string }; pwrkeyMs: number };
  log: "error" | "info" | "debug";
}

/** `server.url` taken apart. */
export interface ServerAddress {
  host: string;
  port: number;
  path: string;
}

/**
 * @param raw the configuration as it was read, undefined when there is none. What the driver judges, the TLS settings, is left to it.
 * @throws Error naming the key, the value and what is allowed.
 */
export function judgeSettings(raw: unknown): Settings {
  if (typeof raw !== "object" || raw === null) throw new Error("missing or no JSON object");
  const settings = checkConfig(configRules(), raw as Raw, "") as unknown as Settings;
  const server = settings.server;
  server.address = serverAddress(server.url);
  if (!isBroker(server.url) && server.user) throw new Error("server.user: only with mqtts");
  if (!/^[\w.-]*$/.test(settings.device)) throw new Error("device: only letters, digits, . _ -");
  if (settings.pin && !/^\d\d\d\d+$/.test(settings.pin)) throw new Error("pin: must be 4 to 8 digits");
  return settings;
}

/** Readings go to an MQTT broker. @param url as {@link serverAddress} takes it. */
export function isBroker(url: string): boolean {
  return url[0] === "m";
}

/** @throws Error when `url` is neither `https://host[:port][/path]` nor `mqtts://host[:port]`; that the latter has no path is judged with its topics. */
export function serverAddress(url: string): ServerAddress {
  if (!/^https:\/\/|^mqtts:\/\//.test(url))
    throw new Error("server.url: " + url + " must begin with https:// or mqtts://");
  const rest = url.substr(8);
  const slash = rest.indexOf("/");
  const path = slash < 0 ? "/" : rest.substr(slash);
  const parts = (slash < 0 ? rest : rest.substr(0, slash)).split(":");
  // None at all behind the colon is 0.
  const port = +(parts[1] ?? (isBroker(url) ? 8883 : 443));
  if (!/^[\w.-]+$/.test(parts[0]!) || parts.length > 2 || !port || (port & 0xffff) !== port)
    // Not what stands there: that may be a user's name and password.
    throw new Error("server.url: no host name with a port from 1 to 65535");
  if (path.indexOf(" ") >= 0) throw new Error("server.url: spaces in the path");
  return { host: parts[0]!, port, path };
}
