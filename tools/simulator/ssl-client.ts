/** One client id from AT+QSSLOPEN to AT+QSSLCLOSE: its state, its receive buffer and the rule of the receive URC (§3.5). */
import type { Clock, TimerHandle } from "../clock";
import { StackCode } from "./errors";
import type {
  ConnectionEvents,
  ConnectFailure,
  Network,
  NetworkConnection,
  PeerAddress,
  TlsParameters,
} from "./network";

/** `<socket_state>` of the manual. */
export enum SslState {
  Initial = 0,
  Opening = 1,
  Connected = 2,
  Closing = 4,
}

/** `<access_mode>`. */
export enum AccessMode {
  Buffer = 0,
  DirectPush = 1,
  Transparent = 2,
}

export interface SslClientOptions {
  clientId: number;
  pdpContextId: number;
  sslContextId: number;
  host: string;
  port: number;
  accessMode: AccessMode;
  receiveBufferBytes: number;
  /** `drained`: a read that empties the buffer arms the URC again; `emptyRead`: only a read that answers 0 does. */
  rearm: "drained" | "emptyRead";
}

/** What a client tells the table that owns it. */
export interface SslClientEvents {
  onOpened(client: SslClient, code: number, reason: string): void;
  /** Data waits in the buffer and the host must be told. */
  onReadable(client: SslClient): void;
  onClosed(client: SslClient): void;
}

/** Transparent mode: where the bytes go. */
export interface SslStream {
  onData(bytes: Buffer): void;
  onClosed(): void;
}

export class SslClient implements ConnectionEvents {
  state = SslState.Initial;
  peer: PeerAddress = { address: "0.0.0.0", localPort: 0 };
  accessMode: AccessMode;
  sentBytes = 0;
  receivedBytes = 0;
  /** TLS was up once: what it brought may still be read. */
  wasConnected = false;
  /** Left transparent mode by `+++`: ATO goes back there. */
  wasTransparent = false;
  /** Takes the place of URCs while the port belongs to this connection. */
  stream: SslStream | undefined;
  /** Set by an open that answers with CONNECT: gets the `<err>` instead of the URC. */
  onResult: ((code: number) => void) | undefined;
  private _unread: Buffer = Buffer.alloc(0);
  private _isArmed = true;
  private _connection: NetworkConnection | undefined;
  private _timer: TimerHandle | undefined;
  private _onEnded: () => void = () => {};
  private _negotiateMs = 0;

  constructor(
    readonly options: SslClientOptions,
    private readonly _clock: Clock,
    private readonly _events: SslClientEvents,
  ) {
    this.accessMode = options.accessMode;
  }

  get unreadBytes(): number {
    return this._unread.length;
  }

  get bufferedBytes(): number {
    return this._connection?.bufferedBytes ?? 0;
  }

  /**
   * Starts to connect.
   * @param connectMs limit for TCP, @param negotiateMs limit for TLS, milliseconds.
   */
  open(network: Network, tls: TlsParameters | string, connectMs: number, negotiateMs: number): void {
    this.state = SslState.Opening;
    if (typeof tls === "string") return this.onFailed(StackCode.ConnectFailed, tls);
    this._startTimeout(connectMs, "no answer");
    this._negotiateMs = negotiateMs;
    this._connection = network.connect({ host: this.options.host, port: this.options.port, tls }, this);
  }

  onTransport(): void {
    this._startTimeout(this._negotiateMs, "no end of the handshake");
  }

  onConnected(peer: PeerAddress): void {
    this._clock.clearTimeout(this._timer);
    this.peer = peer;
    this.state = SslState.Connected;
    this.wasConnected = true;
    this._events.onOpened(this, StackCode.Success, "");
  }

  onFailed(failure: ConnectFailure, reason: string): void {
    this._clock.clearTimeout(this._timer);
    this.state = SslState.Closing;
    this._events.onOpened(this, failure, reason);
  }

  onData(bytes: Buffer): void {
    this.receivedBytes += bytes.length;
    this._unread = Buffer.concat([this._unread, bytes]);
    if (this._unread.length >= this.options.receiveBufferBytes) this._connection?.setPaused(true);
    this.notify();
  }

  onClosed(): void {
    const wasEnding = this.state === SslState.Closing;
    this.state = SslState.Closing;
    if (wasEnding) this._onEnded();
    else if (this.stream) this.stream.onClosed();
    else this._events.onClosed(this);
  }

  /** Tells the host of waiting data if it has not been told since the buffer was empty; in push modes always. */
  notify(): void {
    if (this.stream) return this.stream.onData(this.read(this._unread.length));
    if (this._unread.length === 0 || (this.accessMode === AccessMode.Buffer && !this._isArmed)) return;
    this._isArmed = false;
    this._events.onReadable(this);
  }

  /** Takes at most `lengthBytes` bytes out of the buffer. */
  read(lengthBytes: number): Buffer {
    const bytes = this._unread.subarray(0, lengthBytes);
    this._unread = this._unread.subarray(bytes.length);
    const isDone = this.options.rearm === "drained" ? this._unread.length === 0 : bytes.length === 0;
    if (isDone) this._isArmed = true;
    if (this._unread.length < this.options.receiveBufferBytes) this._connection?.setPaused(false);
    return bytes;
  }

  send(bytes: Buffer): void {
    this.sentBytes += bytes.length;
    this._connection?.send(bytes);
  }

  /** The bearer is gone: the connection is dead without a word; the id stays taken. */
  breakDown(): void {
    this._clock.clearTimeout(this._timer);
    this._connection?.destroy();
    this.state = SslState.Closing;
  }

  /** Ends in order and settles when the peer has agreed or `timeoutMs` have passed; then nothing is left. */
  async close(timeoutMs: number): Promise<void> {
    const wasConnected = this.state === SslState.Connected;
    this._clock.clearTimeout(this._timer);
    this.state = SslState.Closing;
    if (wasConnected && timeoutMs > 0) await this._end(timeoutMs);
    this.breakDown();
  }

  private _end(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      this._timer = this._clock.setTimeout(resolve, timeoutMs);
      this._onEnded = resolve;
      this._unread = Buffer.alloc(0);
      this._connection?.setPaused(false);
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
