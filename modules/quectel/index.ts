import { nothing } from "../at/at-client";
import type { UartPort } from "../at/uart-port";
import type { ClientSlot } from "./client-slot";
import type { Done } from "./done";
import { storeFile, type StoredDone } from "./file-store";
import { bringOnline, debugModem, type ModemStatus, modemStatus, openConnection, startModem } from "./modem";
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

/** The modem as a program sees it. */
export interface ModemInterface {
  /** Brings it online again after `onLost`. */
  start(done: Done): void;
  /**
   * Opens a TLS connection: its slot, at once; `open` or `error` follows.
   * @throws Error when the modem is not online, a parameter is out of range or all 12 client ids are in use.
   */
  open(options: { host: string; port: number }): ClientSlot;
  /** Puts a file on the modem, unless one of that name and size is there. Name: at most 80 bytes, 8.3 suits every modem. */
  upload(name: string, content: string, done: StoredDone): void;
  status(): ModemStatus;
  /** Prints the dialogue, secrets and payload left out, or stops printing it. */
  debug(isOn: boolean): void;
}

/**
 * Brings a Quectel modem online. There is one modem: a second call takes its place.
 *
 * @param serial an Espruino `Serial` that has been set up with the modem's pins and baud rate.
 * @param callback called once: `(null, modem)` when connections can be opened, else with the error of the step that failed.
 * @returns the modem at once, to watch its `status()` meanwhile.
 * @throws Error when TLS would neither be verified nor explicitly left unverified.
 */
export function connect(
  serial: UartPort,
  options: ConnectOptions,
  callback: (error: Error | null, modem: ModemInterface) => void,
): ModemInterface {
  const tls: TlsSettings = Object.assign(
    { verify: "server", ca: "", cert: "", key: "", version: 3, cipherSuite: "0XFFFF", sni: true },
    options.tls,
  );
  if (tls.verify !== "none" && !tls.ca && !options.caPem) throw new Error("give tls.ca, caPem or verify none");
  let isPinRefused = false;
  const defaults = {
    apn: "",
    username: "",
    password: "",
    pin: "",
    pinGuard: { isRefused: () => isPinRefused, setRefused: (isRefused: boolean) => (isPinRefused = isRefused) },
    ntp: "pool.ntp.org",
    caPem: "",
    onProgress: nothing,
    onTime: nothing,
    onLost: nothing,
  };
  startModem(serial, Object.assign(defaults, options, { tls }));
  if (options.debug) debugModem(true);
  const modem = { start: bringOnline, open: openConnection, upload: storeFile, status: modemStatus, debug: debugModem };
  bringOnline((error) => callback(error || null, modem));
  return modem;
}
