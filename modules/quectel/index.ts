import { nothing, send } from "../at/at-client";
import { parameters, setLineHandler, traceAt } from "../at/line-reader";
import type { UartPort } from "../at/uart-port";
import type * as BringUpModule from "./bring-up-module";
import { type Connection, newConnection } from "./connection";
import type { Done } from "./done";
import { storeFile, type StoredDone } from "./file-store";
import { bringOnline, type ModemStatus, modemStatus, openConnection, type OpenOptions, startModem } from "./modem";
import { sslSettings, type TlsSettings } from "./ssl-context";

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
  /** PDP context id, 1 to 7; 1. */
  pdpContextId?: number;
  /** How connections are secured; `verify` is `server` and `ca` must be given unless it is set to `none`. */
  tls?: Partial<TlsSettings>;
  /** Prints the AT dialogue. */
  debug?: boolean;
  /** Told in words what goes on while connecting. */
  onProgress?(this: void, text: string): void;
  /** The modem restarted, fell silent or lost its network: call `modem.start(callback)` to come back. */
  onLost?(this: void, reason: string): void;
}

/** The modem as a program sees it. */
export interface ModemInterface {
  /** Brings it online again after `onLost`. */
  start(done: Done): void;
  /**
   * Opens a connection, TLS unless `tls` is false, and returns it at once; `open` or `error` follows.
   * @throws Error when the modem is not online, a parameter is out of range, all 12 client ids or all 6 SSL contexts are in use,
   * or TLS would neither be verified nor explicitly left unverified.
   */
  open(options: OpenOptions): Connection;
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
  serial: Pick<UartPort, "write" | "on">,
  options: ConnectOptions,
  callback: (error: Error | null, modem: ModemInterface) => void,
): ModemInterface {
  const tls = Object.assign(
    { verify: "server", version: 3, cipherSuites: "all", sni: true, negotiateS: 60 },
    options.tls,
  ) as TlsSettings;
  const modem = {
    start: bringOnline,
    open: (options: OpenOptions) => openConnection(options, newConnection()),
    upload: storeFile,
    status: modemStatus,
    debug: traceAt,
  };
  // What only the bring-up needs gets its defaults there.
  const settings = Object.assign({ pdpContextId: 1 }, options, { tls, modem });
  // What is wrong with them is said at once.
  sslSettings(tls);
  startModem(
    serial as UartPort,
    settings.pdpContextId,
    (own) => sslSettings(Object.assign({}, tls, own)),
    (status, done) => {
      try {
        (require("QuectelBringUp") as typeof BringUpModule).run(
          send,
          setLineHandler,
          parameters,
          settings,
          status,
          done,
        );
      } catch (error) {
        // The module is not there.
        done(error as Error);
      }
    },
    options.onProgress || nothing,
    options.onLost || nothing,
  );
  traceAt(options.debug);
  bringOnline((error) => callback(error as Error | null, modem));
  return modem;
}
