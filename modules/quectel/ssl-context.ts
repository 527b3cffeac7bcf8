import type { AtClient } from "../at/at-client";
import { type Done, runSteps, type Step } from "./done";
import type { ModemProfile } from "./profile";
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

/** `<seclevel>`. */
const LEVELS = { none: 0, server: 1, mutual: 2 };

/**
 * Sets SSL context `sslContextId` (0-5) for `tls` by `AT+QSSLCFG` (SSL application note, 2.1.1). The settings live until the
 * modem restarts and count for connections opened afterwards. Certificate dates are judged unless nothing is verified.
 */
export function configureSslContext(
  at: AtClient,
  profile: ModemProfile,
  sslContextId: number,
  tls: TlsSettings,
  done: Done,
): void {
  const set =
    (name: string, value: string | number): Step =>
    (next) =>
      at.send('+QSSLCFG="' + name + '",' + sslContextId + "," + value, next);
  const isVerified = tls.verify !== "none";
  const steps = [
    set("sslversion", tls.version),
    set("ciphersuite", tls.cipherSuite),
    set("seclevel", LEVELS[tls.verify]),
    set("ignorelocaltime", isVerified ? 0 : 1),
    set("negotiatetime", NEGOTIATE_S),
  ];
  if (isVerified) steps.push(set("cacert", quoted("tls.ca", tls.ca, 80)));
  if (tls.verify === "mutual") {
    steps.push(set("clientcert", quoted("tls.cert", tls.cert, 80)));
    steps.push(set("clientkey", quoted("tls.key", tls.key, 80)));
  }
  if (profile.hasSni) steps.push(set("sni", tls.sni ? 1 : 0));
  runSteps(steps, done);
}
