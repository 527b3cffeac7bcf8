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
  settings.server.address = serverAddress(settings.server.url);
  if (!isBroker(settings.server.url) && settings.server.user) throw new Error("server.user: only with mqtts://");
  if (!/^[\w.-]*$/.test(settings.device)) throw new Error("device: use letters, digits, '.', '_' and '-' only");
  if (settings.pin && !/^\d\d\d\d+$/.test(settings.pin)) throw new Error("pin: must be 4 to 8 digits");
  return settings;
}

/** Readings go to an MQTT broker. */
export function isBroker(url: string): boolean {
  return url.startsWith("mqtts://");
}

/** @throws Error when `url` is neither `https://host[:port][/path]` nor `mqtts://host[:port]`. */
export function serverAddress(url: string): ServerAddress {
  if (!isBroker(url) && !url.startsWith("https://"))
    throw new Error("server.url: " + url + " must begin with https:// or mqtts://");
  const rest = url.substr(8);
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.substr(0, slash);
  const parts = authority.split(":");
  const port = +(parts[1] ?? (isBroker(url) ? 8883 : 443));
  if (
    !/^[\w.-]+$/.test(parts[0]!) ||
    parts[1] === "" ||
    parts.length > 2 ||
    !(port > 0 && port < 65536 && (port | 0) === port)
  )
    // Not what stands there: that may be a user's name and password.
    throw new Error("server.url: no host name with a port from 1 to 65535");
  const path = slash < 0 ? "/" : rest.substr(slash);
  if (isBroker(url) && path !== "/") throw new Error("server.url: no path with mqtts://: use topic");
  if (path.indexOf(" ") >= 0) throw new Error("server.url: the path must not hold spaces");
  return { host: parts[0]!, port, path };
}
