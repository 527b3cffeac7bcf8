/** `config.json` of one device of a fleet. */
import { forLinux } from "../replay/recorded-config";

/** Names of the certificates on its modem. */
export const MODEM_FILES = { ca: "ca.pem", cert: "cert.pem", key: "key.pem" };

/** Seconds between two readings where nothing says another one. */
export const DEFAULT_INTERVAL_S = 10;

export interface ConfigSource {
  /** What the flags do not say; may be empty. */
  config: Record<string, unknown>;
  intervalS: number | undefined;
  uploadS: number | undefined;
  /** There when the device is to have that file. */
  caPem: string | undefined;
  client: object | undefined;
  issuer: object | undefined;
}

interface KnownConfig {
  server?: { user?: string };
  tls?: object;
  sampling?: { intervalS?: number };
  upload?: { intervalS?: number };
}

/** Seconds between two readings, and the longest that one waits for its upload. */
export function paceOf({ config, ...flags }: ConfigSource): { intervalS: number; uploadS: number } {
  const { sampling, upload } = config as KnownConfig;
  const intervalS = flags.intervalS ?? sampling?.intervalS ?? DEFAULT_INTERVAL_S;
  return { intervalS, uploadS: flags.uploadS ?? upload?.intervalS ?? intervalS };
}

/** Some brokers want a user's name in which the device's is. */
export function named(user: string, device: string): string {
  return user.replaceAll("{device}", device);
}

/** Whatever board it was written for: it is the firmware for Linux that runs. */
export function deviceConfig(source: ConfigSource, { name, url }: { name: string; url: string }): object {
  const { server, tls, sampling, upload, ...others } = forLinux(source.config) as KnownConfig;
  const { intervalS, uploadS } = paceOf(source);
  const { ca, cert, key } = MODEM_FILES;
  const isMutual = source.client !== undefined || source.issuer !== undefined;
  return {
    apn: "fleet",
    uart: { path: "modem" },
    ...others,
    device: name,
    server: { ...server, ...(server?.user ? { user: named(server.user, name) } : {}), url },
    tls: {
      ...tls,
      ...(source.caPem === undefined ? {} : { ca }),
      ...(isMutual ? { cert, key, verify: "mutual" } : {}),
    },
    sampling: { ...sampling, intervalS, sensors: ["load"] },
    upload: { ...upload, intervalS: uploadS },
  };
}
