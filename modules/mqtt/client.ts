/**
 * The dialogue with a broker on a connection that somebody else opens: what waits for an answer, what arrives, and how long the broker may
 * be silent. Knows nothing of modems. All that waits is bounded, and one timer ends each wait.
 */
import { connectPacket, KEEP_ALIVE_S, type MqttOptions, refusal } from "./connect-packet";
import {
  byteAt,
  bytesOf,
  chars,
  filterField,
  type MqttError,
  mqttError,
  Packet,
  packet,
  PublishFlag,
  type PublishOptions,
  qosBits,
  topicField,
  uint16,
} from "./packet";

/** What a client needs of a connection. Those of `modem.open()` in `QuectelSSL` have it. One that never opens must end by itself. */
export interface MqttConnection {
  /** `open`: it may be written to. `drain`: there is room again after a refused `write`. `close`: always the last, once. */
  on(event: "open" | "drain" | "close", listener: () => void): void;
  /** What came from the broker, a byte string. */
  on(event: "data", listener: (payload: string) => void): void;
  /** Why it cannot go on; `close` follows. */
  on(event: "error", listener: (error: MqttError) => void): void;
  /**
   * Sends bytes, in order.
   * @param payload a byte string.
   * @returns true when all of it was taken, false when none was: the same again after `drain`.
   */
  write(payload: string): boolean;
  /** Sends what waits, then closes. Harmless when called again. */
  end(): void;
}

/** A message that arrived. */
export interface Publication {
  /** What it was published to. */
  topic: string;
  /** A byte string. */
  message: string;
  /** 1 when the broker sent it at least once, 0 when at most once. */
  qos: 0 | 1;
  /** The broker had kept it. */
  retain: boolean;
  /** It may have come before. */
  dup: boolean;
}

/** End of a request, called once: `error` is null when it succeeded; `qos` is what the broker grants to a subscription. */
export type MqttDone = (error: MqttError | null, qos?: number) => void;

type Listener = (argument: never) => void;

/** A connection whose events are not told apart. */
interface Emitter {
  on(event: string, listener: Listener): void;
}

/** What waits for an answer of the broker. */
interface Request {
  /** Packet identifier, 1 to 65535 (2.3.1), as it is sent. */
  id: string;
  /** First byte of the request and of the answer. */
  first: number;
  answer: Packet;
  /** What stands before the identifier, and behind it: a message is not copied until it goes. */
  head: string;
  tail: string;
  isSent?: boolean;
  done: MqttDone | undefined;
}

const enum Phase {
  /** Opening, or waiting for CONNACK. */
  Opening,
  Connected,
  /** DISCONNECT is the last. */
  Leaving,
}

const enum Sign {
  Sent = 1,
  Received = 2,
  /** PINGREQ waits for its answer. */
  Pinged = 4,
}

/** All that is known of one client; programs see the part that is in index.ts. */
export interface Dialogue {
  options: MqttOptions;
  listeners: { [event: string]: Listener };
  connection?: MqttConnection | undefined;
  phase: Phase;
  /** A request was refused: `drain` is due. */
  isFull?: boolean;
  /** What arrived of a packet that is not whole yet. */
  arrived: string;
  /** Packets that want no answer and that the connection did not take yet. */
  output: string;
  /** In the order in which they were made. */
  requests: Request[];
  lastId: number;
  /** {@link Sign}s since the last tick. */
  signs: number;
  /** The oldest request at the last tick, if it was sent. */
  oldestId?: string | false | undefined;
  timer?: ReturnType<typeof setInterval> | undefined;
}

/** Requests that may wait. */
const REQUEST_MAX = 8;
/** What the connection does not take of PUBACKs, bytes. */
const OUTPUT_MAX = 512;
const PACKET_MAX = 1024;

function emit(client: Dialogue, event: string, argument?: unknown): void {
  const listener = client.listeners[event] as ((argument: unknown) => void) | undefined;
  if (listener) listener(argument);
}

export function addListener(this: Dialogue, event: string, listener: Listener): void {
  const before = this.listeners[event];
  this.listeners[event] = before
    ? (argument: never) => {
        before(argument);
        listener(argument);
      }
    : listener;
}

/** See `connect` of the client. */
export function open(this: Dialogue): void {
  if (this.connection) return;
  try {
    const connection = (this.connection = this.options.connect());
    const listen = (event: string, handle: (client: Dialogue, argument: never) => void): void =>
      (connection as unknown as Emitter).on(event, (argument) => {
        // What one says that was given up is no concern of the next.
        if (this.connection === connection) handle(this, argument);
      });
    listen("open", onOpen);
    listen("data", onData);
    listen("drain", pump);
    listen("error", lose);
    listen("close", lose);
  } catch (error) {
    lose(this, error as Error);
  }
}

function onOpen(client: Dialogue): void {
  client.signs = 0;
  client.timer = setInterval(tick, (client.options.keepAliveS || KEEP_ALIVE_S) * 500, client);
  send(client, connectPacket(client.options));
}

/** Twice in the time of keep-alive: what was to be answered at the last tick must have been (3.1.2.10). */
function tick(client: Dialogue): void {
  const signs = client.signs;
  const oldest = client.requests[0];
  const before = client.oldestId;
  client.oldestId = oldest && oldest.isSent && oldest.id;
  client.signs = 0;
  if (client.phase !== Phase.Connected || signs & Sign.Pinged || (before && before === client.oldestId))
    lose(client, mqttError("no answer"));
  else if (client.options.keepAliveS !== 0 && signs < (Sign.Sent | Sign.Received)) {
    client.signs = Sign.Pinged;
    send(client, packet(Packet.Pingreq, ""));
  }
}

/** The connection has ended or is given up. Publications wait for the next one, other requests fail. */
function lose(client: Dialogue, error?: Error): void {
  const connection = client.connection;
  const requests = client.requests;
  const phase = client.phase;
  const reason = error || mqttError("closed: check clientId, credentials");
  if (client.timer) clearInterval(client.timer);
  client.connection = client.timer = client.oldestId = undefined;
  client.phase = Phase.Opening;
  client.arrived = client.output = "";
  // Before any callback: one that throws must cost no publication.
  client.requests = requests.filter((request) => {
    if (request.isSent) request.first |= PublishFlag.Dup;
    request.isSent = false;
    return request.answer === Packet.Puback;
  });
  if (connection) connection.end();
  for (const request of requests) if (request.answer !== Packet.Puback && request.done) request.done(reason);
  if (phase !== Phase.Leaving) emit(client, "error", reason);
  emit(client, "disconnected");
}

/** Sends what wants no answer. */
function send(client: Dialogue, bytes: string): void {
  client.output += bytes;
  pump(client);
}

/** Writes what waits, as far as the connection takes it. */
function pump(client: Dialogue): void {
  const connection = client.connection;
  if (!connection) return;
  if (client.output) {
    if (!connection.write(client.output)) return;
    client.output = "";
    client.signs |= Sign.Sent;
  }
  if (client.phase === Phase.Leaving) connection.end();
  if (client.phase !== Phase.Connected) return;
  for (const request of client.requests)
    if (!request.isSent) {
      if (!connection.write(packet(request.first, request.head + request.id + request.tail))) return;
      request.isSent = true;
      client.signs |= Sign.Sent;
    }
  if (client.isFull && client.requests.length < REQUEST_MAX) {
    client.isFull = false;
    emit(client, "drain");
  }
}

/** Cuts packets from what arrives, in any pieces. */
function onData(client: Dialogue, data: string): void {
  client.signs |= Sign.Received;
  client.arrived += data;
  while (client.phase !== Phase.Leaving) {
    const arrived = client.arrived;
    const first = byteAt(arrived, 0);
    let length = 0;
    let at = 0;
    let byte: number;
    // At most four bytes, 7 bits in each (2.2.3).
    do {
      byte = byteAt(arrived, ++at);
      length += (byte & 127) << (7 * at - 7);
    } while (byte > 127 && at < 4);
    if (isNaN(byte)) return;
    const end = ++at + length;
    if (byte > 127 || !isExpected(client, first, length)) {
      lose(client, mqttError("packet 0x" + first.toString(16) + ", " + length + " bytes: see maxPacketBytes"));
      return;
    }
    if (arrived.length < end) return;
    client.arrived = arrived.substr(end);
    onPacket(client, first, arrived.substring(at, end));
  }
  client.arrived = "";
}

/** Judges a packet as soon as its length is known. */
function isExpected(client: Dialogue, first: number, length: number): boolean {
  const lengths: { [first: number]: number } =
    // CONNACK; behind it PUBACK, SUBACK, UNSUBACK, PINGRESP.
    client.phase === Phase.Opening ? { 32: 2 } : { 64: 2, 144: 3, 176: 2, 208: 0 };
  return (
    lengths[first] === length ||
    // Only QoS 0 and 1 are subscribed to, and a repetition has QoS 1 (3.3.1).
    (client.phase !== Phase.Opening &&
      (first & 0xf4) === Packet.Publish &&
      (first & (PublishFlag.Dup | PublishFlag.Qos1)) !== PublishFlag.Dup &&
      length <= (client.options.maxPacketBytes || PACKET_MAX))
  );
}

function onPacket(client: Dialogue, first: number, rest: string): void {
  if (first === Packet.Connack) onConnack(client, byteAt(rest, 0), byteAt(rest, 1));
  else if (first < Packet.Puback) onPublish(client, first, rest);
  else if (first === Packet.Pingresp) client.signs &= ~Sign.Pinged;
  else onAnswer(client, first, rest.substr(0, 2), byteAt(rest, 2));
  pump(client);
}

function onConnack(client: Dialogue, flags: number, code: number): void {
  // A session can be present only where one was kept (3.2.2.2).
  if (code || flags > +(client.options.clean === false)) lose(client, mqttError(refusal(code), code));
  else {
    client.phase = Phase.Connected;
    emit(client, "connected", !!flags);
  }
}

/** PUBACK, SUBACK, UNSUBACK. One that nobody waits for any more is let pass. @param code NaN unless it is SUBACK. */
function onAnswer(client: Dialogue, first: number, id: string, code: number): void {
  const index = client.requests.findIndex((request) => request.id === id && request.answer === first);
  if (index < 0) return;
  const done = client.requests.splice(index, 1)[0]!.done;
  if (done) done(code > 1 ? mqttError("SUBACK " + code + ": check topic, policy", code) : null, code);
}

function onPublish(client: Dialogue, first: number, rest: string): void {
  const qos = (first >> 1) & 1;
  const end = byteAt(rest, 0) * 256 + byteAt(rest, 1) + 2;
  const at = end + 2 * qos;
  const id = rest.substring(end, at);
  // Also where the length of the topic itself is missing.
  if (!(end > 2 && at <= rest.length) || id === "\0\0" || client.output.length > OUTPUT_MAX) {
    lose(client, mqttError("bad PUBLISH"));
    return;
  }
  emit(client, "publish", {
    topic: rest.substring(2, end),
    message: rest.substr(at),
    qos,
    retain: !!(first & PublishFlag.Retain),
    dup: !!(first & PublishFlag.Dup),
  });
  // Not before: what the program did not live to see comes again.
  if (id && client.phase === Phase.Connected) client.output += packet(Packet.Puback, id);
}

/** @param head before the identifier. @param tail behind it. @returns false when too many wait. */
function request(
  client: Dialogue,
  first: number,
  answer: Packet,
  head: string,
  tail: string,
  done: MqttDone | undefined,
): boolean {
  if (client.requests[REQUEST_MAX - 1]) {
    client.isFull = true;
    return false;
  }
  let id: string;
  do id = uint16((client.lastId = (client.lastId % 0xffff) + 1));
  while (client.requests.some((other) => other.id === id));
  client.requests.push({ id, first, answer, head, tail, done });
  pump(client);
  return true;
}

/** See `publish` of the client. */
export function publish(
  this: Dialogue,
  topic: string,
  message: string,
  options?: PublishOptions,
  done?: MqttDone,
): boolean {
  const qos = qosBits(options);
  const first = Packet.Publish | qos | +!!(options && options.retain);
  const head = topicField(topic);
  message = bytesOf(message);
  if (qos) return request(this, first, Packet.Puback, head, message, done);
  const isTaken = this.phase === Phase.Connected && !this.output;
  if (isTaken) {
    send(this, packet(first, head + message));
    if (done) done(null);
  } else this.isFull = true;
  return isTaken;
}

/** See `subscribe` of the client. */
export function subscribe(this: Dialogue, filter: string, options?: PublishOptions, done?: MqttDone): boolean {
  const tail = filterField(filter) + chars(qosBits(options) >> 1);
  return request(this, Packet.Subscribe, Packet.Suback, "", tail, done);
}

/** See `unsubscribe` of the client. */
export function unsubscribe(this: Dialogue, filter: string, done?: MqttDone): boolean {
  return request(this, Packet.Unsubscribe, Packet.Unsuback, "", filterField(filter), done);
}

/** See `disconnect` of the client. */
export function leave(this: Dialogue): void {
  if (this.phase === Phase.Connected) this.output += packet(Packet.Disconnect, "");
  if (this.connection) this.phase = Phase.Leaving;
  pump(this);
}
