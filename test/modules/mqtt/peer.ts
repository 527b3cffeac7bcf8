/** The other end of a client's connections, played by a test; packets written out as the standard has them. */
import { create, type MqttClient } from "../../../modules/mqtt";
import type { MqttConnection } from "../../../modules/mqtt/client";
import type { MqttOptions } from "../../../modules/mqtt/connect-packet";

type Listener = (argument?: unknown) => void;

const bytes = (...values: number[]): string => String.fromCharCode(...values);

/** Text or bytes with their length in front. */
export const text = (value: string): string => bytes(value.length >> 8, value.length & 255) + value;

/** A packet of less than 16,384 bytes. */
export function packet(first: number, rest: string): string {
  const { length } = rest;
  return bytes(first, ...(length < 128 ? [length] : [(length & 127) | 128, length >> 7])) + rest;
}

export const id = (value: number): string => bytes(value >> 8, value & 255);
export const connack = (code = 0, flags = 0): string => bytes(0x20, 2, flags, code);
export const puback = (value: number): string => packet(0x40, id(value));
export const suback = (value: number, code: number): string => packet(0x90, id(value) + bytes(code));
export const unsuback = (value: number): string => packet(0xb0, id(value));
export const PINGREQ = "\xc0\0";
export const PINGRESP = "\xd0\0";
export const DISCONNECT = "\xe0\0";

/** @param flags retain 1, QoS 2 for 1, DUP 8. @param value the identifier; without one QoS is 0. */
export function publish(topic: string, message: string, flags = 0, value?: number): string {
  return packet(0x30 | flags, text(topic) + (value === undefined ? "" : id(value)) + message);
}

/** One connection. */
export class PlayedConnection implements MqttConnection {
  /** What was written since the last {@link take}, one element each. */
  private _written: string[] = [];
  isEnded = false;
  /** Refuses what is written, until `drain` is called. */
  isFull = false;
  private readonly _listeners = new Map<string, Listener>();

  on(event: string, listener: (argument: never) => void): void {
    this._listeners.set(event, listener as Listener);
  }

  write(payload: string): boolean {
    if (!this.isFull) this._written.push(payload);
    return !this.isFull;
  }

  end(): void {
    this.isEnded = true;
  }

  emit(event: "open" | "data" | "drain" | "error" | "close", argument?: unknown): void {
    this._listeners.get(event)!(argument);
  }

  feed(stream: string): void {
    this.emit("data", stream);
  }

  drain(): void {
    this.isFull = false;
    this.emit("drain");
  }

  take(): string {
    return this._written.splice(0).join("");
  }
}

/** A client and the connections that it opened. */
export class Bench {
  readonly connections: PlayedConnection[] = [];
  /** Events in words, in order. */
  readonly said: string[] = [];
  /** Thrown when a connection is to be opened. */
  refusal: Error | undefined;
  readonly client: MqttClient;

  constructor(options: Partial<MqttOptions> = {}) {
    this.client = create({ clientId: "c", connect: () => this._open(), ...options });
    this.client.on("connected", (isPresent) => this.said.push(`connected ${isPresent}`));
    this.client.on("publish", ({ topic, message, qos, retain, dup }) =>
      this.said.push(`${topic}=${message} ${qos}${retain ? " retain" : ""}${dup ? " dup" : ""}`),
    );
    this.client.on("error", ({ message, code }) =>
      this.said.push(code === undefined ? message : `${message} [${code}]`),
    );
    this.client.on("drain", () => this.said.push("drain"));
    this.client.on("disconnected", () => this.said.push("disconnected"));
  }

  private _open(): PlayedConnection {
    if (this.refusal) throw this.refusal;
    const connection = new PlayedConnection();
    this.connections.push(connection);
    return connection;
  }

  /** The last connection. */
  get peer(): PlayedConnection {
    return this.connections.at(-1)!;
  }

  /** Connects, and drops what CONNECT and `connected` are. */
  connect(flags = 0): this {
    this.client.connect();
    this.peer.emit("open");
    this.peer.feed(connack(0, flags));
    this.peer.take();
    this.take();
    return this;
  }

  /** What was said since the last call. */
  take(): string[] {
    return this.said.splice(0);
  }
}
