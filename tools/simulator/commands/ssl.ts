/** TLS connections: open, send, read, close, state (reference §3). */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import type { ModemCore } from "../modem-core";
import { AccessMode } from "../socket";
import type { SocketClient } from "../socket-client";
import type { OpenArguments } from "../socket-clients";
import {
  answerPayload,
  answerTotals,
  clientId,
  closeHandler,
  idRange,
  isOf,
  openSocket,
  readableClient,
  sendPayload,
  stateFields,
} from "./sockets";

const stack = family("stack", "SSL application note");

function openArguments(run: CommandRun): OpenArguments {
  const { modem, args } = run;
  args.atMost(6);
  return {
    pdpContextId: args.integer(0, 1, modem.profile.pdp.contexts),
    sslContextId: args.integer(1, 0, modem.profile.ssl.contexts - 1),
    clientId: clientId(run, 2),
    host: args.string(3),
    port: args.integer(4, 1, 65535),
    accessMode: args.optionalInteger(5, 0, 2, AccessMode.Buffer),
  };
}

const send: Handler = (run) => {
  const { modem, args } = run;
  args.atMost(2);
  const id = clientId(run);
  return sendPayload(
    run,
    "ssl",
    id,
    args.count === 2 ? args.integer(1, 1, modem.profile.sockets.sendMaximum) : undefined,
  );
};

/** Length 0, where the module takes it, asks how much was received and how much of that has been read. */
const receive: Handler = (run) => {
  const { modem, args } = run;
  args.atMost(2);
  const { sockets, ssl } = modem.profile;
  const lengthBytes = args.integer(1, ssl.tellsUnread ? 0 : 1, sockets.receiveMaximum);
  const client = readableClient(run, "ssl");
  if (lengthBytes > 0) return answerPayload(run, "+QSSLRECV", client.read(lengthBytes));
  answerTotals(run, "+QSSLRECV", client);
};

function stateLine(modem: ModemCore, client: SocketClient): string {
  return `+QSSLSTATE: ${stateFields(modem, "SSLClient", client)},${client.options.sslContextId}`;
}

/** `=<id>`, and `=1,<id>` as some drivers write it. */
const state: Handler = (run) => {
  const { modem, args, information } = run;
  args.atMost(2);
  if (args.count === 2) args.integer(0, 1, 1);
  const wanted = args.count === 0 ? undefined : clientId(run, args.count - 1);
  for (const client of modem.clients.all) {
    const isWanted = wanted === undefined || client.options.clientId === wanted;
    if (isOf("ssl", client) && isWanted) information(stateLine(modem, client));
  }
};

const openTest = says((modem) => {
  const { pdp, ssl } = modem.profile;
  return `+QSSLOPEN: (1-${pdp.contexts}),(0-${ssl.contexts - 1}),${idRange(modem)},<serveraddr>,<server_port>[,(0-2)]`;
});

export const SSL_COMMANDS: readonly CommandEntry[] = [
  stack("+QSSLOPEN", { test: openTest, write: (run) => openSocket(run, openArguments(run)) }),
  stack("+QSSLSEND", {
    test: says((modem) => `+QSSLSEND: ${idRange(modem)}[,(1-${modem.profile.sockets.sendMaximum})]`),
    write: send,
  }),
  stack("+QSSLRECV", {
    test: says((modem) => `+QSSLRECV: ${idRange(modem)},(1-${modem.profile.sockets.receiveMaximum})`),
    write: receive,
  }),
  stack("+QSSLCLOSE", {
    test: says((modem) => `+QSSLCLOSE: ${idRange(modem)},(0-65535)`),
    write: closeHandler("ssl"),
  }),
  stack("+QSSLSTATE", { test: says(), execute: state, write: state }),
];
