/** One client id from its open to its close: its state, its buffers, and how what is received gets to the host (reference §3.2, §3.5). */
import type { Clock, TimerHandle } from "../clock";
import { DatagramBuffer } from "./datagram-buffer";
import { StackCode } from "./errors";
import type {
  ConnectFailure,
  ConnectionEvents,
  ConnectRequest,
  Endpoint,
  Network,
  NetworkConnection,
  PeerAddress,
  TlsParameters,
} from "./network";
import { ReceiveBuffer } from "./receive-buffer";
import {
  AccessMode,
  type OpenLimits,
  type SocketClientEvents,
  type SocketClientOptions,
  SocketState,
  type SocketStream,
} from "./socket";

export class SocketClient implements ConnectionEvents {
  state = SocketState.Initial;
  peer: PeerAddress = { address: "0.0.0.0", localPort: 0, isResumed: false };
  accessMode: AccessMode;
  sentBytes = 0;
  /** The connection was up once: what it brought may still be read. */
  wasConnected = false;
  /** Left transparent mode by `+++`: ATO goes back there. */
  wasTransparent = false;
  /** Takes the place of URCs while the port belongs to this connection. */
  stream: SocketStream | undefined;
  /** Set by an open that answers with CONNECT: gets the `<err>` instead of the URC. */
  onResult: ((code: number) => void) | undefined;
  readonly received: ReceiveBuffer;
  private _isCloseUntold = false;
  private _connection: NetworkConnection | undefined;
  private _timer: TimerHandle | undefined;
  private _onEnded: (() => void) | undefined;
  private _negotiateMs = 0;

  constructor(
    readonly options: SocketClientOptions,
    private readonly _clock: Clock,
    private readonly _events: SocketClientEvents<SocketClient>,
  ) {
    this.accessMode = options.accessMode;
    const Received = options.service === undefined ? ReceiveBuffer : DatagramBuffer;
    this.received = new Received(options.receiveBufferBytes, options.rearm);
  }

  /** Bytes sent that the network has not taken yet. */
  get bufferedBytes(): number {
    return this._connection?.bufferedBytes ?? 0;
  }

  /** Room in the send buffer. */
  get sendRoomBytes(): number {
    return Math.max(0, this.options.sendBufferBytes - this.bufferedBytes);
  }

  /** Starts to connect. @param tls a text: why it fails at once; undefined: plain TCP. */
  open(network: Network, tls: TlsParameters | string | undefined, { connectMs, negotiateMs }: OpenLimits): void {
    this.state = SocketState.Opening;
    if (typeof tls === "string") return this.onFailed(StackCode.ConnectFailed, tls);
    this._startTimeout(connectMs, "no answer");
    this._negotiateMs = negotiateMs;
    const { host, port, localPort, service } = this.options;
    const request: ConnectRequest = { host, port };
    if (localPort !== undefined) request.localPort = localPort;
    if (tls) request.tls = tls;
    if (service !== undefined) request.datagrams = service === "UDP" ? "peer" : "any";
    this._connection = network.connect(request, this);
  }

  onTransport(): void {
    this._startTimeout(this._negotiateMs, "no end of the handshake");
  }

  onConnected(peer: PeerAddress): void {
    this._clock.clearTimeout(this._timer);
    this.peer = peer;
    this.state = SocketState.Connected;
    this.wasConnected = true;
    this._events.onOpened(this, StackCode.Success, "");
    this._openWindow();
  }

  onFailed(failure: ConnectFailure, reason: string): void {
    this._clock.clearTimeout(this._timer);
    this.state = SocketState.Closing;
    this._events.onOpened(this, failure, reason);
  }

  onData(bytes: Buffer, from?: Endpoint): void {
    if (this._onEnded) return this._connection?.setReceiveWindow(Infinity);
    this.received.add(bytes, from);
    this._openWindow();
    this._events.onWork(this);
  }

  onSent(): void {
    this.stream?.onRoom();
  }

  onClosed(): void {
    this.state = SocketState.Closing;
    if (this._onEnded) return this._onEnded();
    this._isCloseUntold = true;
    this._events.onWork(this);
  }

  /**
   * Moves one piece of what waits towards the host, in the way of the access mode, and tells of the peer's close when nothing is left
   * in front of it. @param hasRoom the port takes bytes, @param isFree and URCs too. @returns whether anything moved.
   */
  pump(hasRoom: boolean, isFree: boolean): boolean {
    const isMoved = this._pumpData(hasRoom, isFree);
    if (this._isCloseUntold && this._isNothingBeforeClose()) {
      this._isCloseUntold = false;
      if (this.stream) this.stream.onClosed();
      else this._events.onClosed(this);
    }
    return isMoved;
  }

  /** Who sent the datagram that is to be read next; undefined for what comes from the peer alone. */
  get source(): Endpoint | undefined {
    return this.options.service === "UDP SERVICE" ? this.received.source : undefined;
  }

  /** Takes at most `lengthBytes` bytes out of the receive buffer, of one datagram at the most. */
  read(lengthBytes: number): Buffer {
    const bytes = this.received.take(lengthBytes);
    this._openWindow();
    return bytes;
  }

  /** @param to where a datagram goes, for a service that has no peer. */
  send(bytes: Buffer, to?: Endpoint): void {
    this.sentBytes += bytes.length;
    this._connection?.send(bytes, to);
  }

  /** The bearer is gone: the connection is dead without a word; the id stays taken. */
  breakDown(): void {
    this._clock.clearTimeout(this._timer);
    this._connection?.destroy();
    this.state = SocketState.Closing;
    this.stream?.onClosed();
  }

  /** Ends in order and settles when the peer has agreed or `timeoutMs` have passed; then nothing is left. */
  async close(timeoutMs: number): Promise<void> {
    const wasConnected = this.state === SocketState.Connected;
    this._clock.clearTimeout(this._timer);
    this.state = SocketState.Closing;
    if (wasConnected && timeoutMs > 0) await this._end(timeoutMs);
    this.breakDown();
  }

  private _pumpData(hasRoom: boolean, isFree: boolean): boolean {
    const { received, stream } = this;
    if (stream) {
      if (!hasRoom || received.length === 0) return false;
      stream.onData(this.read(this.options.pushMaximum));
      return true;
    }
    if (this.accessMode === AccessMode.DirectPush) {
      if (!hasRoom || !isFree || received.length === 0) return false;
      const from = this.source;
      this._events.onPush(this, this.read(this.options.pushMaximum), from);
      return true;
    }
    if (this.accessMode !== AccessMode.Buffer || !received.announce()) return false;
    this._events.onReadable(this);
    return true;
  }

  /** Data comes before the close; in buffer mode it waits behind it. */
  private _isNothingBeforeClose(): boolean {
    if (this.accessMode === AccessMode.Buffer) return true;
    return this.received.length === 0 && (this.accessMode === AccessMode.DirectPush || this.stream !== undefined);
  }

  private _openWindow(): void {
    if (this.state === SocketState.Connected) this._connection?.setReceiveWindow(this.received.roomBytes);
  }

  private _end(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      this._timer = this._clock.setTimeout(resolve, timeoutMs);
      this._onEnded = resolve;
      this._connection?.setReceiveWindow(Infinity);
      this._connection?.end();
    });
  }

  private _startTimeout(ms: number, reason: string): void {
    this._clock.clearTimeout(this._timer);
    this._timer = this._clock.setTimeout(() => {
      this._connection?.destroy();
      this.onFailed(StackCode.Timeout, reason);
    }, ms);
  }
}
