/** One of the modem's MQTT clients (MQTT application note): from AT+QMTOPEN to AT+QMTCLOSE, with what it tells by itself. */
import type { IPublishPacket, Packet } from "mqtt-packet";
import type { Clock, TimerHandle } from "../clock";
import { MqttOpenResult, MqttState, MqttStatus } from "./mqtt-codes";
import { MqttInbox, type MqttMessage } from "./mqtt-inbox";
import { MqttKeepAlive } from "./mqtt-keep-alive";
import { MqttLink, type MqttLinkEvents } from "./mqtt-link";
import { MqttOutbox, type MqttRequest } from "./mqtt-outbox";
import type { MqttSettings } from "./mqtt-settings";
import type { ConnectFailure, ConnectRequest, Network } from "./network";

/** What the client needs of the modem. */
export interface MqttClientPort {
  clock: Clock;
  network: Network;
  urc(line: string): void;
}

/** Longest time to open the network. */
const OPEN_MS = 75_000;

export class MqttClient implements MqttLinkEvents {
  state = MqttState.Closed;
  /** Where it is, or was last, open to. */
  target: Pick<ConnectRequest, "host" | "port"> = { host: "", port: 0 };
  pdpContextId = 0;
  readonly inbox = new MqttInbox();
  private _link: MqttLink | undefined;
  /** The connection before this one, which waits for the broker to agree with its end. */
  private _leaving: MqttLink | undefined;
  private _outbox: MqttOutbox | undefined;
  private _keepAlive: MqttKeepAlive | undefined;
  /** Limit of the open, and then of the connect. */
  private _timer: TimerHandle | undefined;

  constructor(
    readonly index: number,
    readonly settings: MqttSettings,
    private readonly _port: MqttClientPort,
  ) {}

  /** The index is taken, from the first moment of an open on. */
  get isTaken(): boolean {
    return this._link !== undefined;
  }

  /** AT+QMTOPEN: `+QMTOPEN: <client_idx>,<result>` follows. */
  open(request: ConnectRequest): void {
    this.target = { host: request.host, port: request.port };
    this.pdpContextId = this.settings.pdpContextId;
    this._timer = this._port.clock.setTimeout(() => this._endOpen(MqttOpenResult.NoNetwork), OPEN_MS);
    this._link = new MqttLink(this._port.network, request, this);
  }

  /** AT+QMTCONN: `+QMTCONN: <client_idx>,<result>[,<ret_code>]` follows. */
  connect(clientId: string, username: string, password: string): void {
    const { timeoutMs, retries } = this.settings.patience;
    this.state = MqttState.Connecting;
    this._outbox = this._makeOutbox();
    this._keepAlive = this._makeKeepAlive();
    this._link?.send(this.settings.connectPacket(clientId, username, password));
    // A second CONNECT would break the protocol, so the whole patience goes into the one.
    this._timer = this._port.clock.setTimeout(() => this._onNoConnack(), timeoutMs * (retries + 1));
  }

  /** Whether an identifier is still in use by an earlier packet. */
  isPending(messageId: number): boolean {
    return this._outbox?.has(messageId) ?? false;
  }

  /** Sends what is acknowledged; its own URC follows. A message of QoS 0 has done its duty when it is sent. */
  request(request: MqttRequest): void {
    const { packet } = request;
    if (packet.cmd !== "publish" || packet.qos > 0) return this._outbox?.add(request);
    this._send(packet);
    this._tell(request, "0");
  }

  /** AT+QMTDISC. */
  disconnect(): void {
    this._link?.send({ cmd: "disconnect" });
    this.close();
    this._port.urc(`+QMTDISC: ${this.index},0`);
  }

  /** Frees the index; what came and was not read is lost. */
  close(): void {
    this._clear();
    this._leaving?.destroy();
    this._leaving = this._link;
    this._leaving?.end();
    this._link = undefined;
  }

  /** Ends without a word. */
  reset(): void {
    this._clear();
    this._leaving?.destroy();
    this._leaving = undefined;
    this._link?.destroy();
    this._link = undefined;
  }

  /** The bearer is gone. */
  breakDown(): void {
    if (this.state === MqttState.Closed) this._endOpen(MqttOpenResult.NoConnection);
    else this._end(MqttStatus.ClosedByPeer);
  }

  onUp(): void {
    this._port.clock.clearTimeout(this._timer);
    this.state = MqttState.Open;
    this._port.urc(`+QMTOPEN: ${this.index},${MqttOpenResult.Success}`);
  }

  onFailed(failure: ConnectFailure): void {
    this._endOpen(failure === 565 ? MqttOpenResult.NoName : MqttOpenResult.NoConnection);
  }

  onClosed(): void {
    this._end(MqttStatus.ClosedByPeer);
  }

  onPacket(packet: Packet): void {
    if (packet.cmd === "connack") this._onConnack(packet.returnCode ?? 0);
    else if (packet.cmd === "publish") this._onPublish(packet);
    else if (packet.cmd === "pubrel") this._send({ cmd: "pubcomp", messageId: packet.messageId! });
    else if (packet.cmd === "pubrec") this._outbox?.release(packet.messageId!);
    else if (packet.cmd === "pingresp") this._keepAlive?.onAnswer();
    else this._onAcknowledgement(packet);
  }

  /** `<msgID>,"<topic>"[,<payload_len>],"<payload>"`, each byte a character. */
  messageText({ messageId, topic, payload }: MqttMessage): string {
    const length = this.settings.showsLength ? `${payload.length},` : "";
    return `${messageId},"${Buffer.from(topic).toString("latin1")}",${length}"${payload.toString("latin1")}"`;
  }

  private _onAcknowledgement(packet: Packet): void {
    if (!["puback", "pubcomp", "suback", "unsuback"].includes(packet.cmd)) return;
    const request = this._outbox?.settle(packet.messageId);
    const granted = packet.cmd === "suback" ? packet.granted.map(Number) : [];
    if (request) this._tell(request, ["0", ...granted].join(","));
  }

  /** A broker that refuses closes by itself. */
  private _onConnack(returnCode: number): void {
    if (this.state !== MqttState.Connecting) return;
    this._port.clock.clearTimeout(this._timer);
    this.state = returnCode === 0 ? MqttState.Connected : MqttState.Open;
    this._port.urc(`+QMTCONN: ${this.index},0,${returnCode}`);
    if (returnCode === 0) this._keepAlive?.restart();
  }

  private _onNoConnack(): void {
    this._port.urc(`+QMTCONN: ${this.index},2`);
    this._end(MqttStatus.NoConnack);
  }

  private _onPublish({ qos, messageId = 0, topic, payload }: IPublishPacket): void {
    if (qos > 0) this._send({ cmd: qos === 1 ? "puback" : "pubrec", messageId });
    const message = { messageId, topic, payload: Buffer.from(payload) };
    if (!this.settings.isBuffered) return this._port.urc(`+QMTRECV: ${this.index},${this.messageText(message)}`);
    const place = this.inbox.put(message);
    this._port.urc(`+QMTRECV: ${this.index},${place}`);
  }

  private _send(packet: Packet): void {
    this._link?.send(packet);
    this._keepAlive?.restart();
  }

  private _endOpen(result: MqttOpenResult): void {
    this.reset();
    this._port.urc(`+QMTOPEN: ${this.index},${result}`);
  }

  /** The connection is over, and nobody asked for it. */
  private _end(status: MqttStatus): void {
    this.reset();
    this._port.urc(`+QMTSTAT: ${this.index},${status}`);
  }

  private _clear(): void {
    this._port.clock.clearTimeout(this._timer);
    this._outbox?.clear();
    this._outbox = undefined;
    this._keepAlive?.stop();
    this._keepAlive = undefined;
    this.inbox.clear();
    this.state = MqttState.Closed;
  }

  private _makeOutbox(): MqttOutbox {
    const { timeoutMs, retries, isTold } = this.settings.patience;
    const port = {
      clock: this._port.clock,
      send: (packet: Packet): void => this._send(packet),
      onGivenUp: (request: MqttRequest): void => this._tell(request, "2"),
      onRepeat: (request: MqttRequest, count: number): void => {
        if (isTold) this._tell(request, `1,${count}`);
      },
    };
    return new MqttOutbox(port, { timeoutMs, retries });
  }

  private _makeKeepAlive(): MqttKeepAlive {
    const { timeoutMs, retries } = this.settings.patience;
    const port = {
      clock: this._port.clock,
      ping: (): void => this._link?.send({ cmd: "pingreq" }),
      onSilence: (): void => this._end(MqttStatus.NoPingAnswer),
    };
    return new MqttKeepAlive(port, this.settings.keepAliveSeconds * 1000, timeoutMs * (retries + 1));
  }

  private _tell(request: MqttRequest, result: string): void {
    this._port.urc(resultLine(request, this.index, result));
  }
}

function resultLine({ kind, messageId }: MqttRequest, index: number, result: string): string {
  if (kind === "publish") return `+QMTPUB: ${index},${messageId},${result}`;
  if (kind === "publishEx") return `+QMTPUBEX: ${index},${messageId},${result}`;
  if (kind === "subscribe") return `+QMTSUB: ${index},${messageId},${result}`;
  return `+QMTUNS: ${index},${messageId},${result}`;
}
