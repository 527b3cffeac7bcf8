/** Any network, made slow: a round trip takes its time, and so does every byte in both directions. */
import type { Clock } from "../clock";
import { DelayLine } from "./delay-line";
import type {
  ConnectFailure,
  ConnectionEvents,
  ConnectRequest,
  Endpoint,
  Network,
  NetworkConnection,
  OnAddresses,
  PeerAddress,
} from "./network";

export interface SlowNetworkOptions {
  clock: Clock;
  /** Round trip, milliseconds. Default 0. */
  latencyMs?: number;
  /** Bytes per second from the modem to the servers; undefined: no limit. */
  upBytesPerS?: number;
  /** Bytes per second from the servers to the modem; undefined: no limit. */
  downBytesPerS?: number;
}

/** Bytes travel in segments of at most this size. */
const SEGMENT_BYTES = 1400;
/** Round trips of a TLS 1.2 handshake, and of one that resumes a session (RFC 5246, 7.3). */
const HANDSHAKE_TRIPS = 2;
const RESUMED_TRIPS = 1;

export class SlowNetwork implements Network {
  constructor(
    private readonly _network: Network,
    private readonly _options: SlowNetworkOptions,
  ) {}

  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    const { tls, datagrams } = request;
    const cut = datagrams ? whole : segments;
    const connection = new SlowConnection(tls !== undefined, cut, events, this._options);
    connection.inner = this._network.connect(request, connection);
    return connection;
  }

  lookup(host: string, onAnswer: OnAddresses): void {
    this._network.lookup(host, (addresses) => this._later(() => onAnswer(addresses)));
  }

  echo(host: string, onEcho: () => void): () => void {
    let isWanted = true;
    const stop = this._network.echo(host, () => this._later(() => isWanted && onEcho()));
    return () => {
      isWanted = false;
      stop();
    };
  }

  private _later(action: () => void): void {
    this._options.clock.setTimeout(action, this._options.latencyMs ?? 0);
  }
}

/** Stands between the modem and the connection of the other network. The bytes of the handshake itself are not counted. */
class SlowConnection implements NetworkConnection, ConnectionEvents {
  inner: NetworkConnection | undefined;
  private readonly _up: DelayLine;
  private readonly _down: DelayLine;
  private readonly _latencyMs: number;
  private _upBytes = 0;
  private _downBytes = 0;
  private _windowBytes = 0;

  constructor(
    private readonly _isTls: boolean,
    private readonly _cut: (bytes: Buffer) => Buffer[],
    private readonly _events: ConnectionEvents,
    { clock, latencyMs = 0, upBytesPerS, downBytesPerS }: SlowNetworkOptions,
  ) {
    this._latencyMs = latencyMs;
    this._up = new DelayLine(clock, upBytesPerS);
    this._down = new DelayLine(clock, downBytesPerS);
  }

  get bufferedBytes(): number {
    return this._upBytes + (this.inner?.bufferedBytes ?? 0);
  }

  send(bytes: Buffer, to?: Endpoint): void {
    this._upBytes += bytes.length;
    for (const segment of this._cut(bytes))
      this._up.put(segment.length, this._latencyMs / 2, () => this._pass(segment, to));
  }

  /** What is on its way already uses up the window. */
  setReceiveWindow(bytes: number): void {
    this._windowBytes = bytes;
    this.inner?.setReceiveWindow(Math.max(0, bytes - this._downBytes));
  }

  end(): void {
    this._up.put(0, this._latencyMs / 2, () => this.inner?.end());
  }

  destroy(): void {
    this._up.clear();
    this._down.clear();
    this.inner?.destroy();
  }

  onTransport(): void {
    this._down.put(0, this._latencyMs, () => this._events.onTransport());
  }

  /** A plain connection is up as soon as TCP is; TLS has told of TCP before. */
  onConnected(peer: PeerAddress): void {
    const trips = 1 + (this._isTls ? (peer.isResumed ? RESUMED_TRIPS : HANDSHAKE_TRIPS) : 0);
    this._down.put(0, this._latencyMs * trips, () => this._events.onConnected(peer));
  }

  onFailed(failure: ConnectFailure, reason: string): void {
    this._down.put(0, this._latencyMs, () => this._events.onFailed(failure, reason));
  }

  onData(bytes: Buffer, from?: Endpoint): void {
    this._downBytes += bytes.length;
    for (const segment of this._cut(bytes)) {
      this._down.put(segment.length, this._latencyMs / 2, () => this._deliver(segment, from));
    }
  }

  onSent(): void {
    this._events.onSent();
  }

  onClosed(): void {
    this._down.put(0, this._latencyMs / 2, () => this._events.onClosed());
  }

  private _pass(segment: Buffer, to: Endpoint | undefined): void {
    this._upBytes -= segment.length;
    this.inner?.send(segment, to);
    this._events.onSent();
  }

  private _deliver(segment: Buffer, from: Endpoint | undefined): void {
    this._downBytes -= segment.length;
    this._windowBytes -= segment.length;
    this._events.onData(segment, from);
  }
}

/** A datagram travels as it is. */
const whole = (bytes: Buffer): Buffer[] => [bytes];

function segments(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / SEGMENT_BYTES);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES),
  );
}
