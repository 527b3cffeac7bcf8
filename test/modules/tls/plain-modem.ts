/** Stand-ins for the modem with a plain connection: one played by hand, and bytes of a TLS 1.2 server's first flight. */
import type { PlainModem, PlainSlot } from "../../../modules/tls";

type Listener = (argument?: unknown) => void;

/** A connection whose other end is the test. */
export class PlayedSlot implements PlainSlot {
  /** All that was written. */
  sent = "";
  isEnded = false;
  /** Number of writes to refuse before one is taken. */
  refusals = 0;
  private readonly _listeners = new Map<string, Listener>();

  on(event: string, listener: (argument: never) => void): void {
    this._listeners.set(event, listener as Listener);
  }

  write(payload: string): boolean {
    if (this.refusals-- > 0) return false;
    this.sent += payload;
    return true;
  }

  end(): void {
    this.isEnded = true;
  }

  emit(event: "open" | "data" | "drain" | "error" | "close", argument?: unknown): void {
    this._listeners.get(event)?.(argument);
  }
}

/** A modem whose connections are played by the test. */
export class PlayedModem implements PlainModem {
  readonly slot = new PlayedSlot();
  opened: unknown;
  /** Thrown by `open`. */
  refusal: Error | undefined;

  open(options: { host: string; port: number; tls: false }): PlainSlot {
    if (this.refusal) throw this.refusal;
    this.opened = options;
    return this.slot;
  }
}

const bytes = (...values: number[]): string => String.fromCharCode(...values);
const uint16 = (value: number): string => bytes(value >> 8, value & 255);
const uint24 = (value: number): string => bytes(value >> 16) + uint16(value & 65535);

/** RFC 5246 6.2.1. @param type 22 for handshake, 21 for an alert. */
export function record(payload: string, type = 22, version = 3): string {
  return bytes(type, 3, version) + uint16(payload.length) + payload;
}

/** RFC 5246 7.4. */
export function message(type: number, body = ""): string {
  return bytes(type) + uint24(body.length) + body;
}

/** RFC 5246 7.2. */
export function alert(description: number, level = 2): string {
  return record(bytes(level, description), 21);
}

export function serverHello(minorVersion = 3): string {
  return message(2, bytes(3, minorVersion) + "r".repeat(32) + "\0" + "\xc0\x2f" + "\0");
}

/** @param ders certificates, DER as byte strings. */
export function certificateList(ders: string[]): string {
  const list = ders.map((der) => uint24(der.length) + der).join("");
  return message(11, uint24(list.length) + list);
}

export const keyExchange = message(12, "k".repeat(329));
export const certificateRequest = message(13, "\x02\x01\x40\x00\x06\x04\x01\x04\x03\x05\x01\x00\x00");
export const helloDone = message(14);

/** A whole flight in one record. */
export function flight(ders: string[], options: { isAsking?: boolean; minorVersion?: number } = {}): string {
  const { isAsking, minorVersion } = options;
  const request = isAsking ? certificateRequest : "";
  return record(serverHello(minorVersion) + certificateList(ders) + keyExchange + request + helloDone);
}

/** DER of a PEM text, a byte string. */
export function derOf(pem: string): string {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64").toString("latin1");
}
