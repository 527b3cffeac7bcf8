import type { UartPort } from "../at/uart-port";
import { Modem } from "./modem";
import type { TlsSettings } from "./ssl-context";

/** Options of {@link connect}; what is left out takes the default named with it. */
export interface ConnectOptions {
  /** Access point name of the operator; "" where the network gives one. */
  apn?: string;
  /** Credentials of the access point; "" for none. */
  username?: string;
  password?: string;
  /** PIN of the SIM; "" for none. It is sent once only. */
  pin?: string;
  /** NTP server where the network sends no time; `pool.ntp.org`. */
  ntp?: string;
  /** How connections are secured; `verify` is `server` and `ca` must be given unless it is set to `none`. */
  tls?: Partial<TlsSettings>;
  /** PEM text of the CA, stored on the modem when it is not there yet, instead of a file name in `tls.ca`. */
  caPem?: string;
  /** Prints the AT dialogue. */
  debug?: boolean;
  /** Told in words what goes on while connecting. */
  onProgress?(text: string): void;
  /** The modem restarted, fell silent or lost its network: call `modem.start(callback)` to come back. */
  onLost?(reason: string): void;
}

/**
 * Brings a Quectel modem online.
 *
 * @param serial an Espruino `Serial` that has been set up with the modem's pins and baud rate.
 * @param callback called once: `(null, modem)` when connections can be opened, else with the error of the step that failed.
 * @returns the modem at once, to watch its `status()` meanwhile.
 * @throws Error when TLS would neither be verified nor explicitly left unverified.
 */
export function connect(
  serial: UartPort,
  options: ConnectOptions,
  callback: (error: Error | null, modem: Modem) => void,
): Modem {
  const tls: Partial<TlsSettings> = options.tls || {};
  const verify = tls.verify || "server";
  if (verify !== "none" && !tls.ca && !options.caPem)
    throw new Error('tls.ca: name the CA file on the modem, give caPem, or spell out verify: "none"');
  let isPinRefused = false;
  const modem = new Modem(serial, {
    apn: options.apn || "",
    username: options.username || "",
    password: options.password || "",
    pin: options.pin || "",
    pinGuard: { isRefused: () => isPinRefused, setRefused: (isRefused) => (isPinRefused = isRefused) },
    ntpServer: options.ntp || "pool.ntp.org",
    tls: {
      verify,
      ca: tls.ca || "",
      cert: tls.cert || "",
      key: tls.key || "",
      version: tls.version ?? 3,
      cipherSuite: tls.cipherSuite || "0XFFFF",
      sni: tls.sni ?? true,
    },
    caPem: options.caPem || "",
    bootMs: 30e3,
    registrationMs: 600e3,
    onProgress: options.onProgress || nothing,
    onTime: nothing,
    onLost: options.onLost || nothing,
  });
  if (options.debug) modem.debug(true);
  modem.start((error) => callback(error || null, modem));
  return modem;
}

function nothing(): void {}
