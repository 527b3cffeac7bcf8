/**
 * The certificates of the demonstration, kept in a folder between starts and never committed: an authority, a server and a
 * client. What is missing, unreadable, for other names or about to expire is made again; the authority stays as long as it is
 * good, so a modem that was given it keeps trusting the server.
 */
import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { issue, makeAuthority, type Certificate, type CertificateOptions } from "./certificates";

export interface DemoOptions {
  /** Names and addresses of the server. Default: "localhost", "127.0.0.1" and "::1". */
  hosts?: string[];
  /** Milliseconds since 1970 that count as now. Default: the machine's clock. */
  nowMs?: number;
}

export interface DemoCertificates {
  /** PEM of the authority that signed both others. */
  caPem: string;
  server: Certificate;
  client: Certificate;
  /** Where the files are. */
  files: { ca: string; serverCert: string; serverKey: string; clientCert: string; clientKey: string };
}

const RENEW_BEFORE_MS = 86400e3;
const DEFAULT_HOSTS = ["localhost", "127.0.0.1", "::1"];

/**
 * Reads or makes `ca.pem`, `server.pem`, `server.key`, `client.pem`, `client.key` and `ca.key` in `folder` (made when
 * missing). Keys have mode 0600; each file is written whole or not at all.
 * @throws Error of node:fs when the folder cannot be written.
 */
export async function demoCertificates(folder: string, options: DemoOptions = {}): Promise<DemoCertificates> {
  const { hosts = DEFAULT_HOSTS, nowMs = Date.now() } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = await keepOrMake(
    folder,
    "ca",
    (found, key) => found.ca && isCurrent(found, key, nowMs) && found.verify(found.publicKey),
    () => makeAuthority({ commonName: "Demonstration CA (this machine only)" }),
  );
  const issuer = new X509Certificate(authority.certPem);
  const leaf = (name: string, leafHosts: string[], leafOptions: CertificateOptions): Promise<Certificate> =>
    keepOrMake(
      folder,
      name,
      (found, key) => isCurrent(found, key, nowMs) && isSignedBy(found, issuer) && namesAll(found, leafHosts),
      () => issue(authority, leafOptions),
    );
  return {
    caPem: authority.certPem,
    server: await leaf("server", hosts, serverOptions(hosts)),
    client: await leaf("client", [], { commonName: "demo-device", usage: "client" }),
    files: fileNames(folder),
  };
}

function serverOptions(hosts: string[]): CertificateOptions {
  return {
    commonName: hosts[0]!,
    usage: "server",
    dnsNames: hosts.filter((host) => isIP(host) === 0),
    ipAddresses: hosts.filter((host) => isIP(host) !== 0),
  };
}

function fileNames(folder: string): DemoCertificates["files"] {
  return {
    ca: join(folder, "ca.pem"),
    serverCert: join(folder, "server.pem"),
    serverKey: join(folder, "server.key"),
    clientCert: join(folder, "client.pem"),
    clientKey: join(folder, "client.key"),
  };
}

async function keepOrMake(
  folder: string,
  name: string,
  isGood: (found: X509Certificate, keyPem: string) => boolean,
  make: () => Promise<Certificate>,
): Promise<Certificate> {
  const certFile = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}.key`);
  try {
    const found = { certPem: readFileSync(certFile, "utf8"), keyPem: readFileSync(keyFile, "utf8") };
    if (isGood(new X509Certificate(found.certPem), found.keyPem)) return found;
  } catch {
    // Missing or unreadable: made again below, and a folder that cannot be written is reported there.
  }
  const made = await make();
  // A power cut between the two leaves a pair that does not match, which the next start sees and makes again.
  writeWhole(keyFile, made.keyPem, 0o600);
  writeWhole(certFile, made.certPem, 0o644);
  return made;
}

function isCurrent(certificate: X509Certificate, keyPem: string, nowMs: number): boolean {
  const hasBegun = Date.parse(certificate.validFrom) <= nowMs;
  const lasts = Date.parse(certificate.validTo) - nowMs > RENEW_BEFORE_MS;
  return hasBegun && lasts && certificate.checkPrivateKey(createPrivateKey(keyPem));
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function namesAll(certificate: X509Certificate, hosts: string[]): boolean {
  return hosts.every((host) => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined);
}

function writeWhole(file: string, text: string, mode: number): void {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, text, { mode, flag: "wx" });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
