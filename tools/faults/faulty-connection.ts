/** One connection on the faulty network: stands between the modem and the connection of the network inside. */
import type { Clock } from "../clock";
import type { ConnectFailure, ConnectionEvents, NetworkConnection, PeerAddress } from "../simulator";
import { DelayLine } from "../simulator/delay-line";

/** What is wrong with the whole network; see faulty-network.ts. */
interface Weather {
  readonly clock: Clock;
  readonly isUpHeld: boolean;
  readonly isDownHeld: boolean;
  readonly latencyMs: number;
  takeHandshake(): boolean;
}

interface Listener {
  onOpen(): void;
  onOver(): void;
}

export class FaultyConnection implements NetworkConnection, ConnectionEvents {
  private _inner: NetworkConnection | undefined;
  private _isOver = false;
  private _isDead = false;
  /** What the modem sends waits here while nothing passes: on a dead connection for ever. */
  private _heldUp: Buffer[] = [];
  private _upBytes = 0;
  private _windowBytes = 0;
  private readonly _up: DelayLine;
  private readonly _down: DelayLine;

  constructor(
    private readonly _weather: Weather,
    private readonly _events: ConnectionEvents,
    private readonly _listener: Listener,
  ) {
    this._up = new DelayLine(_weather.clock, undefined);
    this._down = new DelayLine(_weather.clock, undefined);
  }

  get bufferedBytes(): number {
    return this._upBytes + (this._inner?.bufferedBytes ?? 0);
  }

  join(inner: NetworkConnection): void {
    this._inner = inner;
  }

  send(bytes: Buffer): void {
    this._upBytes += bytes.length;
    if (this._isDead || this._weather.isUpHeld || this._heldUp.length > 0) this._heldUp.push(Buffer.from(bytes));
    else this._pass(Buffer.from(bytes));
  }

  setReceiveWindow(bytes: number): void {
    this._windowBytes = bytes;
    if (!this._weather.isDownHeld) this._inner?.setReceiveWindow(bytes);
  }

  end(): void {
    if (this._isDead) return;
    const pass = (): void => this._inner?.end();
    if (this._weather.latencyMs === 0 && this._up.isEmpty) pass();
    else this._up.put(0, this._weather.latencyMs, pass);
  }

  destroy(): void {
    if (this._isOver) return;
    this._finish();
    this._inner?.destroy();
  }

  onTransport(): void {
    this._tell(() => this._events.onTransport());
  }

  onConnected(peer: PeerAddress): void {
    this._tell(() => {
      if (this._weather.takeHandshake()) return this._end(() => this._events.onFailed(566, "the handshake failed"));
      this._events.onConnected(peer);
      this._listener.onOpen();
    });
  }

  onFailed(failure: ConnectFailure, reason: string): void {
    this._tell(() => this._end(() => this._events.onFailed(failure, reason)));
  }

  onData(bytes: Buffer): void {
    this._windowBytes -= bytes.length;
    this._tell(() => this._events.onData(bytes));
  }

  onSent(): void {
    if (!this._isOver) this._events.onSent();
  }

  onClosed(): void {
    this._tell(() => this._end(() => this._events.onClosed()));
  }

  /** Does not come up. Told later, as a network does. */
  fail(failure: ConnectFailure, reason: string): void {
    this._weather.clock.setTimeout(() => this.onFailed(failure, reason), 0);
  }

  /** Ends as if the peer had ended it. */
  close(): void {
    this._weather.clock.setTimeout(() => this._end(() => this._events.onClosed()), 0);
  }

  /** From now on nothing passes any more. */
  kill(): void {
    this._isDead = true;
  }

  /** What is wrong with the network has changed. */
  refresh(): void {
    if (this._isDead || this._isOver) return;
    this._inner?.setReceiveWindow(this._weather.isDownHeld ? 0 : this._windowBytes);
    if (this._weather.isUpHeld) return;
    for (const bytes of this._heldUp.splice(0)) this._pass(bytes);
  }

  private _pass(bytes: Buffer): void {
    const deliver = (): void => {
      this._upBytes -= bytes.length;
      if (this._isDead) return;
      this._inner?.send(bytes);
      // Later, as a network tells it: whoever writes on at once would be called by itself.
      this._weather.clock.setTimeout(() => this.onSent(), 0);
    };
    if (this._weather.latencyMs === 0 && this._up.isEmpty) deliver();
    else this._up.put(bytes.length, this._weather.latencyMs, deliver);
  }

  /** Hands an event on, late on a slow network; what happens on a dead one stays unknown. */
  private _tell(event: () => void): void {
    const deliver = (): void => {
      if (!this._isOver && !this._isDead) event();
    };
    if (this._weather.latencyMs === 0 && this._down.isEmpty) deliver();
    else this._down.put(0, this._weather.latencyMs, deliver);
  }

  /** The last event. */
  private _end(event: () => void): void {
    if (this._isOver) return;
    this._finish();
    this._inner?.destroy();
    event();
  }

  private _finish(): void {
    this._isOver = true;
    this._up.clear();
    this._down.clear();
    this._listener.onOver();
  }
}
