/** Control packets of MQTT 3.1.1 as byte strings (OASIS standard, chapter 2), and what they are made of. */

/** First byte of a packet: its type, 4 bits, and its flags (2.2.1, 2.2.2). */
export const enum Packet {
  Connect = 0x10,
  Connack = 0x20,
  /** Its flags are {@link PublishFlag}s. */
  Publish = 0x30,
  Puback = 0x40,
  Subscribe = 0x82,
  Suback = 0x90,
  Unsubscribe = 0xa2,
  Unsuback = 0xb0,
  Pingreq = 0xc0,
  Pingresp = 0xd0,
  Disconnect = 0xe0,
}

/** 3.3.1. */
export const enum PublishFlag {
  Retain = 1,
  Qos1 = 2,
  Qos2 = 4,
  Dup = 8,
}

/** An error as programs see it. */
export interface MqttError extends Error {
  /** The broker's return code, or the modem's number, where one gave it. */
  code?: number;
}

/** How a message is published. */
export interface PublishOptions {
  /** 0: at most once, the default; 1: at least once. */
  qos?: 0 | 1;
  /** The broker keeps it for those who subscribe later; an empty one deletes what it has. */
  retain?: boolean;
}

/** A short name for what is used everywhere. */
export const chars = String.fromCharCode;

/** The byte at `at`; NaN behind the end. */
export function byteAt(text: string, at: number): number {
  return text.charCodeAt(at);
}

/** @param code of the broker. */
export function mqttError(text: string, code?: number): MqttError {
  const error = new Error("MQTT: " + text) as MqttError;
  if (code) error.code = code;
  return error;
}

/** Two bytes, the high one first (1.5.2). */
export function uint16(value: number): string {
  return chars(value >> 8, value & 255);
}

/** Where the interpreter tells characters from bytes (`"é".length` is 1), the bytes of its UTF-8. */
export function bytesOf(text: string): string {
  text = "" + text;
  return E.fromUTF8 ? E.fromUTF8(text) : text;
}

/** Text or bytes, at most 65,535, with their length in front (1.5.3). */
export function field(text: string): string {
  text = bytesOf(text);
  return uint16(text.length) + text;
}

/** A topic to publish to, which has no wildcards (4.7.3). @throws Error when it is none. */
export function topicField(topic: string): string {
  return checkedField(topic, /[\0+#]/);
}

/** A topic filter (4.7.1): `+` for one level, `#` for all that follow. @throws Error when it is none. */
export function filterField(filter: string): string {
  return checkedField(filter, /\0|#.|[^\x2f][+#]|\+[^\x2f]/);
}

function checkedField(topic: string, forbidden: RegExp): string {
  if (!topic || forbidden.test(topic)) throw mqttError("bad topic " + topic);
  return field(topic);
}

/** @returns the QoS as it stands in the flags of PUBLISH. @throws Error when it is another than 0 and 1. */
export function qosBits(options: PublishOptions | undefined): number {
  const qos = (options && options.qos) || 0;
  if (qos !== 0 && qos !== 1) throw mqttError("bad qos " + (qos as number));
  return qos * PublishFlag.Qos1;
}

/** @param first type and flags. @param rest all behind the length (2.2.3). */
export function packet(first: number, rest: string): string {
  return chars(first) + lengthField(rest.length) + rest;
}

/** Seven bits in each byte, the lowest first. */
function lengthField(length: number): string {
  return length > 127 ? chars((length & 127) | 128) + lengthField(length >> 7) : chars(length);
}
