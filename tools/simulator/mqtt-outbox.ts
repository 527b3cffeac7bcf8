/** Packets that wait for the broker's acknowledgement: sent again when it does not come (MQTT application note, AT+QMTCFG="timeout"). */
import type { IPublishPacket, ISubscribePacket, IUnsubscribePacket, Packet } from "mqtt-packet";
import type { Clock, TimerHandle } from "../clock";

export type MqttRequestKind = "publish" | "publishEx" | "subscribe" | "unsubscribe";

export interface MqttRequest {
  kind: MqttRequestKind;
  messageId: number;
  packet: IPublishPacket | ISubscribePacket | IUnsubscribePacket;
}

export interface MqttOutboxPort {
  clock: Clock;
  send(packet: Packet): void;
  /** The packet goes out once more, for the time number `count`. */
  onRepeat(request: MqttRequest, count: number): void;
  /** No acknowledgement came, however often it was sent. */
  onGivenUp(request: MqttRequest): void;
}

export interface MqttPatience {
  /** Wait for an acknowledgement. */
  timeoutMs: number;
  /** How often a packet is sent again. */
  retries: number;
}

interface Waiting {
  request: MqttRequest;
  /** What goes out again: of QoS 2 the release, once the message has got through. */
  packet: Packet;
  repeats: number;
  timer: TimerHandle | undefined;
}

export class MqttOutbox {
  private readonly _waiting = new Map<number, Waiting>();

  constructor(
    private readonly _port: MqttOutboxPort,
    private readonly _patience: MqttPatience,
  ) {}

  has(messageId: number): boolean {
    return this._waiting.has(messageId);
  }

  /** Sends, and waits for the acknowledgement. */
  add(request: MqttRequest): void {
    const waiting: Waiting = { request, packet: request.packet, repeats: 0, timer: undefined };
    this._waiting.set(request.messageId, waiting);
    this._send(waiting);
  }

  /** The first half of QoS 2 is done. */
  release(messageId: number): void {
    const waiting = this._waiting.get(messageId);
    if (!waiting) return this._port.send({ cmd: "pubrel", messageId });
    this._port.clock.clearTimeout(waiting.timer);
    waiting.packet = { cmd: "pubrel", messageId };
    waiting.repeats = 0;
    this._send(waiting);
  }

  /** The acknowledgement came. @returns what it was for. */
  settle(messageId: number | undefined): MqttRequest | undefined {
    const waiting = this._waiting.get(messageId ?? 0);
    if (!waiting) return undefined;
    this._port.clock.clearTimeout(waiting.timer);
    this._waiting.delete(waiting.request.messageId);
    return waiting.request;
  }

  clear(): void {
    for (const messageId of [...this._waiting.keys()]) this.settle(messageId);
  }

  private _send(waiting: Waiting): void {
    const { packet, repeats } = waiting;
    const isAgain = repeats > 0 && packet.cmd === "publish";
    waiting.timer = this._port.clock.setTimeout(() => this._onSilence(waiting), this._patience.timeoutMs);
    this._port.send(isAgain ? { ...packet, dup: true } : packet);
  }

  private _onSilence(waiting: Waiting): void {
    if (waiting.repeats === this._patience.retries) {
      this._waiting.delete(waiting.request.messageId);
      return this._port.onGivenUp(waiting.request);
    }
    waiting.repeats++;
    this._send(waiting);
    this._port.onRepeat(waiting.request, waiting.repeats);
  }
}
