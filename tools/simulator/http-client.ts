/** The modem's one HTTP(S) session: its URL, its settings, and the exchange under way or waiting to be read. */
import type { Clock } from "../clock";
import { HttpCode } from "./http-codes";
import { HttpExchange } from "./http-exchange";
import { type HttpMethod, type HttpTarget, makeRequest, parseUrl } from "./http-request";
import { NamedSettings } from "./named-settings";
import type { ConnectRequest, Network } from "./network";
import type { Profile } from "./profile";
import type { OpenSecurity } from "./socket-clients";

/** What the session needs of the modem. */
export interface HttpClientPort {
  clock: Clock;
  network: Network;
  profile: Profile;
  /** Limit of TCP, milliseconds. */
  connectTimeoutMs: number;
  isActive(pdpContextId: number): boolean;
  security(sslContextId: number, target: HttpTarget): OpenSecurity;
}

export class HttpClient {
  /** Set by AT+QHTTPURL; empty: none. */
  url = "";
  readonly settings: NamedSettings;
  private _exchange: HttpExchange | undefined;
  /** No response yet. */
  private _isBusy = false;
  /** The response has been asked for. */
  private _isTaken = false;

  constructor(private readonly _port: HttpClientPort) {
    this.settings = new NamedSettings(_port.profile.qhttpcfg);
  }

  get isBusy(): boolean {
    return this._isBusy;
  }

  /** The response that waits to be read; it can be had once. */
  takeAnswered(): HttpExchange | undefined {
    if (this._isBusy || this._isTaken || !this._exchange?.response.hasHead) return undefined;
    this._isTaken = true;
    return this._exchange;
  }

  /** Value of AT+QHTTPCFG as a number; 0 where the modem does not know the name. */
  number(name: string): number {
    return Number(this.settings.get(name) ?? 0);
  }

  /** Why no request can be made, or Success. */
  get obstacle(): HttpCode {
    if (this._isBusy) return HttpCode.Busy;
    if (this.url === "") return HttpCode.EmptyUrl;
    return this._port.isActive(this.number("contextid")) ? HttpCode.Success : HttpCode.NetworkDeactivated;
  }

  /** The request that the commands make by themselves. */
  request(method: HttpMethod, body?: Buffer): Buffer {
    return makeRequest(method, this._target, body, {
      contentType: this.number("contenttype"),
      credentials: this._text("auth"),
      customField: this._text("custom_header"),
    });
  }

  /** Begins a new exchange, in which the one before it is lost, and connects. */
  async open(timeoutMs: number): Promise<HttpCode> {
    this.release();
    const { clock, network, profile, connectTimeoutMs } = this._port;
    this._exchange = new HttpExchange({ clock, network, bufferBytes: profile.sockets.receiveBufferBytes });
    this._isBusy = true;
    const code = await this._exchange.connect(this._connectRequest(), Math.min(timeoutMs, connectTimeoutMs));
    if (code !== HttpCode.Success) this._isBusy = false;
    return code;
  }

  /** Sends the request on the connection of {@link open}. @returns `<err>[,<httprspcode>[,<content_length>]]`. */
  async send(request: Buffer, timeoutMs: number): Promise<string> {
    const exchange = this._exchange!;
    const code = await exchange.send(request, timeoutMs);
    this._isBusy = false;
    if (code !== HttpCode.Success) return String(code);
    const { status, contentLength } = exchange.response;
    return contentLength === undefined ? `0,${status}` : `0,${status},${contentLength}`;
  }

  /** {@link open} and {@link send} in one, both within `timeoutMs`. */
  async exchange(request: Buffer, timeoutMs: number): Promise<string> {
    const { clock } = this._port;
    const untilMs = clock.now() + timeoutMs;
    const code = await this.open(timeoutMs);
    return code === HttpCode.Success ? this.send(request, untilMs - clock.now()) : String(code);
  }

  /** The bearer is gone: whoever waits is told. */
  breakDown(pdpContextId: number): void {
    if (pdpContextId === this.number("contextid")) this._exchange?.fail(HttpCode.NetworkDeactivated);
  }

  /** Breaks off what is under way, and drops the response, without a word. */
  release(): void {
    this._exchange?.destroy();
    this._exchange = undefined;
    this._isBusy = false;
    this._isTaken = false;
  }

  /** A reboot. */
  reset(): void {
    this.release();
    this.url = "";
    this.settings.reset();
  }

  private get _target(): HttpTarget {
    return parseUrl(this.url)!;
  }

  /** Without its quotes. */
  private _text(name: string): string {
    return (this.settings.get(name) ?? "").replaceAll('"', "");
  }

  /** A text: why there can be no connection. */
  private _connectRequest(): ConnectRequest | string {
    const target = this._target;
    const { host, port, isSecure } = target;
    if (!isSecure) return { host, port };
    const { tls } = this._port.security(this.number("sslctxid"), target);
    return typeof tls === "string" ? tls : { host, port, ...(tls ? { tls } : {}) };
  }
}
