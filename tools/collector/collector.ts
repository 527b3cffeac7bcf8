/**
 * The HTTPS server that receives telemetry: checks what comes, stores what is new, and answers only then. TLS 1.2 and loopback
 * unless told otherwise. Holds everything in memory; shows nothing by itself, whoever wants to listens to its events.
 */
import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { BatchError, checkSum, parseBatch } from "./batch";
import { resolveOptions, SUMMARY_PATH, type CollectorOptions, type ResolvedOptions } from "./collector-options";
import { ConnectionLostError, HttpError, rawAnswer, readBody, sendJson } from "./exchange";
import { Listener } from "./listener";
import { ReadingStore, type StoredReading, type Summary } from "./reading-store";
import type { SpoiltAnswer } from "../faults/spoilt-answer";
import { divertConnections, sendSpoilt } from "./server-faults";
import { checkContentType, checkMethod, checkToken } from "./request-checks";
import { printable, shownValue } from "./shown-value";
import { describeConnection, describePeer, handshakeReason, type Peer, type TlsConnection } from "./tls-connection";

export type { CollectorOptions } from "./collector-options";

/** A batch that was taken; told before the sender is answered. */
export interface AcceptedBatch extends TlsConnection {
  device: string;
  boot: number;
  dropped: number;
  /** Why the board's connection is insecure, as the board says; null when it is not. */
  insecure: string | null;
  /** The readings that were new. */
  stored: StoredReading[];
  /** How many were repeats. */
  repeated: number;
}

/** A request or connection that was refused or lost. */
export interface Rejection {
  reason: string;
  /** HTTP status of the answer; null when none could be given. */
  status: number | null;
  peer: Peer;
}

export interface CollectorEvents {
  readings: [AcceptedBatch];
  rejected: [Rejection];
}

/** Codes of `clientError` that mean the other end has gone: there is nobody to answer. */
const GONE = new Set(["ECONNRESET", "EPIPE", "HPE_INVALID_EOF_STATE"]);
const CLIENT_ERROR_STATUS = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", 408],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", 413],
  ["HPE_HEADER_OVERFLOW", 431],
]);

export class Collector extends EventEmitter<CollectorEvents> {
  private readonly _options: ResolvedOptions;
  private readonly _store: ReadingStore;
  private readonly _server: Server;
  private readonly _listener: Listener;
  /** Connections whose handshake is complete, so that something can be said to the other end. */
  private readonly _secured = new WeakSet<Socket>();
  private readonly _refused = new WeakSet<Socket>();

  /** @throws Error when the path is no path, or key, certificate and client CA cannot be used. */
  constructor(options: CollectorOptions) {
    super();
    this._options = resolveOptions(options);
    this._store = new ReadingStore(this._options.historyLength);
    this._server = this._createServer();
    this._listener = new Listener(this._server, "collector", (error) => this._log(error.message));
  }

  /**
   * Starts to receive.
   * @throws Error that names the port and the remedy when it cannot be had.
   */
  listen(): Promise<{ port: number }> {
    return this._listener.listen(this._options.host, this._options.port);
  }

  /** Stops, ending open connections. */
  close(): Promise<void> {
    return this._listener.close();
  }

  /** What was received, in total and per device. */
  summary(): Summary {
    return this._store.summary();
  }

  /** The store, to read from. */
  get store(): Pick<ReadingStore, "history" | "deviceSummary" | "totals"> {
    return this._store;
  }

  private _createServer(): Server {
    const { tls, timeouts, maxConnections, faults } = this._options;
    const server = createServer(
      {
        ...tls,
        handshakeTimeout: timeouts.handshakeMs,
        headersTimeout: timeouts.headersMs,
        requestTimeout: 0, // The body has its own limit, which can be answered; see readBody.
        keepAliveTimeout: timeouts.idleMs,
        connectionsCheckingInterval: Math.min(timeouts.headersMs, 30000),
      },
      (request, response) => void this._onRequest(request, response),
    );
    divertConnections(server, faults);
    server.maxConnections = maxConnections;
    server.on("secureConnection", (socket) => {
      this._secured.add(socket);
      if (faults.takeSecured()) socket.destroySoon();
    });
    server.on("clientError", (error, socket) => this._onClientError(error, socket as Socket));
    return server;
  }

  private async _onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const spoilt = this._isBatch(request) ? this._options.faults.takeRequest() : undefined;
      if (spoilt) await this._answerSpoilt(request, response, spoilt);
      else sendJson(request, response, 200, await this._answer(request));
    } catch (error) {
      this._onFailure(request, response, error as Error);
    }
  }

  /** As a fault wants it. */
  private async _answerSpoilt(request: IncomingMessage, response: ServerResponse, spoilt: SpoiltAnswer): Promise<void> {
    const result = spoilt.isCarriedOut ? await this._answer(request) : await this._readBody(request);
    sendSpoilt(request, response, spoilt, { status: 200, headers: {}, body: Buffer.from(JSON.stringify(result)) });
  }

  private _isBatch(request: IncomingMessage): boolean {
    return askedPath(request) === this._options.path;
  }

  private async _answer(request: IncomingMessage): Promise<unknown> {
    const { token, path } = this._options;
    const asked = askedPath(request);
    checkToken(request, token);
    if (this._isBatch(request)) {
      checkMethod(request, "POST");
      return this._receive(request);
    }
    if (asked !== SUMMARY_PATH) {
      throw new HttpError(404, `path: ${shownValue(asked)} is unknown; allowed: ${path}, ${SUMMARY_PATH}`);
    }
    checkMethod(request, "GET");
    return this.summary();
  }

  private async _receive(request: IncomingMessage): Promise<{ stored: number; repeated: number }> {
    checkContentType(request);
    const body = await this._readBody(request);
    checkSum(request.headers["x-crc32"]?.toString(), body);
    const batch = parseBatch(body);
    const stored = this._store.store(batch);
    const { device, boot, dropped, insecure = null } = batch;
    const repeated = batch.readings.length - stored.length;
    const connection = describeConnection(request.socket as TLSSocket);
    this._log(
      `${device} boot ${boot}: ${stored.length} stored, ${repeated} repeated, ${dropped} dropped on the board` +
        ` (${connection.protocol}, ${connection.cipher}, ${connection.peer.name ?? connection.peer.address})` +
        (insecure === null ? "" : ` INSECURE: ${insecure}`),
    );
    this.emit("readings", { ...connection, device, boot, dropped, insecure, stored, repeated });
    return { stored: stored.length, repeated };
  }

  private _readBody(request: IncomingMessage): Promise<string> {
    const { maxBodyBytes: maxBytes, timeouts } = this._options;
    return readBody(request, { maxBytes, timeoutMs: timeouts.bodyMs });
  }

  private _onFailure(request: IncomingMessage, response: ServerResponse, error: Error): void {
    if (error instanceof ConnectionLostError) {
      this._reject(error.message, null, request.socket);
      return;
    }
    const status = error instanceof HttpError ? error.status : error instanceof BatchError ? 400 : 500;
    const headers = error instanceof HttpError ? error.headers : {};
    this._reject(error.message, status, request.socket);
    sendJson(request, response, status, { error: error.message }, headers);
  }

  /** Handshakes that fail, what node:http cannot read as a request, and connections that break. */
  private _onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
    const code = error.code ?? "";
    if (!this._secured.has(socket)) {
      this._reject(`TLS handshake: ${handshakeReason(error, socket as TLSSocket)}`, null, socket);
      socket.destroy();
      return;
    }
    if (GONE.has(code) || !socket.writable) {
      socket.destroy(); // A request that was under way reports the loss itself.
      return;
    }
    const status = CLIENT_ERROR_STATUS.get(code) ?? 400;
    this._reject(error.message, status, socket);
    this._refused.add(socket);
    socket.end(rawAnswer(status, error.message), () => socket.destroy());
  }

  private _reject(reason: string, status: number | null, socket: Socket): void {
    if (this._refused.has(socket)) return; // The end of a connection that was refused is no further event.
    const peer = describePeer(socket);
    this._log(`refused${status === null ? "" : ` with ${status}`}, ${peer.address}: ${reason}`);
    this.emit("rejected", { reason, status, peer });
  }

  private _log(line: string): void {
    this._options.log(`collector: ${printable(line)}`);
  }
}

function askedPath(request: IncomingMessage): string {
  return (request.url ?? "").split("?")[0]!;
}
