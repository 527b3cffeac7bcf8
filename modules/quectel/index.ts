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
  /** Access point name of the operator, at most 99 bytes; "" (the default) where the network gives one. `AT+QICSGP`. */
  apn?: string;
  /** User name at the access point, at most 127 bytes; "" (the default) for none. */
  username?: string;
  /** Password at the access point, at most 127 bytes; "" (the default) for none. */
  password?: string;
  /** PIN of the SIM, 4 to 8 digits; "" (the default) for none. It is sent once only, since three wrong ones lock the SIM. `AT+CPIN`. */
  pin?: string;
  /** NTP server where the network sends no time, at most 100 bytes; `pool.ntp.org`. `AT+QNTP`. */
  ntp?: string;
  /** PDP context id of all connections, 1 to 7; 1. `AT+QIACT`. */
  pdpContextId?: number;
  /** How connections are secured; `verify` is `server` and `ca` must be given unless it is set to `none`. */
  tls?: Partial<TlsSettings>;
  /** Prints the AT dialogue, secrets and payload left out; false. */
  debug?: boolean;
  /**
   * Told what goes on while connecting.
   * @param text in words, for a person.
   */
  onProgress?(this: void, text: string): void;
  /**
   * The modem restarted, fell silent or lost its network, and all connections have ended: call `modem.start(callback)` to come back.
   * @param reason in words.
   */
  onLost?(this: void, reason: string): void;
}

/** The modem as a program sees it. */
export interface ModemInterface {
  /**
   * Brings it online again after `onLost`: waits 30 s at most for an answer, and 600 s at most for a network.
   * @param done called once, with the error of the step that failed (SIM, registration, PDP context, clock), or with null.
   */
  start(done: Done): void;
  /**
   * Opens a connection, TLS unless `tls` is false (`AT+QSSLCFG`, `AT+QSSLOPEN`; plain: `AT+QIOPEN`).
   * @param options where it leads, and how it is secured.
   * @returns the connection at once; `open` follows, or `error` and `close`, within 450 s.
   * @throws Error when the modem is not online, a parameter is out of range, all 12 client ids or all 6 SSL contexts are in use,
   * or TLS would neither be verified nor explicitly left unverified.
   */
  open(options: OpenOptions): Connection;
  /**
   * Puts a file on the modem, unless one of that name and size is there (`AT+QFLST`, `AT+QFUPL`); its checksum is verified.
   * @param name at most 80 bytes; one of the form 8.3 suits every modem.
   * @param content a byte string; "" for a file that must be there already.
   * @param done called once, with the error (no room, bytes lost on the line, not there) or with the file's name.
   * @throws Error for a name that is too long, or with a quote or control character in it.
   */
  upload(name: string, content: string, done: StoredDone): void;
  /**
   * What is known of it, without asking it.
   * @returns a new object at each call.
   */
  status(): ModemStatus;
  /**
   * Prints the AT dialogue, secrets and payload left out, or stops printing it.
   * @param isOn true to print.
   */
  debug(isOn: boolean): void;
}

/**
 * Brings a Quectel modem online. There is one modem: a second call takes its place.
 *
 * @param serial an Espruino `Serial` that has been set up with the modem's pins and baud rate.
 * @param options what is left out takes its default.
 * @param callback called once: `(null, modem)` when connections can be opened, else with the error of the step that failed.
 * @returns the modem at once, to watch its `status()` meanwhile.
 * @throws Error when TLS would neither be verified nor explicitly left unverified, or an option is out of range.
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
