/** A network without sockets and without TLS: servers are callbacks, delays are the clock's. For tests on a virtual clock. */
import type { Clock } from "../clock";
import { MemoryConnection } from "./memory-connection";
import { type DatagramService, MemoryDatagrams } from "./memory-datagrams";
import type { ConnectionEvents, ConnectRequest, Network, NetworkConnection, OnAddresses } from "./network";

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

  /** Bytes that the modem has not taken yet. */
  get unsentBytes(): number {
    return this._link.inboundBytes;
  }

  send(bytes: Buffer | string): void {
    this._link.deliver(Buffer.from(bytes));
  }

  /** Ends the connection behind what was sent. */
  close(): void {
    this._link.closeByPeer();
  }

  /** A peer that takes no more bytes and no end (true) lets the modem's send buffer fill; false takes them all. */
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

/** How a server takes a new connection: `mute`: TCP comes up, but the handshake gets no answer; `refuse`: it fails. */
export type Knock = "serve" | "mute" | "refuse";

/** What a connection meets. */
type Door =
  | { kind: "server"; onConnection: (peer: MemoryPeer) => void; onKnock: () => Knock }
  | { kind: "silent" }
  | { kind: "mute" };

export class MemoryNetwork implements Network {
  private readonly _doors = new Map<string, Door>();
  private readonly _hosts = new Set<string>();
  private readonly _services = new Map<string, DatagramService>();
  private _nextLocalPort = 65344;

  constructor(private readonly _options: MemoryNetworkOptions) {}

  /**
   * Makes a server; its host name is known from now on.
   * @param onKnock asked about each new connection; by default all are served.
   */
  listen(
    host: string,
    port: number,
    onConnection: (peer: MemoryPeer) => void,
    onKnock: () => Knock = () => "serve",
  ): void {
    this._open(host, port, { kind: "server", onConnection, onKnock });
  }

  /** Closes the door: connections that are up stay, new ones are refused. */
  unlisten(host: string, port: number): void {
    this._doors.delete(`${host}:${port}`);
  }

  /** Connections to this host get no answer at all. */
  swallow(host: string, port: number): void {
    this._open(host, port, { kind: "silent" });
  }

  /** TCP connections to this host come up, but the TLS handshake gets no answer. */
  mute(host: string, port: number): void {
    this._open(host, port, { kind: "mute" });
  }

  /** Takes the datagrams to an address. */
  listenDatagrams(address: string, port: number, service: DatagramService): void {
    this._services.set(`${address}:${port}`, service);
  }

  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    if (request.datagrams) return new MemoryDatagrams(request, events, this._options.clock, this._services);
    const connection = new MemoryConnection(this._options.clock, events);
    this._options.clock.setTimeout(() => this._answer(request, connection), this._options.connectMs ?? 0);
    return connection;
  }

  lookup(host: string, onAnswer: OnAddresses): void {
    const addresses = this._hosts.has(host) ? [this._address] : [];
    this._options.clock.setTimeout(() => onAnswer(addresses), this._options.connectMs ?? 0);
  }

  /** A host answers unless it swallows connections. */
  echo(host: string, onEcho: () => void): () => void {
    const doors = [...this._doors].filter(([place]) => place.startsWith(`${host}:`));
    const isSilent = doors.some(([, { kind }]) => kind === "silent");
    if (!this._hosts.has(host) || isSilent) return () => {};
    const timer = this._options.clock.setTimeout(onEcho, this._options.connectMs ?? 0);
    return () => this._options.clock.clearTimeout(timer);
  }

  private get _address(): string {
    return this._options.address ?? "1.2.3.4";
  }

  private _open(host: string, port: number, door: Door): void {
    this._hosts.add(host);
    this._doors.set(`${host}:${port}`, door);
  }

  private _answer(request: ConnectRequest, connection: MemoryConnection): void {
    if (!this._hosts.has(request.host)) return connection.fail(565, "name unknown");
    const door = this._doors.get(`${request.host}:${request.port}`);
    if (!door) return connection.fail(566, "connection refused");
    if (door.kind === "silent") return;
    if (request.tls) connection.reach();
    const knock = door.kind === "server" ? door.onKnock() : "mute";
    if (knock === "refuse") return connection.fail(566, "refused by the server");
    if (knock === "mute" && request.tls) return;
    const localPort = request.localPort ?? this._nextLocalPort++;
    const peer = new MemoryPeer(request, connection);
    connection.accept(peer, { address: this._address, localPort, isResumed: false });
    if (door.kind === "server" && knock === "serve") door.onConnection(peer);
  }
}
