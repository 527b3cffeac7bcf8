import { send } from "../at/at-client";
import { type Done, runSteps } from "./done";
import { quoted } from "./text";

/** How a TLS connection is secured; file names are those on the modem. */
export interface TlsSettings {
  /** `server`: the server proves itself to `ca`; `mutual`: the client too, by `cert` and `key`; `none`: nobody. */
  verify: "server" | "mutual" | "none";
  /** File of the trusted CA certificate; "" only with `verify: "none"`. */
  ca: string;
  /** Files of the client's certificate and key; "" unless `verify: "mutual"`. */
  cert: string;
  key: string;
  /** `<sslversion>`: 3 TLS 1.2 (the default everywhere), 4 all; 0-2 are older than TLS 1.2. */
  version: number;
  /** One suite as `0Xhhhh`, or `0XFFFF` for all that the modem has. */
  cipherSuite: string;
  /** Sends the host name to the server (SNI) and, where the modem can, compares it with the certificate. */
  sni: boolean;
}

/** `<negotiatetime>`: time for the TLS handshake, seconds (10-300). */
export const NEGOTIATE_S = 60;

/** `<sslctxID>` in use. */
export const enum SslContext {
  Id = 0,
}

/**
 * Sets the SSL context for `tls` by `AT+QSSLCFG` (SSL application note, 2.1.1). The settings live until the modem restarts
 * and count for connections opened afterwards. Certificate dates are judged unless nothing is verified.
 */
export function configureSslContext(tls: TlsSettings, done: Done): void {
  const level = ["none", "server", "mutual"].indexOf(tls.verify);
  const settings = [
    '"sslversion",' + tls.version,
    '"ciphersuite",' + tls.cipherSuite,
    '"seclevel",' + level,
    '"ignorelocaltime",' + (level ? 0 : 1),
    '"negotiatetime",' + NEGOTIATE_S,
    '"sni",' + (tls.sni ? 1 : 0),
  ];
  if (level) settings.push('"cacert",' + quoted("tls.ca", tls.ca, 80));
  if (level > 1)
    settings.push('"clientcert",' + quoted("tls.cert", tls.cert, 80), '"clientkey",' + quoted("tls.key", tls.key, 80));
  runSteps(
    settings.map(
      (setting) => (next: Done) => send("+QSSLCFG=" + setting.replace(",", "," + SslContext.Id + ","), next),
    ),
    done,
  );
}
