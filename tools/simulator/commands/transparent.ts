/** Transparent access mode: the port belongs to one connection until `+++` or the peer's close (reference §3.2). */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import type { DataReceiver } from "../data-receiver";
import { StackCode, stackError } from "../errors";
import { AccessMode, SocketState } from "../socket";
import type { SocketClient } from "../socket-client";
import type { OpenArguments } from "../socket-clients";
import { escapeGuardMs } from "./files";

/** Passes on to the connection what fits its send buffer; never has enough. */
class TransparentReceiver implements DataReceiver {
  readonly isComplete = false;
  readonly bytes = Buffer.alloc(0);

  constructor(private readonly _client: SocketClient) {}

  take(bytes: Buffer): number {
    const part = bytes.subarray(0, this._client.sendRoomBytes);
    if (part.length > 0) this._client.send(part);
    return part.length;
  }
}

/** An open with mode 2: CONNECT when the connection is up, or ERROR and the code kept. */
export async function openTransparent(run: CommandRun, wanted: OpenArguments): Promise<string | void> {
  const client = run.modem.openClient(wanted);
  const code = await new Promise<number>((resolve) => (client.onResult = resolve));
  if (code !== StackCode.Success) throw stackError(code);
  return stream(run, client);
}

/** In the stream until `+++` (OK, from then on buffer mode) or the peer's close (NO CARRIER). */
async function stream(run: CommandRun, client: SocketClient): Promise<string | void> {
  const { clients } = run.modem;
  for (const other of clients.all) other.wasTransparent = false;
  client.accessMode = AccessMode.Transparent;
  run.raw("\r\nCONNECT\r\n");
  client.stream = { onData: run.raw, onRoom: run.resumeData, onClosed: run.abortData };
  const ended = run.receive(new TransparentReceiver(client), { escapeGuardMs: escapeGuardMs(run) });
  clients.pump();
  const end = await ended;
  client.stream = undefined;
  if (end === "aborted") return "NO CARRIER";
  client.accessMode = AccessMode.Buffer;
  client.wasTransparent = true;
  run.after(() => clients.pump());
}

/** ATO: back into the stream that `+++` left. */
const resume: Handler = (run) => {
  run.args.optionalInteger(0, 0, 0, 0);
  const isResumable = (client: SocketClient): boolean =>
    client.wasTransparent && client.state === SocketState.Connected;
  const client = run.modem.clients.all.find(isResumable);
  return client ? stream(run, client) : "NO CARRIER";
};

/** 0 and 1 at once, 2 enters the stream. */
const changeMode: Handler = (run) => {
  const { modem, args } = run;
  args.atMost(2);
  const client = modem.clients.find(args.integer(0, 0, modem.profile.sockets.clients - 1));
  const accessMode: AccessMode = args.integer(1, 0, 2);
  if (client?.state !== SocketState.Connected) throw stackError(StackCode.SocketClosed);
  if (accessMode === AccessMode.Transparent) return stream(run, client);
  client.accessMode = accessMode;
  run.after(() => modem.clients.pump());
  return undefined;
};

export const STREAM_COMMANDS: readonly CommandEntry[] = [
  family("stack", "TCP/IP application note")("+QISWTMD", {
    test: says((modem) => `+QISWTMD: (0-${modem.profile.sockets.clients - 1}),(0-2)`),
    write: changeMode,
  }),
  family("general", "TCP/IP application note")("O", { execute: resume }),
];
