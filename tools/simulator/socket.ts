/** What a connection is for the rest of the modem: its states, modes and settings, and what it tells the table that owns it. */
import type { Endpoint } from "./network";
import type { Rearm } from "./receive-buffer";

/** `<socket_state>` of the manual. */
export enum SocketState {
  Initial = 0,
  Opening = 1,
  Connected = 2,
  Closing = 4,
}

/** `<service_type>` of the kinds that carry datagrams: with one peer, or with anybody. */
export type DatagramService = "UDP" | "UDP SERVICE";

/** `<access_mode>`. */
export enum AccessMode {
  Buffer = 0,
  DirectPush = 1,
  Transparent = 2,
}

export interface SocketClientOptions {
  clientId: number;
  pdpContextId: number;
  /** Undefined: plain TCP, unless there is a service. */
  sslContextId?: number;
  /** Undefined: a stream. */
  service?: DatagramService;
  host: string;
  port: number;
  /** Port of our end; undefined: any. */
  localPort?: number;
  accessMode: AccessMode;
  /** Unit of the timeout of the close command, milliseconds. */
  closeUnitMs: number;
  sendBufferBytes: number;
  receiveBufferBytes: number;
  /** Longest direct push. */
  pushMaximum: number;
  rearm: Rearm;
}

/** What a client tells the table that owns it. */
export interface SocketClientEvents<Socket> {
  onOpened(client: Socket, code: number, reason: string): void;
  /** Something waits to be moved to the host: see `pump`. */
  onWork(client: Socket): void;
  /** Data waits in the buffer and the host must be told. */
  onReadable(client: Socket): void;
  /** @param from of a datagram that may come from anybody. */
  onPush(client: Socket, payload: Buffer, from: Endpoint | undefined): void;
  onClosed(client: Socket): void;
}

/** Transparent mode: where the bytes go. */
export interface SocketStream {
  onData(bytes: Buffer): void;
  /** The send buffer has room again. */
  onRoom(): void;
  onClosed(): void;
}

/** Limits of an open, milliseconds: for TCP, and for TLS on top of it. */
export interface OpenLimits {
  connectMs: number;
  negotiateMs: number;
}
