/** One HTTP request and its response over a connection of its own: connects, sends, and holds what came until it is read. */
import type { Clock, TimerHandle } from "../clock";
import { HttpCode } from "./http-codes";
import { HttpFormatError, HttpResponse } from "./http-response";
import type { ConnectFailure, ConnectionEvents, ConnectRequest, Network, NetworkConnection } from "./network";

export interface HttpExchangePort {
  clock: Clock;
  network: Network;
  /** Bytes of the body that are held until they are read. */
  bufferBytes: number;
}

export class HttpExchange implements ConnectionEvents {
  readonly response = new HttpResponse();
  /** More of the body is there, or its end, or the failure. */
  onProgress: () => void = () => {};
  /** Why no more comes; Success as long as nothing is wrong. */
  failure = HttpCode.Success;
  private _connection: NetworkConnection | undefined;
  private _timer: TimerHandle | undefined;
  private _onResult: ((code: HttpCode) => void) | undefined;

  constructor(private readonly _port: HttpExchangePort) {}

  /** Settles with what became of the connection. @param target a text: it fails at once. */
  connect(target: ConnectRequest | string, timeoutMs: number): Promise<HttpCode> {
    if (typeof target === "string") return Promise.resolve((this.failure = HttpCode.ConnectError));
    const result = this._expect(timeoutMs, HttpCode.ConnectError);
    this._connection = this._port.network.connect(target, this);
    return result;
  }

  /** Sends the request and settles when the head of the response is there, or something went wrong. */
  send(request: Buffer, timeoutMs: number): Promise<HttpCode> {
    if (this.failure !== HttpCode.Success) return Promise.resolve(this.failure);
    const result = this._expect(timeoutMs, HttpCode.Timeout);
    this._connection!.send(request);
    this._openWindow();
    return result;
  }

  /** All of the body that is there. */
  takeBody(): Buffer {
    const body = this.response.takeBody();
    this._openWindow();
    return body;
  }

  /** Nothing more will come. */
  get isOver(): boolean {
    return this.response.isComplete || this.failure !== HttpCode.Success;
  }

  /** Ends it, wherever it is. */
  fail(code: HttpCode): void {
    if (this.isOver) return;
    this.failure = code;
    this._connection?.destroy();
    this._settle(code);
    this.onProgress();
  }

  /** Ends it without a word. */
  destroy(): void {
    this._port.clock.clearTimeout(this._timer);
    this._onResult = undefined;
    this.onProgress = () => {};
    this._connection?.destroy();
  }

  onTransport(): void {}

  onConnected(): void {
    this._settle(HttpCode.Success);
  }

  onFailed(failure: ConnectFailure): void {
    this.fail(failure === 565 ? HttpCode.DnsError : HttpCode.ConnectError);
  }

  onData(bytes: Buffer): void {
    if (this.isOver) return;
    this._read(() => this.response.add(bytes));
    this._openWindow();
  }

  onSent(): void {}

  onClosed(): void {
    if (this.isOver) return;
    this._read(() => this.response.end(), HttpCode.SocketClosed);
  }

  private _read(action: () => void, failure = HttpCode.DecodeError): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof HttpFormatError)) throw error;
      return this.fail(failure);
    }
    if (this.response.isComplete) this._connection?.destroy();
    if (this.response.hasHead) this._settle(HttpCode.Success);
    this.onProgress();
  }

  private _openWindow(): void {
    if (this.isOver) return;
    this._connection?.setReceiveWindow(Math.max(0, this._port.bufferBytes - this.response.bodyBytes));
  }

  private _expect(timeoutMs: number, failure: HttpCode): Promise<HttpCode> {
    return new Promise((resolve) => {
      this._onResult = resolve;
      this._timer = this._port.clock.setTimeout(() => this.fail(failure), timeoutMs);
    });
  }

  private _settle(code: HttpCode): void {
    this._port.clock.clearTimeout(this._timer);
    const onResult = this._onResult;
    this._onResult = undefined;
    onResult?.(code);
  }
}
