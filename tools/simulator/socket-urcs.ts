/** What the modem says by itself about a connection: the same in two spellings, one for TLS and one for plain TCP (reference §7). */
import type { Endpoint } from "./network";
import type { UrcForm } from "./options";
import type { SocketClientOptions } from "./socket";

type Id = Pick<SocketClientOptions, "clientId" | "sslContextId">;

/** The lines of one family; `lengthBytes` is undefined for a receive notice without length. */
interface Spelling {
  opened(clientId: number, code: number): string;
  received(clientId: number, lengthBytes: number | undefined): string;
  closed(clientId: number): string;
}

const SSL: Spelling = {
  opened(clientId, code) {
    return `+QSSLOPEN: ${clientId},${code}`;
  },
  received(clientId, lengthBytes) {
    return `+QSSLURC: "recv",${clientId}${lengthBytes !== undefined ? `,${lengthBytes}` : ""}`;
  },
  closed(clientId) {
    return `+QSSLURC: "closed",${clientId}`;
  },
};

const TCP: Spelling = {
  opened(clientId, code) {
    return `+QIOPEN: ${clientId},${code}`;
  },
  received(clientId, lengthBytes) {
    return `+QIURC: "recv",${clientId}${lengthBytes !== undefined ? `,${lengthBytes}` : ""}`;
  },
  closed(clientId) {
    return `+QIURC: "closed",${clientId}`;
  },
};

const spellingOf = ({ sslContextId }: Id): Spelling => (sslContextId === undefined ? TCP : SSL);

/** What stands behind the length of a datagram that may come from anybody. */
export const sourceFields = (from: Endpoint | undefined): string => (from ? `,"${from.address}",${from.port}` : "");

/** Sends a URC; `payload` follows the line without a gap. */
export type SendUrc = (line: string, payload?: Buffer) => void;

export class SocketUrcs {
  /** @param _urcForm that of TLS connections: spec.md knows no other. */
  constructor(
    private readonly _port: { urc: SendUrc },
    private readonly _urcForm: UrcForm,
  ) {}

  opened(of: Id, code: number): void {
    this._port.urc(spellingOf(of).opened(of.clientId, code));
  }

  /** Data waits in the buffer. */
  readable(of: Id, lengthBytes: number): void {
    if (this._isSeed(of)) this._port.urc(this._seed(of.clientId, lengthBytes));
    else this._port.urc(spellingOf(of).received(of.clientId, undefined));
  }

  /** @param from of a datagram that may come from anybody. */
  pushed(of: Id, payload: Buffer, from?: Endpoint): void {
    if (this._isSeed(of)) this._port.urc(this._seed(of.clientId, payload.length), payload);
    else this._port.urc(spellingOf(of).received(of.clientId, payload.length) + sourceFields(from), payload);
  }

  closed(of: Id): void {
    this._port.urc(spellingOf(of).closed(of.clientId));
  }

  private _isSeed({ sslContextId }: Id): boolean {
    return this._urcForm === "seed" && sslContextId !== undefined;
  }

  private _seed(clientId: number, lengthBytes: number): string {
    return `+QSSLURC: ${clientId},${lengthBytes}`;
  }
}
