/** The table of client ids, which TLS and plain TCP share: opens, gives each its turn at the port, and closes. */
import type { Clock } from "../clock";
import { StackCode } from "./errors";
import type { Endpoint, Network, TlsParameters } from "./network";
import type { UrcForm } from "./options";
import type { Profile } from "./profile";
import type { Rearm } from "./receive-buffer";
import { type SocketClientEvents, type SocketClientOptions, SocketState } from "./socket";
import { SocketClient } from "./socket-client";
import { type SendUrc, SocketUrcs } from "./socket-urcs";

/** What the table needs of the modem. */
export interface SocketClientsPort {
  readonly clock: Clock;
  readonly network: Network;
  readonly profile: Profile;
  readonly urcForm: UrcForm;
  readonly rearm: Rearm;
  readonly connectTimeoutMs: number;
  readonly openMs: number;
  urc: SendUrc;
  /** The port takes bytes, and whether it takes URCs. */
  hasRoom(): boolean;
  isFree(): boolean;
  /** True swallows this receive URC (fault injection). */
  losesReceiveUrc(): boolean;
}

export type OpenArguments = Pick<
  SocketClientOptions,
  "clientId" | "pdpContextId" | "sslContextId" | "service" | "host" | "port" | "localPort" | "accessMode"
>;

/** What the SSL context says; {@link PLAIN} without one. */
export interface OpenSecurity {
  /** A text: why the open must fail. */
  tls: TlsParameters | string | undefined;
  negotiateMs: number;
  closeUnitMs: number;
}

export const PLAIN: OpenSecurity = { tls: undefined, negotiateMs: 0, closeUnitMs: 1000 };

export class SocketClients implements SocketClientEvents<SocketClient> {
  /** Why the last connection did not come up, for people; empty when it did. */
  lastFailure = "";
  private readonly _clients = new Map<number, SocketClient>();
  private readonly _urcs: SocketUrcs;
  private _isPumping = false;
  /** Id whose turn it is. */
  private _turn = 0;

  constructor(private readonly _port: SocketClientsPort) {
    this._urcs = new SocketUrcs(_port, _port.urcForm);
  }

  get all(): SocketClient[] {
    return [...this._clients.values()].sort((a, b) => a.options.clientId - b.options.clientId);
  }

  find(clientId: number): SocketClient | undefined {
    return this._clients.get(clientId);
  }

  /** Takes the id and starts to connect; `+QSSLOPEN: <id>,<err>` or `+QIOPEN: <id>,<err>` follows. */
  open(wanted: OpenArguments, { tls, negotiateMs, closeUnitMs }: OpenSecurity): SocketClient {
    const { clock, network, profile, rearm, connectTimeoutMs, openMs } = this._port;
    const { sendBufferBytes, receiveBufferBytes, sendMaximum: pushMaximum } = profile.sockets;
    const options = { ...wanted, closeUnitMs, sendBufferBytes, receiveBufferBytes, pushMaximum, rearm };
    const client = new SocketClient(options, clock, this);
    client.state = SocketState.Opening;
    this._clients.set(wanted.clientId, client);
    clock.setTimeout(() => {
      if (this._owns(client)) client.open(network, tls, { connectMs: connectTimeoutMs, negotiateMs });
    }, openMs);
    return client;
  }

  /** An open of an id that is taken. */
  refuse(wanted: OpenArguments): void {
    this._urcs.opened(wanted, StackCode.IdentityUsed);
  }

  /** Clients take turns until none can move anything more towards the host. */
  pump(): void {
    if (this._isPumping) return;
    this._isPumping = true;
    const { clients } = this._port.profile.sockets;
    for (let idle = 0; idle < clients; this._turn = (this._turn + 1) % clients) {
      const isMoved = this.find(this._turn)?.pump(this._port.hasRoom(), this._port.isFree()) ?? false;
      idle = isMoved ? 0 : idle + 1;
    }
    this._isPumping = false;
  }

  onOpened(client: SocketClient, code: number, reason: string): void {
    if (!this._owns(client)) return;
    const { clientId, host, port } = client.options;
    this.lastFailure = code === StackCode.Success ? "" : `${host}:${port}: ${code} ${reason}`;
    if (code !== StackCode.Success && !this._port.profile.sockets.keepsIdAfterFailure) this._clients.delete(clientId);
    if (client.onResult) client.onResult(code);
    else this._urcs.opened(client.options, code);
  }

  onWork(client: SocketClient): void {
    if (this._owns(client)) this.pump();
  }

  onReadable({ options, received }: SocketClient): void {
    const lengthBytes = Math.min(received.length, this._port.profile.sockets.receiveMaximum);
    if (!this._port.losesReceiveUrc()) this._urcs.readable(options, lengthBytes);
  }

  onPush({ options }: SocketClient, payload: Buffer, from: Endpoint | undefined): void {
    this._urcs.pushed(options, payload, from);
  }

  onClosed({ options }: SocketClient): void {
    this._urcs.closed(options);
  }

  /** Closes and frees the id; settles when that is done. */
  async close(client: SocketClient, timeoutMs: number): Promise<void> {
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
    const clients = this.all;
    this._clients.clear();
    for (const client of clients) client.breakDown();
    this.lastFailure = "";
    this._turn = 0;
  }

  private _of(pdpContextId: number): SocketClient[] {
    return this.all.filter((client) => client.options.pdpContextId === pdpContextId);
  }

  private _owns(client: SocketClient): boolean {
    return this._clients.get(client.options.clientId) === client;
  }
}
