/**
 * Judges certificate and key files before the board is touched. What comes out is PEM as every modem reads it. No text of an error
 * quotes a file's content.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { UsageError } from "../terminal/usage-error";
import { derLength, type PemBlock, pemBlocks, PemError, pemText } from "./pem-blocks";

/** A file that was given. */
export interface CredentialFile {
  /** For texts, and for the commands that mend it. */
  path: string;
  bytes: Buffer;
}

export interface CredentialFiles {
  ca: CredentialFile;
  cert?: CredentialFile;
  key?: CredentialFile;
}

/** What the files are called where they are given: flags of a command line, fields of a form. */
export type CredentialLabels = Record<keyof CredentialFiles, string>;

/** PEM texts ready for the modem. */
export interface Credentials {
  ca: string;
  cert?: string;
  key?: string;
  /** What is not wrong but worth knowing. */
  warnings: string[];
}

/** Chains longer than this are somebody's whole trust store. */
const SIZE_MAX_BYTES = 16384;
const DAY_MS = 86400e3;
const SOON_DAYS = 30;
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/**
 * @param nowMs milliseconds since 1970 that count as now.
 * @throws UsageError naming the label and the file.
 */
export function judgeCredentials(files: CredentialFiles, labels: CredentialLabels, nowMs: number): Credentials {
  return new Judge(labels, nowMs).judge(files);
}

class Judge {
  private readonly _warnings: string[] = [];

  constructor(
    private readonly _labels: CredentialLabels,
    private readonly _nowMs: number,
  ) {}

  judge({ ca, cert, key }: CredentialFiles): Credentials {
    const labels = this._labels;
    if ((cert === undefined) !== (key === undefined))
      throw new UsageError(
        cert === undefined
          ? `${labels.key} needs ${labels.cert}: give the certificate too`
          : `${labels.cert} needs ${labels.key}: give the key too`,
      );
    const authorities = this._certificates(labels.ca, ca);
    authorities.forEach((authority, index) =>
      checkAuthority(`${labels.ca} ${ca.path}`, authority, index, authorities.length),
    );
    const judged: Credentials = { ca: certificateText(authorities), warnings: this._warnings };
    return cert && key ? { ...judged, ...this._pair(cert, key) } : judged;
  }

  private _pair(cert: CredentialFile, key: CredentialFile): { cert: string; key: string } {
    const labels = this._labels;
    const chain = this._certificates(labels.cert, cert);
    const privateKey = readKey(key, labels);
    checkChain(`${labels.cert} ${cert.path}`, chain);
    if (!chain[0]!.checkPrivateKey(privateKey))
      throw new UsageError(
        `${labels.key} ${key.path} does not belong to ${labels.cert} ${cert.path} (${nameOf(chain[0]!)}): give the key that its request was made with`,
      );
    return { cert: certificateText(chain), key: keyText(privateKey) };
  }

  private _certificates(label: string, file: CredentialFile): X509Certificate[] {
    const what = `${label} ${file.path}`;
    const certificates = readBlocks(what, file, "x509").map((block) => {
      refuseNoCertificate(what, file.path, block, this._labels.key);
      return parseCertificate(what, block.der);
    });
    for (const certificate of certificates) checkDates(what, certificate, this._nowMs, this._warnings);
    return certificates;
  }
}

function certificateText(certificates: X509Certificate[]): string {
  return certificates.map(({ raw }) => pemText("CERTIFICATE", raw)).join("");
}

/** The traditional forms, PKCS#1 and SEC 1, are read by every modem. */
function keyText(key: KeyObject): string {
  return key.export({ type: key.asymmetricKeyType === "ec" ? "sec1" : "pkcs1", format: "pem" }) as string;
}

/** @param tool of openssl that converts such a file. */
function readBlocks(what: string, { path, bytes }: CredentialFile, tool: "x509" | "pkey"): PemBlock[] {
  if (bytes.length === 0) throw new UsageError(`${what} is empty`);
  if (bytes.length > SIZE_MAX_BYTES)
    throw new UsageError(
      `${what} has ${bytes.length} bytes, at most ${SIZE_MAX_BYTES} are taken: give only the certificate that is needed`,
    );
  const text = bytes.toString("latin1").replace(/^\xef\xbb\xbf/, "");
  if (/^(\xff\xfe|\xfe\xff)/.test(text)) throw new UsageError(`${what} is UTF-16 text: save it as ASCII or UTF-8`);
  if (!text.includes("-----BEGIN ")) throw new UsageError(`${what} ${noPem(bytes, text, path, tool)}`);
  try {
    return pemBlocks(text);
  } catch (error) {
    if (error instanceof PemError) throw new UsageError(`${what} ${error.message}: get the whole file again`);
    throw error;
  }
}

/** Says what a file without BEGIN line is, and how it becomes PEM. */
function noPem(bytes: Buffer, text: string, file: string, tool: "x509" | "pkey"): string {
  if (text.includes("-----END ")) return "is truncated: its beginning is missing: get the whole file again";
  const length = derLength(bytes);
  if (length === undefined || bytes[0] !== 0x30) return "is no PEM file: it has no BEGIN line";
  if (length > bytes.length) return `is DER, not PEM, and truncated: it has ${bytes.length} of ${length} bytes`;
  // PFX (RFC 7292) begins with version 3.
  if (bytes.subarray(2, 9).includes(Buffer.from([2, 1, 3])))
    return `is PKCS#12, not PEM: take it apart by openssl pkcs12 -in ${file} -nodes, certificates and key into files of their own`;
  return `is DER, not PEM: convert it by openssl ${tool} -inform der -in ${file} -out ${file}.pem`;
}

function refuseNoCertificate(what: string, file: string, { label }: PemBlock, keyLabel: string): void {
  if (label === "CERTIFICATE" || label === "X509 CERTIFICATE") return;
  if (label.endsWith("PRIVATE KEY"))
    throw new UsageError(
      `${what} holds a private key, a certificate is needed: a key goes into a file of its own, to ${keyLabel}`,
    );
  if (label === "TRUSTED CERTIFICATE")
    throw new UsageError(`${what} is in OpenSSL's own form: convert it by openssl x509 -in ${file} -out ${file}.pem`);
  if (label === "PKCS7" || label === "CMS")
    throw new UsageError(`${what} is PKCS#7: convert it by openssl pkcs7 -print_certs -in ${file} -out ${file}.pem`);
  if (label.endsWith("CERTIFICATE REQUEST"))
    throw new UsageError(`${what} is a request for a certificate: give what the authority made of it`);
  throw new UsageError(`${what} holds ${label}, a certificate is needed`);
}

function parseCertificate(what: string, der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new UsageError(`${what} is no certificate inside (X.509): get the file again`);
  }
}

function checkDates(what: string, certificate: X509Certificate, nowMs: number, warnings: string[]): void {
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const name = nameOf(certificate);
  if (nowMs > to) throw new UsageError(`${what}: ${name} has expired on ${day(to)}: get a new one`);
  if (nowMs < from)
    throw new UsageError(`${what}: ${name} is not valid before ${day(from)}: wait, or check this machine's clock`);
  if (to - nowMs < SOON_DAYS * DAY_MS) warnings.push(`${what}: ${name} expires on ${day(to)}`);
}

/** A self-signed certificate without the mark of a CA is one that is trusted for itself. */
function checkAuthority(what: string, certificate: X509Certificate, index: number, count: number): void {
  if (certificate.ca || certificate.issuer === certificate.subject) return;
  const which = count > 1 ? `certificate ${index + 1} of ${count}, ${nameOf(certificate)},` : nameOf(certificate);
  throw new UsageError(
    `${what}: ${which} is no CA: give the certificate of its issuer, ${lastName(certificate.issuer)}`,
  );
}

/** The client's own certificate comes first, each further one is the issuer of the one before. */
function checkChain(what: string, chain: X509Certificate[]): void {
  const leaf = chain[0]!;
  const uses = leaf.keyUsage as string[] | undefined;
  if (uses && !uses.includes(CLIENT_AUTH) && uses.some((use) => use !== CLIENT_AUTH))
    throw new UsageError(`${what}: ${nameOf(leaf)} is not for clients (extended key usage): get one for clientAuth`);
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1];
    if (issuer && !certificate.checkIssued(issuer))
      throw new UsageError(
        `${what}: certificate ${index + 2}, ${nameOf(issuer)}, did not issue the one before: order them device first, then its issuer`,
      );
  }
}

function readKey(given: CredentialFile, labels: CredentialLabels): KeyObject {
  const file = given.path;
  const what = `${labels.key} ${file}`;
  const blocks = readBlocks(what, given, "pkey").filter(({ label }) => label !== "EC PARAMETERS");
  const [block] = blocks;
  if (!block) throw new UsageError(`${what} holds no key`);
  const { label, der, isEncrypted } = block;
  if (isEncrypted || label === "ENCRYPTED PRIVATE KEY")
    throw new UsageError(
      `${what} is encrypted, and the modem cannot ask for a password: convert it by openssl pkey -in ${file} -out ${file}.plain`,
    );
  if (label === "OPENSSH PRIVATE KEY")
    throw new UsageError(`${what} is in OpenSSH's own form: convert a copy by ssh-keygen -p -m PEM -f ${file}`);
  if (label.includes("CERTIFICATE"))
    throw new UsageError(`${what} holds a certificate, a private key is needed: a certificate goes to ${labels.cert}`);
  if (!label.endsWith("PRIVATE KEY")) throw new UsageError(`${what} holds ${label}, a private key is needed`);
  if (blocks.length > 1) throw new UsageError(`${what} holds ${blocks.length} blocks: give a file with the key alone`);
  const key = parseKey(what, label, der);
  if (key.asymmetricKeyType !== "rsa" && key.asymmetricKeyType !== "ec")
    throw new UsageError(`${what} is ${key.asymmetricKeyType}, which modems do not know: take an RSA or EC key`);
  return key;
}

function parseKey(what: string, label: string, der: Buffer): KeyObject {
  try {
    // By PEM: its label tells the form.
    return createPrivateKey(pemText(label, der));
  } catch {
    throw new UsageError(`${what} is no private key inside: get the file again`);
  }
}

/** Common name, or the last part of the name; printable ASCII only, as it goes to a terminal. */
function nameOf(certificate: X509Certificate): string {
  return lastName(certificate.subject);
}

function lastName(name: string): string {
  const parts = (name ?? "").split("\n");
  const part = parts.find((text) => text.startsWith("CN=")) ?? parts.at(-1) ?? "";
  return part.replace(/[^ -~]/g, "?").slice(0, 80) || "without a name";
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
