/** One UDP socket of the network in memory. */
import type { Clock } from "../clock";
import type { ConnectionEvents, ConnectRequest, Endpoint, NetworkConnection } from "./network";

/** Whoever takes datagrams. @param answer sends one back, as often as it is called. */
export type DatagramService = (bytes: Buffer, answer: (bytes: Buffer | string) => void, from: number) => void;

/** Own port of a socket that asked for none. */
const ANY_PORT = 49152;

export class MemoryDatagrams implements NetworkConnection {
  readonly bufferedBytes = 0;
  private _isOver = false;

  constructor(
    private readonly _request: ConnectRequest,
    private readonly _events: ConnectionEvents,
    private readonly _clock: Clock,
    private readonly _services: ReadonlyMap<string, DatagramService>,
  ) {
    const peer = { address: "0.0.0.0", localPort: this._localPort, isResumed: false };
    this._soon(() => _events.onConnected(peer));
  }

  send(bytes: Buffer, to?: Endpoint): void {
    const { host, port } = this._request;
    const target = to ?? { address: host, port };
    const answer = (back: Buffer | string): void => this._soon(() => this._events.onData(Buffer.from(back), target));
    const service = this._services.get(`${target.address}:${target.port}`);
    this._soon(() => service?.(Buffer.from(bytes), answer, this._localPort));
  }

  /** Nobody can be held up. */
  setReceiveWindow(): void {}

  end(): void {
    this._soon(() => {
      this.destroy();
      this._events.onClosed();
    });
  }

  destroy(): void {
    this._isOver = true;
  }

  private get _localPort(): number {
    return this._request.localPort ?? ANY_PORT;
  }

  private _soon(action: () => void): void {
    this._clock.setTimeout(() => this._isOver || action(), 0);
  }
}
