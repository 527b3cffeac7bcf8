/** One real connection: TCP, with TLS on it when asked for, read no faster than the modem takes it. */
import { type Socket, connect as connectTcp } from "node:net";
import { type TLSSocket, connect as connectTls } from "node:tls";
import type { ConnectFailure, ConnectionEvents, ConnectRequest, NetworkConnection, TlsParameters } from "./network";
import { acceptServer, handshakeOptions } from "./tls-handshake";

export class NodeConnection implements NetworkConnection {
  private _tcp: Socket | undefined;
  /** What carries the data once all is up: the TLS or the TCP socket. */
  private _stream: Socket | undefined;
  private _windowBytes = 0;
  private _isUp = false;
  private _isOver = false;

  constructor(
    private readonly _request: ConnectRequest,
    private readonly _events: ConnectionEvents,
  ) {}

  get bufferedBytes(): number {
    return this._stream?.writableLength ?? 0;
  }

  /** @param address undefined: the name is unknown. */
  onAddress(address: string | undefined, port = this._request.port): void {
    if (this._isOver) return;
    if (address === undefined) return this._fail(565, `no address for ${this._request.host}`);
    const { localPort } = this._request;
    this._tcp = connectTcp({ host: address, port, noDelay: true, ...(localPort === undefined ? {} : { localPort }) });
    this._tcp.once("connect", () => this._onTransport(this._tcp!));
    this._tcp.once("error", (error: NodeJS.ErrnoException) => this._fail(failureOf(error), error.message));
    this._tcp.once("close", () => this._onClose());
  }

  send(bytes: Buffer): void {
    this._stream?.write(bytes, () => this._isOver || this._events.onSent());
  }

  setReceiveWindow(bytes: number): void {
    this._windowBytes = bytes;
    if (bytes > 0) setImmediate(() => this._pull());
  }

  end(): void {
    this._stream?.end();
  }

  destroy(): void {
    this._isOver = true;
    this._stream?.destroy();
    this._tcp?.destroy();
  }

  private _onTransport(tcp: Socket): void {
    if (this._isOver) return;
    const { tls } = this._request;
    if (tls) return this._startTls(tcp, tls);
    this._stream = tcp;
    this._become(tcp, false);
  }

  private _startTls(tcp: Socket, tls: TlsParameters): void {
    this._events.onTransport();
    let socket: TLSSocket;
    try {
      socket = connectTls({ socket: tcp, ...handshakeOptions(this._request.host, tls) });
    } catch (error) {
      return this._fail(566, (error as Error).message);
    }
    this._stream = socket;
    socket.once("secureConnect", () => this._onSecure(socket, tls));
    socket.on("error", (error: Error) => this._fail(566, error.message));
    socket.once("close", () => this._onClose());
  }

  private _onSecure(socket: TLSSocket, tls: TlsParameters): void {
    if (this._isOver) return;
    const refusal = acceptServer(socket, this._request.host, tls);
    if (refusal !== undefined) return this._fail(566, refusal);
    this._become(socket, socket.isSessionReused());
  }

  /** All is up. */
  private _become(stream: Socket, isResumed: boolean): void {
    this._isUp = true;
    stream.on("readable", () => this._pull());
    const { remoteAddress = "0.0.0.0", localPort = 0 } = stream;
    this._events.onConnected({ address: remoteAddress, localPort, isResumed });
  }

  /** Reads what the window allows; the rest waits in the socket, and at last at the peer. */
  private _pull(): void {
    const stream = this._stream;
    if (!stream || !this._isUp) return;
    while (this._windowBytes > 0 && stream.readableLength > 0 && !this._isOver) {
      const bytes = stream.read(Math.min(this._windowBytes, stream.readableLength)) as Buffer | null;
      if (!bytes) break;
      this._windowBytes -= bytes.length;
      this._events.onData(bytes);
    }
    // Without this an end that has nothing before it stays unseen.
    if (stream.readableLength === 0 && !this._isOver) stream.read(0);
  }

  /** An error after the connection is up is followed by the close, which is what the modem shows. */
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

function failureOf({ code }: NodeJS.ErrnoException): ConnectFailure {
  return code === "EADDRINUSE" || code === "EACCES" ? 556 : 566;
}
