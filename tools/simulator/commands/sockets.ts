/** What the commands of TLS and of plain TCP connections have in common: the ids, opening, sending, closing. */
import type { CommandRun, Handler } from "../command-registry";
import { FixedLengthReceiver, VariableLengthReceiver } from "../data-receiver";
import type { DataOptions } from "../data-session";
import { StackCode, plainError, stackError } from "../errors";
import type { ModemCore } from "../modem-core";
import type { Endpoint } from "../network";
import { AccessMode, SocketState } from "../socket";
import type { SocketClient } from "../socket-client";
import type { OpenArguments } from "../socket-clients";
import { sourceFields } from "../socket-urcs";
import { openTransparent } from "./transparent";

/** The two command families; an id that one of them has opened is none of the other's. */
export type SocketFamily = "ssl" | "tcp";

const DEFAULT_CLOSE_MS = 10_000;

export const idRange = (modem: ModemCore): string => `(0-${modem.profile.sockets.clients - 1})`;

export const clientId = ({ modem, args }: CommandRun, index = 0): number =>
  args.integer(index, 0, modem.profile.sockets.clients - 1);

export const isOf = (family: SocketFamily, { options }: SocketClient): boolean =>
  (options.sslContextId === undefined) === (family === "tcp");

/** Undefined: the family has not opened this id. */
export function findClient(modem: ModemCore, family: SocketFamily, id: number): SocketClient | undefined {
  const client = modem.clients.find(id);
  return client && isOf(family, client) ? client : undefined;
}

export function connectedClient(modem: ModemCore, family: SocketFamily, id: number): SocketClient {
  const client = findClient(modem, family, id);
  if (client?.state !== SocketState.Connected) throw stackError(StackCode.SocketClosed);
  return client;
}

/** A connection in buffer mode; what came before the peer closed can be read until the id is closed. */
export function readableClient(run: CommandRun, family: SocketFamily): SocketClient {
  const client = findClient(run.modem, family, clientId(run));
  const isReadable =
    client?.state === SocketState.Connected || (client?.state === SocketState.Closing && client.wasConnected);
  if (!client || !isReadable || client.accessMode !== AccessMode.Buffer) throw stackError(StackCode.SocketClosed);
  return client;
}

/** `<label>: <n>`, the bytes, and a line end behind them when there are any. @param from of a datagram that may come from anybody. */
export function answerPayload({ information }: CommandRun, label: string, bytes: Buffer, from?: Endpoint): void {
  const payload = bytes.length > 0 ? Buffer.concat([bytes, Buffer.from("\r\n")]) : bytes;
  information(`${label}: ${bytes.length}${sourceFields(from)}`, payload);
}

/** The answer to a read of length 0: bytes received, those of them read, those unread. */
export function answerTotals({ information }: CommandRun, label: string, { received }: SocketClient): void {
  const { totalBytes, length: unreadBytes } = received;
  information(`${label}: ${totalBytes},${totalBytes - unreadBytes},${unreadBytes}`);
}

/** OK and a URC with the result, or CONNECT. An id is free only after its close, also when the open failed or the peer closed. */
export function openSocket(run: CommandRun, wanted: OpenArguments): Promise<string | void> | void {
  const { modem, after } = run;
  if (!modem.pdp.isActive(wanted.pdpContextId)) throw stackError(StackCode.PdpOpenFailed);
  if (modem.faults.opensUntilExhausted <= 0) throw stackError(StackCode.InvalidParameters);
  const isUsed = modem.clients.find(wanted.clientId) !== undefined;
  const isTransparent = wanted.accessMode === AccessMode.Transparent;
  if (isUsed && isTransparent) throw stackError(StackCode.IdentityUsed);
  if (isUsed) return after(() => refuseUsedId(modem, wanted));
  modem.faults.opensUntilExhausted--;
  if (isTransparent) return openTransparent(run, wanted);
  after(() => void modem.openClient(wanted));
}

function refuseUsedId(modem: ModemCore, wanted: OpenArguments): void {
  modem.lastError = StackCode.IdentityUsed;
  modem.clients.refuse(wanted);
}

/** Silence after which the prompt is left, and the echo of the payload. */
export function sendOptions({ modem, raw }: CommandRun): DataOptions {
  const { settings, qicfg } = modem;
  const idleMs = Number(qicfg.get("qisend/timeout") ?? 0) * 1000;
  return settings.port.echo && settings.payloadEcho ? { idleMs, onTaken: raw } : { idleMs };
}

/** The prompt, the payload, and what became of it. @param lengthBytes undefined: until Ctrl+Z. @param to where a datagram goes. */
export async function sendPayload(
  run: CommandRun,
  family: SocketFamily,
  id: number,
  lengthBytes: number | undefined,
  to?: Endpoint,
): Promise<string> {
  const { modem, raw } = run;
  connectedClient(modem, family, id);
  if (modem.faults.promptErrors > 0 && modem.faults.promptErrors--) throw stackError(StackCode.Busy);
  const receiver = lengthBytes === undefined ? new VariableLengthReceiver() : new FixedLengthReceiver(lengthBytes);
  if (modem.faults.lostPrompts > 0) modem.faults.lostPrompts--;
  else raw(modem.prompt);
  if ((await run.receive(receiver, sendOptions(run))) !== "complete") throw stackError(StackCode.Timeout);
  if (receiver instanceof VariableLengthReceiver && receiver.isCancelled) return "OK";
  await modem.clock.sleep(modem.options.timing.sendMs);
  return pass(modem, connectedClient(modem, family, id), receiver.bytes, to);
}

/** Full buffer: nothing is accepted. */
function pass(modem: ModemCore, client: SocketClient, bytes: Buffer, to: Endpoint | undefined): string {
  if (bytes.length === 0 || bytes.length > modem.profile.sockets.sendMaximum) throw plainError();
  if (modem.faults.sendFailures > 0 && modem.faults.sendFailures--) return "SEND FAIL";
  if (bytes.length > client.sendRoomBytes) return "SEND FAIL";
  client.send(bytes, to);
  return "SEND OK";
}

/** The close command: blocks until the peer has agreed, or for the timeout. */
export function closeHandler(family: SocketFamily): Handler {
  return async (run) => {
    const { modem, args } = run;
    args.atMost(2);
    const id = clientId(run);
    const timeout = args.optionalInteger(1, 0, 65535, -1);
    const client = findClient(modem, family, id);
    if (!client && modem.clients.find(id)) throw stackError(StackCode.NotAllowed);
    if (!client && !modem.profile.sockets.closesUnopened) throw stackError(StackCode.SocketClosed);
    if (client)
      await modem.clients.close(client, timeout < 0 ? DEFAULT_CLOSE_MS : timeout * client.options.closeUnitMs);
  };
}

/** What the state queries of both families show first: `<id>,"<type>","<ip>",<rport>,<lport>,<state>,<pdp>,<serverID>,<mode>,"<port>"`. */
export function stateFields(modem: ModemCore, type: string, client: SocketClient): string {
  const { portName, showsLocalPort } = modem.profile.sockets;
  const { clientId: id, port, pdpContextId } = client.options;
  const { address, localPort } = client.peer;
  const peer = `"${address}",${port},${showsLocalPort ? localPort : 0}`;
  return `${id},"${type}",${peer},${client.state},${pdpContextId},${id},${client.accessMode},"${portName}"`;
}
