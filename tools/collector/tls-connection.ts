/** What is known of a sender's connection: who it is and how it is protected. */
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

export interface Peer {
  address: string;
  port: number;
  /** Common name of the client certificate that was verified; null without one. */
  name: string | null;
}

export interface TlsConnection {
  /** "TLSv1.2". */
  protocol: string;
  /** Name of the cipher suite in the RFCs: "TLS_RSA_WITH_AES_256_CBC_SHA". */
  cipher: string;
  peer: Peer;
}

/** Describes the other end of a socket; also one that is closed already. */
export function describePeer(socket: Socket): Peer {
  const { remoteAddress = "unknown", remotePort = 0 } = socket;
  return { address: remoteAddress, port: remotePort, name: certifiedName(socket) };
}

/** Describes an established TLS connection. */
export function describeConnection(socket: TLSSocket): TlsConnection {
  return {
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher()?.standardName ?? "unknown",
    peer: describePeer(socket),
  };
}

/** Why a handshake failed, without OpenSSL's addresses and file names. */
export function handshakeReason(error: Error & { reason?: string }, socket: TLSSocket): string {
  // A client certificate that does not verify ends as a plain reset; only the socket knows why.
  if (socket.authorizationError) return `client certificate refused: ${String(socket.authorizationError)}`;
  return error.reason ?? error.message;
}

function certifiedName(socket: Socket): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const names: unknown = socket.getPeerCertificate()?.subject?.CN;
  return typeof names === "string" ? names : null;
}
