import { sslSettings, type TlsSettings } from "../modules/quectel/ssl-context";
import { brokerTopics } from "./broker-topics";
import { isBroker, judgeSettings, type Settings } from "./settings";

/**
 * The driver's form of the configuration.
 * @param caPem the CA's certificate, when it is a file on the board; else `ca` names one on the modem.
 */
export function tlsSettings(tls: Settings["tls"], caPem: string): TlsSettings {
  return {
    verify: tls.verify,
    ca: caPem || tls.ca,
    cert: tls.cert,
    key: tls.key,
    // <sslversion> for 1, 1.1 and 1.2
    version: Math.round(tls.version * 10) - 9,
    cipherSuites: tls.cipherSuites,
    sni: tls.sni,
    negotiateS: 60,
    sessionReuse: false,
  };
}

/**
 * A configuration judged wholly, where there is room for that at once; the firmware does it in steps.
 * @param raw the configuration as it was read, undefined when there is none.
 * @throws Error naming the key, the value and what is allowed.
 */
export function checkSettings(raw: unknown): Settings {
  const settings = judgeSettings(raw);
  if (isBroker(settings.server.url)) brokerTopics(settings.server, settings.device);
  sslSettings(tlsSettings(settings.tls, ""));
  return settings;
}
