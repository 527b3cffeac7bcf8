/** One connection of the network in memory: two queues of bytes and who is allowed to empty them. */
import type { Clock } from "../clock";
import type { ConnectFailure, ConnectionEvents, NetworkConnection, PeerAddress } from "./network";

/** What the connection tells the server's end. */
interface ServerEnd {
  onData(bytes: Buffer): void;
  onClosed(): void;
}

export class MemoryConnection implements NetworkConnection {
  private _server: ServerEnd | undefined;
  private _isOver = false;
  private _windowBytes = 0;
  private _isStalled = false;
  private _isPeerEnding = false;
  private _isEnding = false;
  private readonly _inbound: Buffer[] = [];
  private readonly _outbound: Buffer[] = [];

  constructor(
    private readonly _clock: Clock,
    private readonly _events: ConnectionEvents,
  ) {}

  get bufferedBytes(): number {
    return totalBytes(this._outbound);
  }

  /** Bytes of the server that have not been taken yet. */
  get inboundBytes(): number {
    return totalBytes(this._inbound);
  }

  /** TCP is up, TLS begins. */
  reach(): void {
    if (!this._isOver) this._events.onTransport();
  }

  accept(server: ServerEnd, peer: PeerAddress): void {
    if (this._isOver) return;
    this._server = server;
    this._events.onConnected(peer);
  }

  fail(failure: ConnectFailure, reason: string): void {
    if (this._isOver) return;
    this._isOver = true;
    this._events.onFailed(failure, reason);
  }

  send(bytes: Buffer): void {
    this._outbound.push(Buffer.from(bytes));
    this._soon(() => this._drain());
  }

  deliver(bytes: Buffer): void {
    this._inbound.push(bytes);
    this._soon(() => this._pump());
  }

  closeByPeer(): void {
    this._isPeerEnding = true;
    this._soon(() => this._pump());
  }

  setReceiveWindow(bytes: number): void {
    this._windowBytes = bytes;
    if (bytes > 0 && this._inbound.length > 0) this._soon(() => this._pump());
  }

  setStalled(isStalled: boolean): void {
    this._isStalled = isStalled;
    this._drain();
  }

  end(): void {
    this._isEnding = true;
    this._soon(() => this._drain());
  }

  destroy(): void {
    if (this._isOver) return;
    this._isOver = true;
    this._server?.onClosed();
  }

  private _soon(action: () => void): void {
    this._clock.setTimeout(action, 0);
  }

  /** To the server. */
  private _drain(): void {
    const hadBytes = this._outbound.length > 0;
    while (!this._isStalled && !this._isOver && this._outbound.length > 0)
      this._server?.onData(this._outbound.shift()!);
    if (this._isStalled || this._isOver) return;
    if (hadBytes) this._events.onSent();
    if (this._isEnding) this._close();
  }

  /** To the modem. */
  private _pump(): void {
    while (this._windowBytes > 0 && !this._isOver && this._inbound.length > 0) this._pass(this._inbound.shift()!);
    if (this._isPeerEnding && this._inbound.length === 0) this._close();
  }

  private _pass(bytes: Buffer): void {
    const part = bytes.subarray(0, this._windowBytes);
    if (part.length < bytes.length) this._inbound.unshift(bytes.subarray(part.length));
    this._windowBytes -= part.length;
    this._events.onData(part);
  }

  private _close(): void {
    if (this._isOver) return;
    this.destroy();
    this._events.onClosed();
  }
}

function totalBytes(list: readonly Buffer[]): number {
  return list.reduce((sum, bytes) => sum + bytes.length, 0);
}
