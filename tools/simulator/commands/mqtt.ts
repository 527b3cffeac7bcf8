/** MQTT: the modem's own clients, from the network to messages in both directions (MQTT application note). */
import type { QoS } from "mqtt-packet";
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { FixedLengthReceiver, VariableLengthReceiver } from "../data-receiver";
import { plainError } from "../errors";
import type { MqttClient } from "../mqtt-client";
import { MqttClients } from "../mqtt-clients";
import { MqttState } from "../mqtt-codes";
import { MqttInbox } from "../mqtt-inbox";
import { decoded } from "../mqtt-settings";
import { sendOptions } from "./sockets";

const mqtt = family("general", "MQTT application note");

const LONGEST_HOST = 100;
const LONGEST_TEXT = 256;
const LONGEST_MESSAGE = 4096;
const INDEXES = `(0-${MqttClients.count - 1})`;

const clientOf = ({ modem, args }: CommandRun): MqttClient =>
  modem.services.mqtt.all[args.integer(0, 0, MqttClients.count - 1)]!;

/** @throws CommandError ERROR in any other state. */
function clientIn(state: MqttState, run: CommandRun): MqttClient {
  const client = clientOf(run);
  if (client.state !== state) throw plainError();
  return client;
}

const open: Handler = (run) => {
  const { modem, args, after } = run;
  args.atMost(3);
  const { index } = clientOf(run);
  const host = args.string(1, LONGEST_HOST);
  const port = args.integer(2, 1, 65535);
  if (host === "") throw plainError();
  after(() => modem.services.mqtt.open(index, host, port));
};

const showOpen: Handler = ({ modem, information }) => {
  for (const { index, target } of modem.services.mqtt.opened)
    information(`+QMTOPEN: ${index},"${target.host}",${target.port}`);
};

const close: Handler = (run) => {
  const { modem, args, after } = run;
  args.atMost(1);
  const client = clientOf(run);
  if (!client.isTaken) throw plainError();
  after(() => {
    client.close();
    modem.urc(`+QMTCLOSE: ${client.index},0`);
  });
};

/** An empty identity is one that the broker makes up: for a clean session of MQTT 3.1.1. */
const connect: Handler = (run) => {
  const { args, after } = run;
  args.atMost(4);
  const client = clientIn(MqttState.Open, run);
  const clientId = args.string(1, LONGEST_TEXT);
  const username = args.optionalString(2, "", LONGEST_TEXT);
  const password = args.optionalString(3, "", LONGEST_TEXT);
  const { clean, protocolVersion } = client.settings.connectPacket(clientId, username, password);
  if (clientId === "" && !(clean && protocolVersion === 4)) throw plainError();
  after(() => client.connect(clientId, username, password));
};

const showStates: Handler = ({ modem, information }) => {
  for (const { index, state } of modem.services.mqtt.opened) information(`+QMTCONN: ${index},${state}`);
};

const disconnect: Handler = (run) => {
  run.args.atMost(1);
  const client = clientIn(MqttState.Connected, run);
  run.after(() => client.disconnect());
};

/** An identifier of a packet that is not under way already. */
function messageIdOf({ args }: CommandRun, client: MqttClient, minimum: number): number {
  const messageId = args.integer(1, minimum, 65535);
  if (client.isPending(messageId)) throw plainError();
  return messageId;
}

/** A topic, not empty; wildcards only in a filter. */
function topicOf({ args }: CommandRun, index: number, isFilter: boolean): string {
  const topic = args.string(index, LONGEST_TEXT);
  if (topic === "" || (!isFilter && /[+#]/.test(topic))) throw plainError();
  return decoded(topic);
}

/** Pairs of filter and level. */
const subscribe: Handler = (run) => {
  const { args, after } = run;
  const client = clientIn(MqttState.Connected, run);
  const messageId = messageIdOf(run, client, 1);
  if (args.count < 4 || args.count % 2 === 1) throw plainError();
  const subscriptions = Array.from({ length: args.count / 2 - 1 }, (_, index) => ({
    topic: topicOf(run, 2 * index + 2, true),
    qos: args.integer(2 * index + 3, 0, 2) as QoS,
  }));
  after(() => client.request({ kind: "subscribe", messageId, packet: { cmd: "subscribe", messageId, subscriptions } }));
};

const unsubscribe: Handler = (run) => {
  const { args, after } = run;
  const client = clientIn(MqttState.Connected, run);
  const messageId = messageIdOf(run, client, 1);
  if (args.count < 3) throw plainError();
  const unsubscriptions = Array.from({ length: args.count - 2 }, (_, index) => topicOf(run, index + 2, true));
  after(() =>
    client.request({ kind: "unsubscribe", messageId, packet: { cmd: "unsubscribe", messageId, unsubscriptions } }),
  );
};

/**
 * The prompt, the message, OK, and the URC of the kind. With a length it is of that length, else until Ctrl+Z; a text in place of the
 * length is the message itself, without a prompt.
 */
function publish(kind: "publish" | "publishEx"): Handler {
  return async (run) => {
    const { args, after } = run;
    args.atMost(6);
    const client = clientIn(MqttState.Connected, run);
    const qos = args.integer(2, 0, 2) as QoS;
    const messageId = messageIdOf(run, client, qos === 0 ? 0 : 1);
    const retain = args.integer(3, 0, 1) === 1;
    const topic = topicOf(run, 4, false);
    if (kind === "publishEx" && !args.has(5)) throw plainError();
    const payload = await messageOf(run);
    if (!payload) return;
    if (client.state !== MqttState.Connected) throw plainError();
    const packet = { cmd: "publish", messageId, qos, retain, topic, payload, dup: false } as const;
    after(() => client.request({ kind, messageId, packet }));
  };
}

/** Undefined: taken back by ESC. @throws CommandError ERROR for nothing, or for too much. */
async function messageOf(run: CommandRun): Promise<Buffer | undefined> {
  const { modem, args, raw } = run;
  const isInline = args.has(5) && args.raw(5).quoted;
  if (isInline) return Buffer.from(args.string(5, LONGEST_MESSAGE), "latin1");
  const lengthBytes = args.has(5) ? args.integer(5, 1, LONGEST_MESSAGE) : undefined;
  const receiver = lengthBytes === undefined ? new VariableLengthReceiver() : new FixedLengthReceiver(lengthBytes);
  raw(modem.prompt);
  if ((await run.receive(receiver, sendOptions(run))) !== "complete") throw plainError();
  if (receiver instanceof VariableLengthReceiver && receiver.isCancelled) return undefined;
  if (receiver.bytes.length === 0 || receiver.bytes.length > LONGEST_MESSAGE) throw plainError();
  return receiver.bytes;
}

const showInboxes: Handler = ({ modem, information }) => {
  for (const { index, inbox } of modem.services.mqtt.opened)
    information(`+QMTRECV: ${index},${inbox.states.join(",")}`);
};

/** One place, or all. */
const readMessages: Handler = (run) => {
  const { args, information } = run;
  args.atMost(2);
  const client = clientIn(MqttState.Connected, run);
  const last = MqttInbox.places - 1;
  const first = args.optionalInteger(1, 0, last, 0);
  const end = args.has(1) ? first : last;
  for (let place = first; place <= end; place++) {
    const message = client.inbox.take(place);
    if (message) information(`+QMTRECV: ${client.index},${client.messageText(message)}`);
  }
};

const IDENTIFIER = "(0-65535)";

export const MQTT_COMMANDS: readonly CommandEntry[] = [
  mqtt("+QMTOPEN", { test: says(`+QMTOPEN: ${INDEXES},<host_name>,(1-65535)`), read: showOpen, write: open }),
  mqtt("+QMTCLOSE", { test: says(`+QMTCLOSE: ${INDEXES}`), write: close }),
  mqtt("+QMTCONN", {
    test: says(`+QMTCONN: ${INDEXES},<clientid>,<username>,<password>`),
    read: showStates,
    write: connect,
  }),
  mqtt("+QMTDISC", { test: says(`+QMTDISC: ${INDEXES}`), write: disconnect }),
  mqtt("+QMTSUB", { test: says(`+QMTSUB: ${INDEXES},(1-65535),<topic>,(0-2)`), write: subscribe }),
  mqtt("+QMTUNS", { test: says(`+QMTUNS: ${INDEXES},(1-65535),<topic>`), write: unsubscribe }),
  mqtt("+QMTPUB", {
    test: says(`+QMTPUB: ${INDEXES},${IDENTIFIER},(0-2),(0,1),<topic>,(1-${LONGEST_MESSAGE})`),
    write: publish("publish"),
  }),
  mqtt("+QMTPUBEX", {
    test: says(`+QMTPUBEX: ${INDEXES},${IDENTIFIER},(0-2),(0,1),<topic>,(1-${LONGEST_MESSAGE})`),
    write: publish("publishEx"),
  }),
  mqtt("+QMTRECV", {
    test: says(`+QMTRECV: ${INDEXES},(0-${MqttInbox.places - 1})`),
    read: showInboxes,
    write: readMessages,
  }),
];
