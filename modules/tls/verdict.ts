/**
 * Judges a server's first flight as the modem would: one sentence with its remedy for the first thing that is wrong. Texts are
 * short, since each byte of them lies in the flash of a board.
 */
import { byteAt } from "./bytes";
import { type Certificate, namesBut, nameText, readCertificate } from "./certificate";
import { Part } from "./server-flight";

/** The connection that failed, and what is known of it. */
export interface ExplainOptions {
  /** Name or address of the server, as it was given to `open`. */
  host: string;
  /** TCP port of the server, 1 to 65535. */
  port: number;
  /** What is verified, as in the driver's `tls.verify`. */
  verify: "server" | "mutual" | "none";
  /** Text of the file behind `tls.ca` when at hand: PEM, one certificate or more. */
  ca?: string;
  /** The suite offered, `0xhhhh`; `all` (the default) or `0xFFFF` for all. */
  cipherSuites?: string;
  /** `<sslversion>` of AT+QSSLCFG: 3 TLS 1.2 (the default), 4 all; 0 to 2 are older. */
  version?: number;
  /** Time by which the modem judges, seconds since 1970; 0 when unknown. */
  time: number;
}

/** AlertLevel (RFC 5246 7.2). */
const enum AlertLevel {
  Fatal = 2,
}

/** A clock that shows an earlier year was never set. */
const CLOCK_SET = "2026";

/**
 * Longer than the size guide allows: its variables belong to one explanation, and as fields they would cost 300 bytes of flash.
 * @param serverName that the certificate must have, in lower case, an address as `IP 192.0.2.1`.
 * @returns takes each part of the flight; answers with the sentence as soon as it is certain, "" until then.
 */
export function newJudge(options: ExplainOptions, serverName: string): (part: Part, bytes: string) => string {
  const verify = options.verify;
  const version = options.version ?? 3;
  const time = options.time ? new Date(options.time * 1000).toISOString() : "";
  let authorities = readPem(options.ca || "");
  let fault = options.ca && !authorities[0] ? "tls.ca is no PEM certificate: convert it" : "";
  let issuer = "";
  let isComplete = false;
  let isAsked = false;

  const refuseDates = (what: string, certificate: Certificate): string => {
    const isEarly = time < certificate.notBefore;
    if (!time || (!isEarly && time < certificate.notAfter)) return "";
    const turn = isEarly ? " begins " + dayText(certificate.notBefore) : " expired " + dayText(certificate.notAfter);
    return time < CLOCK_SET
      ? clockFault(time)
      : what + turn + ", modem has " + dayText(time) + ": renew it, check clocks";
  };

  /** The server's own comes first; those behind one of an authority do not matter. */
  const addCertificate = (der: string): void => {
    const certificate = readCertificate(der);
    if (!certificate || isComplete) return;
    const isFirst = !issuer;
    const authority = authorities.find((one) => one.subject === certificate.issuer);
    const others = isFirst && namesBut(certificate, serverName);
    issuer = '"' + nameText(certificate.issuer) + '"';
    isComplete = !!authority || certificate.issuer === certificate.subject;
    fault =
      fault ||
      refuseDates("certificate of " + nameText(certificate.subject), certificate) ||
      (authority
        ? refuseDates("tls.ca", authority)
        : isFirst && isComplete
          ? "self-signed certificate: use it as tls.ca"
          : "") ||
      (others ? "certificate for " + others.substr(0, 99) + " not for " + serverName + ": correct either" : "");
    if (authority) authorities = [];
  };

  /** What is wrong as far as it can be seen from outside. */
  const conclude = (): string => {
    const other = authorities[0];
    if (verify !== "none") {
      if (fault) return fault;
      if (!issuer) return "no readable certificate: replace it";
      if (other) return "issued by " + issuer + ', tls.ca is "' + nameText(other.subject) + '": use the former';
    }
    if (isAsked)
      return verify === "mutual"
        ? "client certificate refused: check tls.cert, tls.key"
        : "client certificate wanted: set tls.verify mutual";
    return time || verify === "none"
      ? "nothing wrong seen: check key files and CA " + issuer + " on the modem"
      : clockFault("");
  };

  return (part, bytes) => {
    const second = byteAt(bytes, 1);
    if (part === Part.Certificate) addCertificate(bytes);
    if (part === Part.CertificateRequest) isAsked = true;
    if (part === Part.NoTls) return "no TLS there: check port";
    if (part === Part.Alert && byteAt(bytes, 0) === AlertLevel.Fatal) return alertFault(second);
    if (part === Part.ServerHello && version < 4 && second < version)
      return "TLS 1." + (second - 1) + " at most: update server";
    if (part === Part.ServerHelloDone || (part === Part.End && issuer)) return conclude();
    return part === Part.End ? "no TLS answer: check port, name" : "";
  };
}

/** @param message of the slot's error: the modem's code tells how TCP failed. */
export function tcpFault(message: string): string {
  const code = / (5..) /.exec(message);
  const texts: Record<string, string> = {
    565: "name not found: check name, DNS",
    566: "TCP refused: check port, firewall",
    569: "no answer: check address, firewall",
  };
  return (code && texts[code[1]!]) || "no TCP: " + message;
}

function alertFault(description: number): string {
  const texts: Record<number, string> = {
    40: "no common cipher suite: allow more, here or there",
    70: "TLS version refused: allow TLS 1.2",
  };
  return texts[description] || "TLS alert " + description + ": see server's log";
}

/** @param time ISO 8601; "" when unknown. */
function clockFault(time: string): string {
  return "modem's clock is " + (dayText(time) || "unknown") + ": set it by network or NTP";
}

/** The certificates in a PEM text (RFC 7468), none when there is no readable one. */
function readPem(text: string): Certificate[] {
  return text
    .split("-----")
    .filter((_, index, parts) => parts[index - 1] === "BEGIN CERTIFICATE")
    .map((part) => readCertificate(atob(part)))
    .filter((certificate) => certificate) as Certificate[];
}

/** `YYYY-MM-DD`. */
function dayText(time: string): string {
  return time.substr(0, 10);
}
