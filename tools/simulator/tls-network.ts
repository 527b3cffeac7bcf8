/** Real connections: names are looked up, TCP and TLS are node's, obeying what AT+QSSLCFG asks. */
import { X509Certificate } from "node:crypto";
import { lookup } from "node:dns";
import { type Socket, connect as connectTcp, isIP } from "node:net";
import { type DetailedPeerCertificate, type TLSSocket, type SecureVersion, connect as connectTls } from "node:tls";
import { OPENSSL_CIPHERS } from "./cipher-suites";
import type {
  ConnectFailure,
  ConnectionEvents,
  ConnectRequest,
  Network,
  NetworkConnection,
  TlsParameters,
} from "./network";
import { refuseServer } from "./server-trust";

/** Where a host name leads; without port the one asked for. */
export interface ResolvedHost {
  host: string;
  port?: number;
}

export interface TlsNetworkOptions {
  /** Own names, for example a demonstration's on 127.0.0.1. Undefined for a name: the real lookup. */
  resolve?: (host: string) => ResolvedHost | undefined;
}

/** Lowest and highest version by `<sslversion>`; SSL 3.0 no longer exists in OpenSSL. */
const VERSIONS: Readonly<Record<number, [SecureVersion, SecureVersion]>> = {
  1: ["TLSv1", "TLSv1"],
  2: ["TLSv1.1", "TLSv1.1"],
  3: ["TLSv1.2", "TLSv1.2"],
  4: ["TLSv1", "TLSv1.2"],
};

export class TlsNetwork implements Network {
  constructor(private readonly _options: TlsNetworkOptions = {}) {}

  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    const connection = new TlsConnection(request, events);
    const own = this._options.resolve?.(request.host);
    lookup(own?.host ?? request.host, (error, address) => connection.onAddress(error ? undefined : address, own?.port));
    return connection;
  }
}

class TlsConnection implements NetworkConnection {
  private _tcp: Socket | undefined;
  private _tls: TLSSocket | undefined;
  private _isUp = false;
  private _isOver = false;

  constructor(
    private readonly _request: ConnectRequest,
    private readonly _events: ConnectionEvents,
  ) {}

  get bufferedBytes(): number {
    return this._tls?.writableLength ?? 0;
  }

  /** @param address undefined: the name is unknown. */
  onAddress(address: string | undefined, port = this._request.port): void {
    if (this._isOver) return;
    if (address === undefined) return this._fail(565, `no address for ${this._request.host}`);
    this._tcp = connectTcp({ host: address, port, noDelay: true });
    this._tcp.once("connect", () => this._startTls());
    this._tcp.once("error", (error) => this._fail(566, error.message));
    this._tcp.once("close", () => this._onClose());
  }

  send(bytes: Buffer): void {
    this._tls?.write(bytes);
  }

  setPaused(isPaused: boolean): void {
    if (isPaused) this._tls?.pause();
    else this._tls?.resume();
  }

  end(): void {
    this._tls?.end();
  }

  destroy(): void {
    this._isOver = true;
    this._tls?.destroy();
    this._tcp?.destroy();
  }

  private _startTls(): void {
    this._events.onTransport();
    try {
      this._tls = connectTls({ socket: this._tcp!, ...handshakeOptions(this._request) });
    } catch (error) {
      return this._fail(566, (error as Error).message);
    }
    this._tls.once("secureConnect", () => this._onSecure(this._tls!));
    this._tls.on("data", (bytes: Buffer) => this._isOver || this._events.onData(bytes));
    this._tls.on("error", (error: Error) => this._fail(566, error.message));
    this._tls.once("close", () => this._onClose());
  }

  private _onSecure(tls: TLSSocket): void {
    if (this._isOver) return;
    const { host, tls: wanted } = this._request;
    const refusal = wanted.securityLevel > 0 ? refusePeer(tls, host, wanted) : undefined;
    if (refusal !== undefined) return this._fail(566, refusal);
    this._isUp = true;
    this._events.onConnected({ address: tls.remoteAddress ?? "0.0.0.0", localPort: tls.localPort ?? 0 });
  }

  /** An error after the handshake is followed by the close, which is what the modem shows. */
  private _fail(failure: ConnectFailure, reason: string): void {
    if (this._isOver || this._isUp) return;
    this.destroy();
    this._events.onFailed(failure, reason);
  }

  private _onClose(): void {
    if (!this._isUp) return this._fail(566, "closed by the peer during the handshake");
    if (this._isOver) return;
    this._isOver = true;
    this._events.onClosed();
  }
}

/** Node checks nothing itself: {@link refuseServer} does, with the modem's clock. */
function handshakeOptions({ host, tls }: ConnectRequest) {
  const versions = VERSIONS[tls.sslVersion];
  if (!versions) throw new Error("SSL 3.0 cannot be spoken");
  const names = tls.cipherSuites.map((code) => OPENSSL_CIPHERS[code]).filter((name) => name !== undefined);
  if (names.length === 0) throw new Error("no cipher suite that OpenSSL can do");
  return {
    minVersion: versions[0],
    maxVersion: versions[1],
    // Versions below TLS 1.2 and the old suites need the lowest security level of OpenSSL 3.
    ciphers: `${names.join(":")}:@SECLEVEL=0`,
    rejectUnauthorized: false,
    ...(tls.sendsName && !isIP(host) ? { servername: host } : {}),
    ...clientIdentity(tls),
  };
}

function clientIdentity({ certificate, key, keyPassword }: TlsParameters) {
  if (certificate === undefined || key === undefined) return {};
  return { cert: certificate, key, ...(keyPassword === undefined ? {} : { passphrase: keyPassword }) };
}

function refusePeer(tls: TLSSocket, host: string, wanted: TlsParameters): string | undefined {
  const chain = presentedChain(tls.getPeerCertificate(true));
  const leaf = chain[0];
  return leaf ? refuseServer(leaf, chain.slice(1), host, wanted) : "the server showed no certificate";
}

function presentedChain(leaf: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  for (let link = leaf; link?.raw && !seen.has(link.fingerprint256); link = link.issuerCertificate) {
    seen.add(link.fingerprint256);
    chain.push(new X509Certificate(link.raw));
  }
  return chain;
}
