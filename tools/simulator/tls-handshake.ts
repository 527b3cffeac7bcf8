/** TLS of one connection as AT+QSSLCFG asks for it: what is offered, and whether what came back is accepted. */
import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ConnectionOptions, DetailedPeerCertificate, SecureVersion, TLSSocket } from "node:tls";
import { OPENSSL_CIPHERS } from "./cipher-suites";
import type { TlsParameters } from "./network";
import { refuseServer } from "./server-trust";

/** Lowest and highest version by `<sslversion>`; SSL 3.0 no longer exists in OpenSSL. */
const VERSIONS: Readonly<Record<number, [SecureVersion, SecureVersion]>> = {
  1: ["TLSv1", "TLSv1"],
  2: ["TLSv1.1", "TLSv1.1"],
  3: ["TLSv1.2", "TLSv1.2"],
  4: ["TLSv1", "TLSv1.2"],
};

/**
 * Options of the handshake. Node checks nothing itself: {@link acceptServer} does, with the modem's clock.
 * @throws Error when OpenSSL cannot do what is asked.
 */
export function handshakeOptions(host: string, tls: TlsParameters): ConnectionOptions {
  const versions = VERSIONS[tls.sslVersion];
  if (!versions)
    throw new Error(`sslversion ${tls.sslVersion} cannot be spoken: OpenSSL has no SSL 3.0, the simulator no TLS 1.3`);
  const names = tls.cipherSuites.map((code) => OPENSSL_CIPHERS[code]).filter((name) => name !== undefined);
  if (names.length === 0) throw new Error("no cipher suite that OpenSSL can do");
  const saved = tls.sessionCache?.saved;
  return {
    minVersion: versions[0],
    maxVersion: versions[1],
    // Versions below TLS 1.2 and the old suites need the lowest security level of OpenSSL 3.
    ciphers: `${names.join(":")}:@SECLEVEL=0`,
    rejectUnauthorized: false,
    ...(tls.sendsName && !isIP(host) ? { servername: host } : {}),
    ...(tls.alpn === undefined ? {} : { ALPNProtocols: [tls.alpn] }),
    ...(saved ? { session: saved.session } : {}),
    ...clientIdentity(tls),
  };
}

function clientIdentity({ certificate, key, keyPassword }: TlsParameters): ConnectionOptions {
  if (certificate === undefined || key === undefined) return {};
  return { cert: certificate, key, ...(keyPassword === undefined ? {} : { passphrase: keyPassword }) };
}

/**
 * Judges the server at the end of the handshake, and keeps the session of one that is accepted. A resumed session is judged
 * like a new one, by the certificates of its first handshake.
 * @returns why the server is refused, or undefined.
 */
export function acceptServer(socket: TLSSocket, host: string, tls: TlsParameters): string | undefined {
  const saved = socket.isSessionReused() ? tls.sessionCache?.saved : undefined;
  const chain = saved ? saved.chain.map((der) => new X509Certificate(der)) : presentedChain(socket);
  const [leaf, ...others] = chain;
  if (tls.securityLevel > 0) {
    const refusal = leaf ? refuseServer(leaf, others, host, tls) : "the server showed no certificate";
    if (refusal !== undefined) return refusal;
  }
  const session = socket.getSession();
  if (tls.sessionCache && session) tls.sessionCache.saved = { session, chain: chain.map(({ raw }) => raw) };
  return undefined;
}

function presentedChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let link: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  for (; link?.raw && !seen.has(link.fingerprint256); link = link.issuerCertificate) {
    seen.add(link.fingerprint256);
    chain.push(new X509Certificate(link.raw));
  }
  return chain;
}
