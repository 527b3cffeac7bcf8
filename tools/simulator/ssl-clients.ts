/** The table of client ids: opens, routes events into URCs, and closes. */
import type { Clock } from "../clock";
import { StackCode } from "./errors";
import type { Network, TlsParameters } from "./network";
import type { Profile } from "./profile";
import { AccessMode, SslClient, type SslClientEvents, type SslClientOptions, SslState } from "./ssl-client";
import type { UrcForm } from "./options";

/** What the table needs of the modem. */
export interface SslClientsPort {
  readonly clock: Clock;
  readonly network: Network;
  readonly profile: Profile;
  readonly urcForm: UrcForm;
  readonly rearm: SslClientOptions["rearm"];
  readonly connectTimeoutMs: number;
  readonly openMs: number;
  /** Sends a URC; `payload` follows the line without a gap. */
  urc(line: string, payload?: Buffer): void;
  /** True swallows this receive URC (fault injection). */
  losesReceiveUrc(): boolean;
}

export type OpenArguments = Pick<
  SslClientOptions,
  "clientId" | "pdpContextId" | "sslContextId" | "host" | "port" | "accessMode"
>;

export class SslClients implements SslClientEvents {
  /** Why the last connection did not come up, for people; empty when it did. */
  lastFailure = "";
  private readonly _clients = new Map<number, SslClient>();

  constructor(private readonly _port: SslClientsPort) {}

  get all(): SslClient[] {
    return [...this._clients.values()].sort((a, b) => a.options.clientId - b.options.clientId);
  }

  find(clientId: number): SslClient | undefined {
    return this._clients.get(clientId);
  }

  /** Takes the id and starts to connect; `+QSSLOPEN: <id>,<err>` follows. */
  open(open: OpenArguments, tls: () => TlsParameters | string, negotiateMs: number): SslClient {
    const { clock, network, profile, rearm, connectTimeoutMs, openMs } = this._port;
    const options = { ...open, receiveBufferBytes: profile.ssl.receiveBufferBytes, rearm };
    const client = new SslClient(options, clock, this);
    client.state = SslState.Opening;
    this._clients.set(open.clientId, client);
    clock.setTimeout(() => {
      if (this._owns(client)) client.open(network, tls(), connectTimeoutMs, negotiateMs);
    }, openMs);
    return client;
  }

  onOpened(client: SslClient, code: number, reason: string): void {
    if (!this._owns(client)) return;
    const { clientId, host, port } = client.options;
    this.lastFailure = code === StackCode.Success ? "" : `${host}:${port}: ${code} ${reason}`;
    if (code !== StackCode.Success && !this._port.profile.ssl.keepsIdAfterFailure) this._clients.delete(clientId);
    if (client.onResult) client.onResult(code);
    else this._port.urc(`+QSSLOPEN: ${clientId},${code}`);
  }

  onReadable(client: SslClient): void {
    if (!this._owns(client)) return;
    const { clientId } = client.options;
    if (client.accessMode === AccessMode.DirectPush) return this._push(client);
    if (client.accessMode === AccessMode.Buffer && !this._port.losesReceiveUrc()) {
      this._port.urc(
        this._receiveUrc(clientId, Math.min(client.unreadBytes, this._port.profile.ssl.receiveMaximum), false),
      );
    }
  }

  onClosed(client: SslClient): void {
    if (this._owns(client)) this._port.urc(`+QSSLURC: "closed",${client.options.clientId}`);
  }

  /** Closes and frees the id; settles when that is done. */
  async close(client: SslClient, timeoutMs: number): Promise<void> {
    await client.close(timeoutMs);
    if (this._owns(client)) this._clients.delete(client.options.clientId);
  }

  /** The network dropped the bearer: ids stay taken in state Closing. */
  breakDown(pdpContextId: number): void {
    for (const client of this._of(pdpContextId)) client.breakDown();
  }

  /** The host closed the bearer: its ids are free. */
  release(pdpContextId: number): void {
    for (const client of this._of(pdpContextId)) {
      client.breakDown();
      this._clients.delete(client.options.clientId);
    }
  }

  /** A reboot. */
  reset(): void {
    for (const client of this._clients.values()) client.breakDown();
    this._clients.clear();
    this.lastFailure = "";
  }

  private _of(pdpContextId: number): SslClient[] {
    return this.all.filter((client) => client.options.pdpContextId === pdpContextId);
  }

  private _owns(client: SslClient): boolean {
    return this._clients.get(client.options.clientId) === client;
  }

  private _push(client: SslClient): void {
    const maximum = this._port.profile.ssl.sendMaximum;
    while (client.unreadBytes > 0) {
      const payload = Buffer.from(client.read(maximum));
      this._port.urc(this._receiveUrc(client.options.clientId, payload.length, true), payload);
    }
  }

  private _receiveUrc(clientId: number, lengthBytes: number, isPush: boolean): string {
    if (this._port.urcForm === "seed") return `+QSSLURC: ${clientId},${lengthBytes}`;
    return `+QSSLURC: "recv",${clientId}${isPush ? `,${lengthBytes}` : ""}`;
  }
}
