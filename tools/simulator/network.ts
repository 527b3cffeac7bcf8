/** What the modem needs of the world: connections to hosts. Real ones in tls-network.ts, none in memory-network.ts. */

/** What is kept of a TLS session so that a later connection can resume it. */
export interface SavedSession {
  /** As node's TLS gives it. */
  session: Buffer;
  /** Certificates that the server showed, DER, its own first: a resumed handshake does not show them again. */
  chain: readonly Buffer[];
}

/** The modem's place for the session with one server; the network fills it. */
export interface SessionCache {
  saved: SavedSession | undefined;
}

/** What AT+QSSLCFG asks of a connection, with the certificate files already read. */
export interface TlsParameters {
  /** 0 SSL 3.0, 1 TLS 1.0, 2 TLS 1.1, 3 TLS 1.2, 4 all of them. */
  sslVersion: number;
  /** Codes of the suites that may be offered. */
  cipherSuites: readonly number[];
  /** 0 no check, 1 check the server, 2 show the client certificate too. */
  securityLevel: number;
  /** Trusted certificates, PEM; there whenever `securityLevel` is 1 or 2. */
  trusted: string[];
  /** Client certificate and key, PEM; there when `securityLevel` is 2. */
  certificate?: string;
  key?: string;
  keyPassword?: string;
  /** Send the host name in the handshake. */
  sendsName: boolean;
  /** Refuse a certificate of another name. */
  checksName: boolean;
  /** Moment at which certificates must be valid, milliseconds since 1970; undefined: dates are not looked at. */
  validAtMs: number | undefined;
  /** Application protocol to ask for. */
  alpn?: string;
  /** Resume the session that is in here, and keep the new one; absent: a whole handshake each time. */
  sessionCache?: SessionCache;
}

export interface ConnectRequest {
  host: string;
  port: number;
  /** Port of our end; absent: any. */
  localPort?: number;
  /** Absent: plain TCP. */
  tls?: TlsParameters;
  /** Datagrams in place of a stream: with the host alone, or with whoever is written to. */
  datagrams?: "peer" | "any";
}

/** The other end of a datagram. */
export interface Endpoint {
  address: string;
  port: number;
}

/** Why a connection did not come up: 556 local port taken, 565 name unknown, 566 refused or TLS failed, 569 no answer. */
export type ConnectFailure = 556 | 565 | 566 | 569;

/** Calls of the network to the modem, never from inside a call of the modem. After `onFailed` or `onClosed` nothing follows. */
export interface ConnectionEvents {
  /** TCP is up, TLS begins. */
  onTransport(): void;
  /** All is up. No data comes before {@link NetworkConnection.setReceiveWindow} allows some. */
  onConnected(peer: PeerAddress): void;
  /** @param reason for people; the host of the modem never sees it. */
  onFailed(failure: ConnectFailure, reason: string): void;
  /** @param bytes no more than the receive window, which they use up; one datagram whole. @param from who sent that. */
  onData(bytes: Buffer, from?: Endpoint): void;
  /** The network took bytes: {@link NetworkConnection.bufferedBytes} is smaller. */
  onSent(): void;
  onClosed(): void;
}

export interface PeerAddress {
  address: string;
  localPort: number;
  /** An earlier TLS session was resumed. */
  isResumed: boolean;
}

/** One connection. No event follows `destroy`. */
export interface NetworkConnection {
  /** @param to where a datagram goes that is not for the host of the request. */
  send(bytes: Buffer, to?: Endpoint): void;
  /** Bytes sent that the network has not taken yet. */
  readonly bufferedBytes: number;
  /** How many bytes `onData` may bring from now on; while it is 0 the peer is held up. */
  setReceiveWindow(bytes: number): void;
  /** Ends in order; `onClosed` follows when the peer agrees. */
  end(): void;
  destroy(): void;
}

/** Addresses of a name; none: it is unknown. */
export type OnAddresses = (addresses: readonly string[]) => void;

export interface Network {
  /** Starts a connection; no event comes before this returns. */
  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection;
  /** Asks the name servers, which may never answer; not answered before this returns. */
  lookup(host: string, onAnswer: OnAddresses): void;
  /** Asks a host for a sign of life, which may never come. @returns what makes an answer no longer wanted. */
  echo(host: string, onEcho: () => void): () => void;
}
