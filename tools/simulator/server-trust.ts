/**
 * Checks a server's certificates as the modem does: against its own trusted files and its own clock. OpenSSL inside Node judges
 * dates by the PC's clock and cannot be told another, so the walk from the server's certificate to a trusted one is made here.
 */
import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { TlsParameters } from "./network";

const LONGEST_CHAIN = 10;
/** Extended key usages of which a server's certificate needs one, where it names any (RFC 5280, 4.2.1.12): serverAuth, any. */
const SERVER_PURPOSES = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];
const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * @param leaf the server's certificate.
 * @param presented the other certificates that the server sent.
 * @returns why the server is refused, or undefined.
 */
export function refuseServer(
  leaf: X509Certificate,
  presented: readonly X509Certificate[],
  host: string,
  tls: TlsParameters,
): string | undefined {
  const trusted = readTrusted(tls.trusted);
  if (trusted === undefined) return "a trusted certificate is not readable";
  const chain = findChain(leaf, presented, trusted);
  if (chain === undefined) return `no trusted certificate for "${leaf.issuer.replaceAll("\n", ", ")}"`;
  if (!isForServers(leaf)) return "the certificate is not for servers (extended key usage)";
  if (tls.checksName && !hasName(leaf, host)) return `the certificate is not for ${host}`;
  return tls.validAtMs === undefined ? undefined : refuseDates(chain, tls.validAtMs);
}

function readTrusted(files: readonly string[]): X509Certificate[] | undefined {
  try {
    return files.flatMap((pem) => pem.match(PEM_BLOCK) ?? []).map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/** From the leaf to a trusted certificate, both included. */
function findChain(
  leaf: X509Certificate,
  presented: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
): X509Certificate[] | undefined {
  const chain = [leaf];
  while (chain.length <= LONGEST_CHAIN) {
    const last = chain.at(-1)!;
    if (trusted.some((anchor) => anchor.fingerprint256 === last.fingerprint256)) return chain;
    const issuer = findIssuer(last, trusted) ?? findIssuer(last, presented);
    if (!issuer || chain.some((link) => link.fingerprint256 === issuer.fingerprint256)) return undefined;
    chain.push(issuer);
  }
  return undefined;
}

function findIssuer(of: X509Certificate, among: readonly X509Certificate[]): X509Certificate | undefined {
  return among.find((candidate) => candidate.ca && of.checkIssued(candidate) && of.verify(candidate.publicKey));
}

function isForServers({ keyUsage }: X509Certificate): boolean {
  // Undefined where the certificate names none, whatever the declarations say.
  const purposes = keyUsage as string[] | undefined;
  return !purposes || purposes.some((purpose) => SERVER_PURPOSES.includes(purpose));
}

function hasName(leaf: X509Certificate, host: string): boolean {
  return (isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host)) !== undefined;
}

function refuseDates(chain: readonly X509Certificate[], validAtMs: number): string | undefined {
  const when = new Date(validAtMs).toISOString();
  for (const { subject, validFrom, validTo } of chain) {
    const name = subject.replaceAll("\n", ", ");
    if (validAtMs < Date.parse(validFrom)) return `"${name}" is not yet valid at ${when}, the modem's time`;
    if (validAtMs > Date.parse(validTo)) return `"${name}" has expired at ${when}, the modem's time`;
  }
  return undefined;
}
