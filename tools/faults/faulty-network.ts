/** The way between modem and servers, on which connections may fail, die or wait. Without faults it is the network that it was given. */
import type { Clock } from "../clock";
import type {
  ConnectFailure,
  ConnectionEvents,
  ConnectRequest,
  Network,
  NetworkConnection,
  OnAddresses,
} from "../simulator";
import { FaultyConnection } from "./faulty-connection";

export class FaultyNetwork implements Network {
  /** Called when a connection has come up. */
  onOpen: (target: string) => void = () => {};
  /** What each new connection meets at once. */
  refusal: ConnectFailure | undefined;
  /** New connections get no answer. */
  isMute = false;
  /** The same, whatever else is wrong; see {@link die}. */
  private _isDead = false;
  /** Nothing passes to the servers, or from them; it does later. */
  isUpHeld = false;
  isDownHeld = false;
  /** Added to each way of each byte, milliseconds. */
  latencyMs = 0;
  private _handshakesToFail = 0;
  private _inner: Network | undefined;
  private readonly _connections = new Set<FaultyConnection>();

  constructor(readonly clock: Clock) {}

  /** The network without faults. */
  around(network: Network): this {
    this._inner = network;
    return this;
  }

  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    const connection = new FaultyConnection(this, events, {
      onOpen: () => this.onOpen(`${request.host}:${request.port}`),
      onOver: () => this._connections.delete(connection),
    });
    this._connections.add(connection);
    if (this.refusal !== undefined) connection.fail(this.refusal, "refused by a fault");
    else if (!this.isMute && !this._isDead && this._inner) connection.join(this._inner.connect(request, connection));
    return connection;
  }

  /** No answer while nothing gets through. */
  lookup(host: string, onAnswer: OnAddresses): void {
    if (this._isOpen) this._inner?.lookup(host, (addresses) => this._later(() => onAnswer(addresses)));
  }

  echo(host: string, onEcho: () => void): () => void {
    let isWanted = this._isOpen;
    const stop = isWanted ? this._inner?.echo(host, () => this._later(() => isWanted && onEcho())) : undefined;
    return () => {
      isWanted = false;
      stop?.();
    };
  }

  private get _isOpen(): boolean {
    return !this.isMute && !this._isDead;
  }

  /** There and back. */
  private _later(action: () => void): void {
    this.clock.setTimeout(() => this._isOpen && action(), 2 * this.latencyMs);
  }

  /** The next handshakes fail. */
  failHandshakes(count: number): void {
    this._handshakesToFail = count;
  }

  /** The next handshakes succeed, as far as the network is concerned. */
  get isSpent(): boolean {
    return this._handshakesToFail === 0;
  }

  /** A handshake ends: whether it is one of those that fail. */
  takeHandshake(): boolean {
    return this._handshakesToFail > 0 && this._handshakesToFail-- > 0;
  }

  /** Ends all connections as their peers would. */
  close(): void {
    for (const connection of this._connections) connection.close();
  }

  /** All connections die without a word. */
  kill(): void {
    for (const connection of this._connections) connection.kill();
  }

  /** Nothing passes any more, whatever it looks like; connections of this time stay dead for ever. */
  die(): void {
    this._isDead = true;
    this.kill();
  }

  revive(): void {
    this._isDead = false;
  }

  /** Tells the connections that what is held has changed. */
  refresh(): void {
    for (const connection of this._connections) connection.refresh();
  }
}
