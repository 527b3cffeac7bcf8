/** Options of the collector: what may be set, the defaults, and the checks that make a mistake clear before anything listens. */
import { createSecureContext, type SecureVersion } from "node:tls";
import { FaultyServer } from "../faults/faulty-server";

export interface Timeouts {
  /** TLS handshake, slow over a cellular link. Default 60 s. */
  handshakeMs: number;
  /** From the first byte of a request to the end of its headers. Default 30 s. */
  headersMs: number;
  /** From the end of the headers to the end of the body. Default 60 s. */
  bodyMs: number;
  /** Silence between two requests on one connection. Default 180 s. */
  idleMs: number;
}

export interface CollectorOptions {
  /** 0 takes any free one. */
  port: number;
  /** Address to listen on. Default: "127.0.0.1", this machine only. */
  host?: string;
  /** Where batches are posted. Default: "/readings". */
  path?: string;
  /** PEM of the private key. */
  key: string;
  /** PEM of the certificate, with intermediates when there are any. */
  cert: string;
  /** PEM of the authority of client certificates. With it, only clients that have one are let in. */
  clientCa?: string;
  /** With it, each request needs `Authorization: Bearer TOKEN`. */
  token?: string;
  /** Told one line per batch and refusal. Default: nobody. */
  log?: (line: string) => void;
  /** Lowest and highest TLS version. Default of both: "TLSv1.2". */
  minVersion?: SecureVersion;
  maxVersion?: SecureVersion;
  /** OpenSSL list of cipher suites. Default: that of Node. */
  ciphers?: string;
  /** Longest body. Default: 65536. */
  maxBodyBytes?: number;
  /** Connections at the same time. Default: 256. */
  maxConnections?: number;
  /** Readings kept for display. Default: 1000. */
  historyLength?: number;
  timeouts?: Partial<Timeouts>;
  /** Asked about each connection and each batch. Default: nothing goes wrong. */
  faults?: FaultyServer;
}

/** The options with every default filled in. */
export interface ResolvedOptions {
  port: number;
  host: string;
  path: string;
  token: string | undefined;
  log: (line: string) => void;
  maxBodyBytes: number;
  maxConnections: number;
  historyLength: number;
  timeouts: Timeouts;
  faults: FaultyServer;
  /** What node:tls is given. */
  tls: TlsOptions;
}

interface TlsOptions {
  key: string;
  cert: string;
  ca: string | undefined;
  requestCert: boolean;
  rejectUnauthorized: boolean;
  minVersion: SecureVersion;
  maxVersion: SecureVersion;
  ciphers: string | undefined;
}

/** Where the summary is read, next to the path of the batches. */
export const SUMMARY_PATH = "/summary";

const DEFAULT_TIMEOUTS: Timeouts = { handshakeMs: 60000, headersMs: 30000, bodyMs: 60000, idleMs: 180000 };

/**
 * Fills the defaults in.
 * @throws Error when the path is no path, or key, certificate, client CA and ciphers cannot be used.
 */
export function resolveOptions(options: CollectorOptions): ResolvedOptions {
  const { path = "/readings" } = options;
  if (!/^\/[^\s?#]*$/.test(path) || path === SUMMARY_PATH) {
    throw new Error(`collector: path "${path}" is not allowed: it begins with "/" and is not ${SUMMARY_PATH}`);
  }
  return {
    port: options.port,
    host: options.host ?? "127.0.0.1",
    path,
    token: options.token,
    log: options.log ?? (() => {}),
    maxBodyBytes: options.maxBodyBytes ?? 65536,
    maxConnections: options.maxConnections ?? 256,
    historyLength: options.historyLength ?? 1000,
    faults: options.faults ?? new FaultyServer(),
    timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
    tls: checkedTls(options),
  };
}

function checkedTls(options: CollectorOptions): TlsOptions {
  const { key, cert, clientCa, ciphers, minVersion = "TLSv1.2", maxVersion = "TLSv1.2" } = options;
  const isMutual = clientCa !== undefined;
  const tls = { key, cert, ca: clientCa, minVersion, maxVersion, ciphers };
  try {
    createSecureContext(tls);
  } catch (error) {
    const remedy = "give a PEM certificate and the private key that belongs to it";
    throw new Error(`collector: TLS cannot start: ${(error as Error).message}: ${remedy}`, { cause: error });
  }
  return { ...tls, requestCert: isMutual, rejectUnauthorized: isMutual };
}
