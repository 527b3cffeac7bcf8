/** An MQTT 3.1.1 broker on the simulator's network in memory, for clean sessions; it can go down at any moment and come back. */
import type { MemoryNetwork, MemoryPeer } from "../../tools/simulator";

export interface PublishedMessage {
  topic: string;
  message: string;
  qos: number;
  isRetained: boolean;
}

/** What the broker knows of one connection. */
interface Guest {
  peer: MemoryPeer;
  clientId: string;
  filters: string[];
  will: PublishedMessage | undefined;
}

/** How it takes the next message of QoS 1 that comes. */
export type Reception = "acknowledge" | "down before it is stored" | "down before it is acknowledged" | "silent";

const bytes = (...values: number[]): string => String.fromCharCode(...values);
const field = (text: string): string => bytes(text.length >> 8, text.length & 255) + text;
const uint16At = (text: string, at: number): number => text.charCodeAt(at) * 256 + text.charCodeAt(at + 1);

/** The text at `at` that has its length in front, and where it ends. */
function fieldAt(text: string, at: number): [value: string, end: number] {
  const end = at + 2 + uint16At(text, at);
  return [text.slice(at + 2, end), end];
}

export class MemoryBroker {
  /** What was published to it and stored, in order; wills too. */
  readonly messages: PublishedMessage[] = [];
  readonly retained = new Map<string, PublishedMessage>();
  /** CONNECTs, as they came behind their length. */
  readonly connects: string[] = [];
  /** Called before a message is stored. */
  onMessage: (message: PublishedMessage) => void = () => {};
  reception: Reception = "acknowledge";
  /** Return code for CONNECT. */
  refusal = 0;
  private readonly _guests = new Set<Guest>();
  private _lastId = 0;

  constructor(
    private readonly _network: MemoryNetwork,
    private readonly _host: string,
    private readonly _port: number,
  ) {}

  get guests(): number {
    return this._guests.size;
  }

  listen(): void {
    this._network.listen(this._host, this._port, (peer) => this._welcome(peer));
  }

  /** Goes down: connections end without a word, new ones are refused. What is retained is kept. */
  goDown(): void {
    this._network.unlisten(this._host, this._port);
    for (const guest of this._guests) {
      this._guests.delete(guest);
      guest.peer.close();
    }
  }

  /** Publishes as another client would. */
  publish(topic: string, message: string, isRetained = false): void {
    const published = { topic, message, qos: 1, isRetained };
    if (isRetained) this.retained.set(topic, published);
    for (const guest of this._guests) if (guest.filters.includes(topic)) this._send(guest, published, false);
  }

  /** The messages of a topic. */
  of(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ message }) => message);
  }

  private _welcome(peer: MemoryPeer): void {
    const guest: Guest = { peer, clientId: "", filters: [], will: undefined };
    let waiting = "";
    peer.onData = (data) => {
      waiting += data.toString("latin1");
      for (let end = this._take(guest, waiting); end > 0; end = this._take(guest, waiting))
        waiting = waiting.slice(end);
    };
    peer.onClosed = () => this._leave(guest);
  }

  private _leave(guest: Guest): void {
    if (this._guests.delete(guest) && guest.will) this._store(guest.will);
  }

  /** @returns length of the packet at the start of `text`, 0 while it is incomplete. */
  private _take(guest: Guest, text: string): number {
    let length = 0;
    let at = 1;
    for (; at < 5; at++) {
      if (at >= text.length) return 0;
      const byte = text.charCodeAt(at);
      length += (byte & 127) << (7 * (at - 1));
      if (byte < 128) break;
    }
    const end = at + 1 + length;
    if (text.length < end) return 0;
    this._on(guest, text.charCodeAt(0), text.slice(at + 1, end));
    return end;
  }

  private _on(guest: Guest, first: number, rest: string): void {
    if (first >> 4 === 1) this._onConnect(guest, rest);
    else if (first >> 4 === 3) this._onPublish(guest, first, rest);
    else if (first === 0x82) this._onSubscribe(guest, rest);
    else if (first === 0xc0) guest.peer.send(Buffer.from("\xd0\0", "latin1"));
    else if (first === 0xe0) guest.will = undefined;
    else if (first !== 0x40) throw new Error(`the broker got a packet 0x${first.toString(16)}`);
  }

  private _onConnect(guest: Guest, rest: string): void {
    this.connects.push(rest);
    const flags = rest.charCodeAt(7);
    const [clientId, at] = fieldAt(rest, 10);
    guest.clientId = clientId;
    if (flags & 4) {
      const [topic, next] = fieldAt(rest, at);
      const [message] = fieldAt(rest, next);
      guest.will = { topic, message, qos: (flags >> 3) & 3, isRetained: (flags & 32) > 0 };
    }
    guest.peer.send(Buffer.from([0x20, 2, 0, this.refusal]));
    if (this.refusal) return guest.peer.close();
    // The later one of a name drives out the earlier.
    for (const other of this._guests)
      if (other.clientId === clientId) {
        this._leave(other);
        other.peer.close();
      }
    this._guests.add(guest);
  }

  private _onPublish(guest: Guest, first: number, rest: string): void {
    const qos = (first >> 1) & 3;
    const [topic, end] = fieldAt(rest, 0);
    const message = { topic, message: rest.slice(end + (qos ? 2 : 0)), qos, isRetained: (first & 1) > 0 };
    this.onMessage(message);
    const { reception } = this;
    if (reception === "down before it is stored") return this.goDown();
    if (reception === "silent") return;
    this._store(message);
    if (reception === "down before it is acknowledged") return this.goDown();
    if (qos) guest.peer.send(Buffer.from(bytes(0x40, 2) + rest.slice(end, end + 2), "latin1"));
  }

  private _store(message: PublishedMessage): void {
    this.messages.push(message);
    if (message.isRetained) this.retained.set(message.topic, message);
  }

  private _onSubscribe(guest: Guest, rest: string): void {
    const [filter] = fieldAt(rest, 2);
    guest.filters.push(filter);
    guest.peer.send(Buffer.from(`\x90\x03${rest.slice(0, 2)}\x01`, "latin1"));
    const kept = this.retained.get(filter);
    if (kept) this._send(guest, kept, true);
  }

  private _send({ peer }: Guest, { topic, message }: PublishedMessage, isRetained: boolean): void {
    this._lastId = (this._lastId % 65535) + 1;
    const rest = field(topic) + bytes(this._lastId >> 8, this._lastId & 255) + message;
    const length = rest.length < 128 ? bytes(rest.length) : bytes((rest.length & 127) | 128, rest.length >> 7);
    peer.send(Buffer.from(bytes(0x32 | +isRetained) + length + rest, "latin1"));
  }
}
