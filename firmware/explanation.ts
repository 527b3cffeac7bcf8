/**
 * Says in words why a TLS connection failed, where the modem has but one number for everything. The module `TlsExplain` asks the
 * server itself; where it is not on the board the number has to do.
 */
import { addListener, endSlot, writeSlot } from "../modules/quectel/client-slot";
import { openConnection } from "../modules/quectel/modem";
import type { TlsSettings } from "../modules/quectel/ssl-context";
import type * as TlsExplain from "../modules/tls/index";
import type { ServerAddress } from "./settings";

/** `<err>` of `+QSSLOPEN` for whatever went wrong behind the name lookup. */
const CONNECT_FAILED = 566;

/** An explanation costs a connection and 1.5 KB; the next one is asked for after so many seconds. */
const PAUSE_S = 3600;

/** Variables that must be free: the server's certificate and the text in work take some 500 for a moment. */
const FREE_MIN = 600;

let nextAt = 0;

/**
 * @param code of the error with which the connection ended.
 * @param readTls reads how the connection is secured; it may throw.
 * @param onText takes one sentence with its remedy, within 30 s; not called when there is nothing to say.
 */
export function explainFailure(
  code: number | undefined,
  server: ServerAddress,
  readTls: () => TlsSettings,
  onText: (text: string) => void,
): void {
  const now = getTime();
  if (code !== CONNECT_FAILED || now < nextAt || process.memory().free < FREE_MIN) return;
  nextAt = now + PAUSE_S;
  try {
    const tls = readTls();
    (require("TlsExplain") as typeof TlsExplain).explain(
      { open: (to) => openConnection(to, { on: addListener, write: writeSlot, end: endSlot }) },
      {
        host: server.host,
        port: server.port,
        verify: tls.verify,
        ca: tls.ca.startsWith("-----") ? tls.ca : "",
        cipherSuites: tls.cipherSuites,
        version: tls.version,
        time: now,
      },
      (text) => {
        Modules.removeCached("TlsExplain");
        onText(text);
      },
    );
  } catch {
    // No such module on this board, or a configuration that was changed meanwhile.
  }
}
