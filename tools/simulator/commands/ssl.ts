/** TLS connections: open, send, read, close, state (reference §3). */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { FixedLengthReceiver, VariableLengthReceiver } from "../data-receiver";
import type { DataOptions } from "../data-session";
import { StackCode, plainError, stackError } from "../errors";
import type { ModemCore } from "../modem-core";
import { AccessMode, type SslClient, SslState } from "../ssl-client";
import type { OpenArguments } from "../ssl-clients";
import { changeMode, openTransparent, resumeTransparent } from "./transparent";

const stack = family("stack");
const DEFAULT_CLOSE_SECONDS = 10;

const idRange = (modem: ModemCore): string => `(0-${modem.profile.ssl.clients - 1})`;
const clientId = ({ modem, args }: CommandRun, index = 0): number =>
  args.integer(index, 0, modem.profile.ssl.clients - 1);

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

/** The id is free only after AT+QSSLCLOSE, also when the open failed or the peer closed. */
function refuseUsedId(modem: ModemCore, id: number): void {
  modem.lastError = StackCode.IdentityUsed;
  modem.urc(`+QSSLOPEN: ${id},${StackCode.IdentityUsed}`);
}

const open: Handler = (run) => {
  const { modem, after } = run;
  const wanted = openArguments(run);
  if (!modem.pdp.isActive(wanted.pdpContextId)) throw stackError(StackCode.PdpOpenFailed);
  if (modem.faults.opensUntilExhausted <= 0) throw stackError(StackCode.InvalidParameters);
  const isUsed = modem.clients.find(wanted.clientId) !== undefined;
  const isTransparent = wanted.accessMode === AccessMode.Transparent;
  if (isUsed && isTransparent) throw stackError(StackCode.IdentityUsed);
  if (isUsed) return after(() => refuseUsedId(modem, wanted.clientId));
  modem.faults.opensUntilExhausted--;
  if (isTransparent) return openTransparent(run, wanted);
  after(() => void modem.openClient(wanted));
};

function connected(modem: ModemCore, id: number): SslClient {
  const client = modem.clients.find(id);
  if (client?.state !== SslState.Connected) throw stackError(StackCode.SocketClosed);
  return client;
}

/** Silence after which the prompt is left, and the echo of the payload. */
function sendOptions({ modem, raw }: CommandRun): DataOptions {
  const { settings, qicfg } = modem;
  const idleMs = Number(qicfg.get("qisend/timeout") ?? 0) * 1000;
  return settings.port.echo && settings.payloadEcho ? { idleMs, onTaken: raw } : { idleMs };
}

const send: Handler = async (run) => {
  const { modem, args, raw } = run;
  const { sendMaximum } = modem.profile.ssl;
  args.atMost(2);
  const id = clientId(run);
  const lengthBytes = args.count === 2 ? args.integer(1, 1, sendMaximum) : undefined;
  connected(modem, id);
  if (modem.faults.promptErrors > 0 && modem.faults.promptErrors--) throw stackError(StackCode.Busy);
  const receiver = lengthBytes === undefined ? new VariableLengthReceiver() : new FixedLengthReceiver(lengthBytes);
  raw(modem.prompt);
  if ((await run.receive(receiver, sendOptions(run))) !== "complete") throw stackError(StackCode.Timeout);
  if (receiver instanceof VariableLengthReceiver && receiver.isCancelled) return "OK";
  await modem.clock.sleep(modem.options.timing.sendMs);
  return pass(modem, connected(modem, id), receiver.bytes);
};

/** Full buffer: nothing is accepted. */
function pass(modem: ModemCore, client: SslClient, bytes: Buffer): string {
  const { sendMaximum, sendBufferBytes } = modem.profile.ssl;
  if (bytes.length === 0 || bytes.length > sendMaximum) throw plainError();
  if (modem.faults.sendFailures > 0 && modem.faults.sendFailures--) return "SEND FAIL";
  if (client.bufferedBytes + bytes.length > sendBufferBytes) return "SEND FAIL";
  client.send(bytes);
  return "SEND OK";
}

/** Reads also what came before the peer closed, until the id is closed. */
const receive: Handler = (run) => {
  const { modem, args, information, raw } = run;
  args.atMost(2);
  const client = modem.clients.find(clientId(run));
  const lengthBytes = args.integer(1, 1, modem.profile.ssl.receiveMaximum);
  const isReadable =
    client?.state === SslState.Connected || (client?.state === SslState.Closing && client.wasConnected);
  if (!client || !isReadable || client.accessMode !== AccessMode.Buffer) throw stackError(StackCode.SocketClosed);
  const bytes = client.read(lengthBytes);
  information(`+QSSLRECV: ${bytes.length}`);
  if (bytes.length > 0) raw(Buffer.concat([bytes, Buffer.from("\r\n")]));
};

/** Blocks until the peer has agreed, or for the timeout. */
const close: Handler = async (run) => {
  const { modem, args } = run;
  args.atMost(2);
  const client = modem.clients.find(clientId(run));
  const timeout = args.optionalInteger(1, 0, 65535, -1);
  if (!client && !modem.profile.ssl.closesUnopened) throw stackError(StackCode.SocketClosed);
  if (!client) return;
  const unitMs = modem.sslContexts.closeUnitMs(client.options.sslContextId);
  await modem.clients.close(client, timeout < 0 ? DEFAULT_CLOSE_SECONDS * 1000 : timeout * unitMs);
};

function stateLine(modem: ModemCore, client: SslClient): string {
  const { portName, showsLocalPort } = modem.profile.ssl;
  const { clientId: id, port, pdpContextId, sslContextId } = client.options;
  const { address, localPort } = client.peer;
  const peer = `"${address}",${port},${showsLocalPort ? localPort : 0}`;
  return `+QSSLSTATE: ${id},"SSLClient",${peer},${client.state},${pdpContextId},${id},${client.accessMode},"${portName}",${sslContextId}`;
}

/** `=<id>`, and `=1,<id>` as some drivers write it. */
const state: Handler = (run) => {
  const { modem, args, information } = run;
  args.atMost(2);
  if (args.count === 2) args.integer(0, 1, 1);
  const wanted = args.count === 0 ? undefined : clientId(run, args.count - 1);
  const clients = modem.clients.all.filter((client) => wanted === undefined || client.options.clientId === wanted);
  for (const client of clients) information(stateLine(modem, client));
};

const openTest = says((modem) => {
  const { pdp, ssl } = modem.profile;
  return `+QSSLOPEN: (1-${pdp.contexts}),(0-${ssl.contexts - 1}),${idRange(modem)},<serveraddr>,<server_port>[,(0-2)]`;
});

export const SSL_COMMANDS: readonly CommandEntry[] = [
  stack("+QSSLOPEN", { test: openTest, write: open }),
  stack("+QSSLSEND", {
    test: says((modem) => `+QSSLSEND: ${idRange(modem)}[,(1-${modem.profile.ssl.sendMaximum})]`),
    write: send,
  }),
  stack("+QSSLRECV", {
    test: says((modem) => `+QSSLRECV: ${idRange(modem)},(1-${modem.profile.ssl.receiveMaximum})`),
    write: receive,
  }),
  stack("+QSSLCLOSE", { test: says((modem) => `+QSSLCLOSE: ${idRange(modem)},(0-65535)`), write: close }),
  stack("+QSSLSTATE", { test: says(), execute: state, write: state }),
  stack("+QISWTMD", { test: says((modem) => `+QISWTMD: ${idRange(modem)},(0-2)`), write: changeMode }),
  family("general")("O", { execute: resumeTransparent }),
];
