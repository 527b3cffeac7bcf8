/** What the modem needs of the world: connections to hosts. Real TLS in tls-network.ts, none in memory-network.ts. */

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
}

export interface ConnectRequest {
  host: string;
  port: number;
  tls: TlsParameters;
}

/** Why a connection did not come up: 565 name unknown, 566 refused or TLS failed, 569 no answer. */
export type ConnectFailure = 565 | 566 | 569;

/** Calls of the network to the modem. After `onFailed` or `onClosed` nothing follows. */
export interface ConnectionEvents {
  /** TCP is up, TLS begins. */
  onTransport(): void;
  /** TLS is up. */
  onConnected(peer: PeerAddress): void;
  /** @param reason for people; the host of the modem never sees it. */
  onFailed(failure: ConnectFailure, reason: string): void;
  onData(bytes: Buffer): void;
  onClosed(): void;
}

export interface PeerAddress {
  address: string;
  localPort: number;
}

/** One connection. No event follows `destroy`. */
export interface NetworkConnection {
  send(bytes: Buffer): void;
  /** Bytes sent that the network has not taken yet. */
  readonly bufferedBytes: number;
  /** Asks for no data for a while, or for data again. */
  setPaused(isPaused: boolean): void;
  /** Ends in order; `onClosed` follows when the peer agrees. */
  end(): void;
  destroy(): void;
}

export interface Network {
  /** Starts a connection; no event comes before this returns. */
  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection;
}
