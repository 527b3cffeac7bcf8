/**
 * What the explainer needs of an X.509 certificate (RFC 5280 4.1), read in place from its DER bytes. Signatures are not checked:
 * the modem does that. Hostile bytes give wrong texts at worst: every step goes forward, none beyond the end.
 */
import { byteAt, uint16At } from "./bytes";

export interface Certificate {
  /** Names, DER without the outermost header: two are the same when their bytes are. */
  issuer: string;
  subject: string;
  /** `YYYY-MM-DDTHH:MM`, UTC. */
  notBefore: string;
  notAfter: string;
  /** GeneralNames of the subject alternative name, DER without the outermost header; "" where there is none. */
  generalNames: string;
}

const enum Tag {
  Boolean = 0x01,
  UtcTime = 0x17,
  Sequence = 0x30,
  /** [0] version, before everything else. */
  Version = 0xa0,
  DnsName = 0x82,
  IpAddress = 0x87,
}

/** The certificate in `der`, undefined when it is none. */
export function readCertificate(der: string): Certificate | undefined {
  const fields: string[] = [];
  let at = contentOf(der, contentOf(der, 0));
  if (byteAt(der, at) === Tag.Version) at = endOf(der, at);
  // Serial number, signature algorithm, issuer, validity, subject; the public key must follow.
  for (; fields.length < 5; at = endOf(der, at)) fields.push(textOf(der, at));
  if (at >= der.length || byteAt(der, 0) !== Tag.Sequence) return undefined;
  const validity = fields[3]!;
  // RFC 5280 4.2.1.6; the extension is found by its identifier, behind which it may be marked as critical.
  at = der.indexOf("\x06\x03\x55\x1d\x11") + 5;
  if (byteAt(der, at) === Tag.Boolean) at += 3;
  return {
    issuer: fields[2]!,
    subject: fields[4]!,
    notBefore: timeText(validity, 0),
    notAfter: timeText(validity, endOf(validity, 0)),
    generalNames: at < 5 ? "" : textOf(textOf(der, at), 0),
  };
}

/**
 * Common name in a name (RFC 5280 4.1.2.4), else its last attribute; at most 64 bytes.
 * @param name as {@link Certificate.issuer}.
 */
export function nameText(name: string): string {
  const at = name.indexOf("\x55\x04\x03");
  return textOf(name, (at < 0 ? name.lastIndexOf("\x55\x04") : at) + 3).substr(0, 64);
}

/**
 * Looks for a name as RFC 6125 says: `*` stands for the first label, the common name counts only where there is no other name.
 * @param wanted in lower case, an IPv4 address as `IP 192.0.2.1`.
 * @returns "" when the certificate has it, else the names that it has, each with a comma behind it.
 */
export function namesBut(certificate: Certificate, wanted: string): string {
  const wildcard = "*" + wanted.substr(wanted.indexOf("."));
  const list = certificate.generalNames;
  let names = "";
  let at = 0;
  do {
    const tag = list ? byteAt(list, at) : Tag.DnsName;
    let name = list ? textOf(list, at) : nameText(certificate.subject);
    name = tag === Tag.IpAddress ? "IP " + E.toUint8Array(name).join(".") : name.toLowerCase();
    if (name === wanted || name === wildcard) return "";
    names += name + ",";
    at = endOf(list, at);
  } while (at < list.length);
  return names;
}

/** UTCTime has two digits of the year: 50 to 99 are of the last century (RFC 5280 4.1.2.5.1). */
function timeText(der: string, at: number): string {
  const text = textOf(der, at);
  const century = byteAt(der, at) === Tag.UtcTime ? (text < "5" ? "20" : "19") : "";
  return (century + text).replace(/(....)(..)(..)(..)(..).*/, "$1-$2-$3T$4:$5");
}

function textOf(der: string, at: number): string {
  return der.substring(contentOf(der, at), endOf(der, at));
}

/** Where the content of the element at `at` begins: a length of more than 127 has its own length in front (X.690 8.1.3). */
function contentOf(der: string, at: number): number {
  const length = byteAt(der, at + 1);
  return at + 2 + (length > 127 ? length - 128 : 0);
}

/** The first byte behind the element at `at`, never more than the end of `der`. Lengths have at most two bytes here. */
function endOf(der: string, at: number): number {
  const content = contentOf(der, at);
  const end = content + (byteAt(der, at + 1) === 130 ? uint16At(der, content - 2) : byteAt(der, content - 1));
  return end <= der.length ? end : der.length;
}
