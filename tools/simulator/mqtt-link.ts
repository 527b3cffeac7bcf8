/** The connection of one MQTT client to its broker, in whole packets. Knows nothing of what they are for. */
import { type Packet, type Parser, generate, parser } from "mqtt-packet";
import type { ConnectFailure, ConnectionEvents, ConnectRequest, Network, NetworkConnection } from "./network";

export interface MqttLinkEvents {
  onUp(): void;
  onFailed(failure: ConnectFailure): void;
  onPacket(packet: Packet): void;
  /** The broker has closed, or what it sends is no MQTT. */
  onClosed(): void;
}

/** Bytes that may be on their way from the broker. */
const WINDOW_BYTES = 16 * 1024;

export class MqttLink implements ConnectionEvents {
  private readonly _parser: Parser = parser();
  private readonly _connection: NetworkConnection;
  private _isOver = false;

  constructor(
    network: Network,
    request: ConnectRequest,
    private readonly _events: MqttLinkEvents,
  ) {
    this._parser.on("packet", (packet) => this._isOver || this._events.onPacket(packet));
    this._parser.on("error", () => this.onClosed());
    this._connection = network.connect(request, this);
  }

  send(packet: Packet): void {
    if (!this._isOver) this._connection.send(generate(packet));
  }

  /** Ends in order, without a further event. */
  end(): void {
    this._isOver = true;
    this._connection.end();
  }

  /** Ends at once, without a further event. */
  destroy(): void {
    this._isOver = true;
    this._connection.destroy();
  }

  onTransport(): void {}

  onConnected(): void {
    if (this._isOver) return;
    this._connection.setReceiveWindow(WINDOW_BYTES);
    this._events.onUp();
  }

  onFailed(failure: ConnectFailure): void {
    if (this._isOver) return;
    this._isOver = true;
    this._events.onFailed(failure);
  }

  onData(bytes: Buffer): void {
    if (!this._isOver) this._parser.parse(bytes);
    if (!this._isOver) this._connection.setReceiveWindow(WINDOW_BYTES);
  }

  onSent(): void {}

  onClosed(): void {
    if (this._isOver) return;
    this.destroy();
    this._events.onClosed();
  }
}
