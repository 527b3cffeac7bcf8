/**
 * One real UDP socket. What it lets in is what a mobile network would: answers of those who were written to. And what comes from this
 * machine, for tests.
 */
import { createSocket, type RemoteInfo } from "node:dgram";
import type { ConnectionEvents, ConnectRequest, Endpoint, NetworkConnection } from "./network";

/** As in tls-network.ts: where a name leads, undefined for the real lookup. */
type Resolve = (host: string) => { host: string; port?: number } | undefined;

const LOOPBACK = "127.0.0.1";

export class NodeDatagrams implements NetworkConnection {
  /** Bytes that the operating system has not taken yet. */
  bufferedBytes = 0;
  private readonly _socket = createSocket("udp4");
  private readonly _known = new Set<string>();
  private _isOver = false;
  private _isUp = false;

  constructor(
    private readonly _request: ConnectRequest,
    private readonly _events: ConnectionEvents,
    private readonly _resolve: Resolve,
  ) {
    this._socket.on("error", ({ message }) => this._fail(message));
    this._socket.on("message", (bytes, from) => this._onMessage(bytes, from));
    this._socket.once("listening", () => this._onListening());
    this._socket.bind(_request.localPort ?? 0);
  }

  send(bytes: Buffer, to?: Endpoint): void {
    const { host, port } = this._request;
    const named = to?.address ?? host;
    const own = this._resolve(named);
    const target = { address: own?.host ?? named, port: own?.port ?? to?.port ?? port };
    this._known.add(target.address);
    this.bufferedBytes += bytes.length;
    this._socket.send(bytes, target.port, target.address, () => {
      this.bufferedBytes -= bytes.length;
      if (!this._isOver) this._events.onSent();
    });
  }

  /** Nobody can be held up: what does not fit is lost. */
  setReceiveWindow(): void {}

  end(): void {
    this.destroy();
    setImmediate(() => this._events.onClosed());
  }

  destroy(): void {
    if (!this._isOver) this._socket.close();
    this._isOver = true;
  }

  private _onListening(): void {
    this._isUp = true;
    const { host, datagrams } = this._request;
    const address = datagrams === "peer" ? host : "0.0.0.0";
    if (!this._isOver) this._events.onConnected({ address, localPort: this._socket.address().port, isResumed: false });
  }

  private _onMessage(bytes: Buffer, { address, port }: RemoteInfo): void {
    if (!this._isOver && (address === LOOPBACK || this._known.has(address)))
      this._events.onData(bytes, { address, port });
  }

  /** Of a socket that is up an error tells of one datagram, which is lost. */
  private _fail(reason: string): void {
    if (this._isOver || this._isUp) return;
    this.destroy();
    this._events.onFailed(556, reason);
  }
}
