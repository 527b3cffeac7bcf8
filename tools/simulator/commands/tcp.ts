/** Plain TCP connections and UDP sockets: open, send, read, close, state (reference §7). No listener. */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { StackCode, stackError } from "../errors";
import { AccessMode, type DatagramService } from "../socket";
import type { OpenArguments } from "../socket-clients";
import {
  answerPayload,
  answerTotals,
  clientId,
  closeHandler,
  findClient,
  idRange,
  isOf,
  openSocket,
  readableClient,
  sendPayload,
  stateFields,
} from "./sockets";

const stack = family("stack", "TCP/IP application note");
const DATAGRAM_SERVICES: readonly DatagramService[] = ["UDP", "UDP SERVICE"];

function openArguments(run: CommandRun): OpenArguments {
  const { modem, args } = run;
  args.atMost(7);
  const type = args.string(2).toUpperCase();
  const service = DATAGRAM_SERVICES.find((known) => known === type);
  // A service has a port of its own and no peer: its address and port are looked at, not used.
  const isService = service === "UDP SERVICE";
  const localPort = isService ? args.integer(5, 1, 65535) : args.optionalInteger(5, 0, 65535, 0);
  const wanted = {
    pdpContextId: args.integer(0, 1, modem.profile.pdp.contexts),
    clientId: clientId(run, 1),
    ...(service === undefined ? {} : { service }),
    host: args.string(3),
    port: args.integer(4, isService ? 0 : 1, 65535),
    ...(localPort === 0 ? {} : { localPort }),
    accessMode: args.optionalInteger(6, 0, isService ? 1 : 2, AccessMode.Buffer),
  };
  if (type === "TCP LISTENER") throw stackError(StackCode.NotSupported);
  if (service === undefined && type !== "TCP") throw stackError(StackCode.InvalidParameters);
  return wanted;
}

/** Length 0 asks how much was sent and how much of that has got through, of a stream. */
const send: Handler = (run) => {
  const { modem, args, information } = run;
  const id = clientId(run);
  const client = findClient(modem, "tcp", id);
  const service = client?.options.service;
  args.atMost(service === "UDP SERVICE" ? 4 : 2);
  const least = service === undefined ? 0 : 1;
  const lengthBytes = args.count > 1 ? args.integer(1, least, modem.profile.sockets.sendMaximum) : undefined;
  const to = service === "UDP SERVICE" ? { address: args.string(2), port: args.integer(3, 1, 65535) } : undefined;
  if (lengthBytes !== 0) return sendPayload(run, "tcp", id, lengthBytes, to);
  if (!client) throw stackError(StackCode.SocketClosed);
  const { sentBytes, bufferedBytes } = client;
  information(`+QISEND: ${sentBytes},${sentBytes - bufferedBytes},${bufferedBytes}`);
  return undefined;
};

/** Length 0 asks how much was received and how much of that has been read. */
const receive: Handler = (run) => {
  const { modem, args } = run;
  args.atMost(2);
  const { receiveMaximum } = modem.profile.sockets;
  const lengthBytes = args.count === 2 ? args.integer(1, 0, receiveMaximum) : receiveMaximum;
  const client = readableClient(run, "tcp");
  // Of the datagram that is read: behind it another one may be from elsewhere.
  const { source } = client;
  if (lengthBytes > 0) return answerPayload(run, "+QIRD", client.read(lengthBytes), source);
  answerTotals(run, "+QIRD", client);
};

/** All; `=0,<cid>` those of a PDP context; `=1,<id>` one. */
const state: Handler = (run) => {
  const { modem, args, information } = run;
  const { profile, clients } = modem;
  args.atMost(2);
  const query = args.count === 0 ? undefined : args.integer(0, 0, 1);
  const pdpContextId = query === 0 ? args.integer(1, 1, profile.pdp.contexts) : undefined;
  const id = query === 1 ? clientId(run, 1) : undefined;
  for (const client of clients.all) {
    const { options } = client;
    const isWanted = (id ?? options.clientId) === options.clientId;
    const isInContext = (pdpContextId ?? options.pdpContextId) === options.pdpContextId;
    if (isOf("tcp", client) && isWanted && isInContext)
      information(`+QISTATE: ${stateFields(modem, options.service ?? "TCP", client)}`);
  }
};

const openTest = says((modem) => {
  const ranges = `(1-${modem.profile.pdp.contexts}),${idRange(modem)}`;
  return `+QIOPEN: ${ranges},"TCP","<IP_address>/<domain_name>",<remote_port>,<local_port>,(0-2)`;
});

export const TCP_COMMANDS: readonly CommandEntry[] = [
  stack("+QIOPEN", { test: openTest, write: (run) => openSocket(run, openArguments(run)) }, "partial"),
  stack("+QISEND", {
    test: says((modem) => `+QISEND: ${idRange(modem)},(0-${modem.profile.sockets.sendMaximum})`),
    write: send,
  }),
  stack("+QIRD", {
    test: says((modem) => `+QIRD: ${idRange(modem)},(0-${modem.profile.sockets.receiveMaximum})`),
    write: receive,
  }),
  stack("+QICLOSE", { test: says((modem) => `+QICLOSE: ${idRange(modem)},(0-65535)`), write: closeHandler("tcp") }),
  stack("+QISTATE", { test: says(), read: state, execute: state, write: state }),
];
