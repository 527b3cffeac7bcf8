/** Transparent access mode: the port belongs to one connection until `+++` or the peer's close (reference §3.2). */
import type { CommandRun, Handler } from "../command-registry";
import type { DataReceiver } from "../data-receiver";
import { StackCode, stackError } from "../errors";
import { AccessMode, type SslClient, SslState } from "../ssl-client";
import type { OpenArguments } from "../ssl-clients";
import { escapeGuardMs } from "./files";

/** Passes every byte on to the connection; never has enough. */
class TransparentReceiver implements DataReceiver {
  readonly isComplete = false;
  readonly bytes = Buffer.alloc(0);

  constructor(private readonly _client: SslClient) {}

  take(bytes: Buffer): number {
    this._client.send(bytes);
    return bytes.length;
  }
}

/** AT+QSSLOPEN with mode 2: CONNECT when TLS is up, or ERROR and the code kept. */
export async function openTransparent(run: CommandRun, wanted: OpenArguments): Promise<string | void> {
  const client = run.modem.openClient(wanted);
  const code = await new Promise<number>((resolve) => (client.onResult = resolve));
  if (code !== StackCode.Success) throw stackError(code);
  return stream(run, client);
}

/** In the stream until `+++` (OK, from then on buffer mode) or the peer's close (NO CARRIER). */
async function stream(run: CommandRun, client: SslClient): Promise<string | void> {
  client.accessMode = AccessMode.Transparent;
  run.raw("\r\nCONNECT\r\n");
  client.stream = { onData: (bytes) => run.raw(bytes), onClosed: () => run.abortData() };
  const ended = run.receive(new TransparentReceiver(client), { escapeGuardMs: escapeGuardMs(run) });
  client.notify();
  const end = await ended;
  client.stream = undefined;
  if (end === "aborted") return "NO CARRIER";
  client.accessMode = AccessMode.Buffer;
  client.wasTransparent = true;
}

/** ATO: back into the stream that `+++` left. */
export const resumeTransparent: Handler = (run) => {
  const isResumable = (client: SslClient): boolean => client.wasTransparent && client.state === SslState.Connected;
  const client = run.modem.clients.all.find(isResumable);
  return client ? stream(run, client) : "NO CARRIER";
};

/** AT+QISWTMD: 0 and 1 at once, 2 enters the stream. */
export const changeMode: Handler = (run) => {
  const { modem, args } = run;
  args.atMost(2);
  const client = modem.clients.find(args.integer(0, 0, modem.profile.ssl.clients - 1));
  const accessMode: AccessMode = args.integer(1, 0, 2);
  if (client?.state !== SslState.Connected) throw stackError(StackCode.SocketClosed);
  if (accessMode === AccessMode.Transparent) return stream(run, client);
  client.accessMode = accessMode;
  run.after(() => client.notify());
  return undefined;
};
