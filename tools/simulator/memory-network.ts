/** A network without sockets and without TLS: servers are callbacks, delays are the clock's. For tests on a virtual clock. */
import type { Clock } from "../clock";
import type { ConnectFailure, ConnectionEvents, ConnectRequest, Network, NetworkConnection } from "./network";

/** The server's end of one connection. */
export class MemoryPeer {
  /** Gets what the modem sends. */
  onData: (bytes: Buffer) => void = () => {};
  /** Called when the modem ends the connection. */
  onClosed: () => void = () => {};

  /** @param request what the modem asked for, TLS parameters included. */
  constructor(
    readonly request: ConnectRequest,
    private readonly _link: MemoryConnection,
  ) {}

  send(bytes: Buffer | string): void {
    this._link.deliver(Buffer.from(bytes));
  }

  close(): void {
    this._link.closeByPeer();
  }

  /** A peer that takes no more bytes (true) lets the modem's send buffer fill; false takes them all. */
  setStalled(isStalled: boolean): void {
    this._link.setStalled(isStalled);
  }
}

export interface MemoryNetworkOptions {
  clock: Clock;
  /** Time until a connection is up or has failed, milliseconds. Default 0. */
  connectMs?: number;
  address?: string;
}

export class MemoryNetwork implements Network {
  private readonly _servers = new Map<string, (peer: MemoryPeer) => void>();
  private readonly _hosts = new Set<string>();
  private _nextLocalPort = 65344;

  constructor(private readonly _options: MemoryNetworkOptions) {}

  /** Makes a server; its host name is known from now on. */
  listen(host: string, port: number, onConnection: (peer: MemoryPeer) => void): void {
    this._hosts.add(host);
    this._servers.set(`${host}:${port}`, onConnection);
  }

  /** Closes the door: connections that are up stay, new ones are refused. */
  unlisten(host: string, port: number): void {
    this._servers.delete(`${host}:${port}`);
  }

  /** Connections to this host get no answer at all. */
  swallow(host: string, port: number): void {
    this._hosts.add(host);
    this._servers.set(`${host}:${port}`, NO_ANSWER);
  }

  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    const connection = new MemoryConnection(this._options.clock, events);
    this._options.clock.setTimeout(() => this._answer(request, connection), this._options.connectMs ?? 0);
    return connection;
  }

  private _answer(request: ConnectRequest, connection: MemoryConnection): void {
    const server = this._servers.get(`${request.host}:${request.port}`);
    if (server === NO_ANSWER) return;
    if (!this._hosts.has(request.host)) return connection.fail(565, "name unknown");
    if (!server) return connection.fail(566, "connection refused");
    const localPort = this._nextLocalPort++;
    connection.accept(new MemoryPeer(request, connection), server, this._options.address ?? "1.2.3.4", localPort);
  }
}

const NO_ANSWER = (): void => {};

class MemoryConnection implements NetworkConnection {
  private _peer: MemoryPeer | undefined;
  private _isOver = false;
  private _isPaused = false;
  private _isStalled = false;
  private _isClosing = false;
  private _inbound: Buffer[] = [];
  private _outbound: Buffer[] = [];

  constructor(
    private readonly _clock: Clock,
    private readonly _events: ConnectionEvents,
  ) {}

  get bufferedBytes(): number {
    return this._outbound.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  accept(peer: MemoryPeer, server: (peer: MemoryPeer) => void, address: string, localPort: number): void {
    if (this._isOver) return;
    this._peer = peer;
    this._events.onTransport();
    this._events.onConnected({ address, localPort });
    server(peer);
  }

  fail(failure: ConnectFailure, reason: string): void {
    if (this._isOver) return;
    this._isOver = true;
    this._events.onFailed(failure, reason);
  }

  send(bytes: Buffer): void {
    this._outbound.push(Buffer.from(bytes));
    this._clock.setTimeout(() => this._drain(), 0);
  }

  deliver(bytes: Buffer): void {
    this._inbound.push(bytes);
    this._clock.setTimeout(() => this._pump(), 0);
  }

  closeByPeer(): void {
    this._isClosing = true;
    this._clock.setTimeout(() => this._pump(), 0);
  }

  setPaused(isPaused: boolean): void {
    this._isPaused = isPaused;
    this._pump();
  }

  setStalled(isStalled: boolean): void {
    this._isStalled = isStalled;
    this._drain();
  }

  end(): void {
    this._clock.setTimeout(() => this._close(), 0);
  }

  destroy(): void {
    if (this._isOver) return;
    this._isOver = true;
    this._peer?.onClosed();
  }

  private _drain(): void {
    while (!this._isStalled && !this._isOver && this._outbound.length > 0) this._peer?.onData(this._outbound.shift()!);
  }

  private _pump(): void {
    while (!this._isPaused && !this._isOver && this._inbound.length > 0) this._events.onData(this._inbound.shift()!);
    if (this._isClosing && this._inbound.length === 0) this._close();
  }

  private _close(): void {
    if (this._isOver) return;
    this.destroy();
    this._events.onClosed();
  }
}
