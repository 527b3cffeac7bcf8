import type { TlsSettings } from "../../modules/quectel/ssl-context";

/** A server that proves itself to a CA on the modem; everything else at its default. */
export const VERIFIED: TlsSettings = {
  verify: "server",
  ca: "ca.pem",
  cert: "",
  key: "",
  version: 3,
  cipherSuites: "all",
  sni: true,
  negotiateS: 60,
  sessionReuse: false,
};
