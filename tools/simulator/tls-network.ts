/** Real connections: names are looked up, TCP, TLS and UDP are node's. */
import { lookup } from "node:dns";
import type { ConnectionEvents, ConnectRequest, Network, NetworkConnection, OnAddresses } from "./network";
import { NodeConnection } from "./node-connection";
import { NodeDatagrams } from "./node-datagrams";
import { echoByTcp } from "./tcp-echo";

/** Where a host name leads; without port the one asked for. */
export interface ResolvedHost {
  host: string;
  port?: number;
}

export interface TlsNetworkOptions {
  /** Own names, for example a demonstration's on 127.0.0.1. Undefined for a name: the real lookup. */
  resolve?: (host: string) => ResolvedHost | undefined;
}

export class TlsNetwork implements Network {
  constructor(private readonly _options: TlsNetworkOptions = {}) {}

  connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    if (request.datagrams) return new NodeDatagrams(request, events, (host) => this._options.resolve?.(host));
    const connection = new NodeConnection(request, events);
    const own = this._options.resolve?.(request.host);
    lookup(own?.host ?? request.host, (error, address) => connection.onAddress(error ? undefined : address, own?.port));
    return connection;
  }

  /** IPv4 addresses, since PDP contexts have such. */
  lookup(host: string, onAnswer: OnAddresses): void {
    const name = this._options.resolve?.(host)?.host ?? host;
    lookup(name, { all: true, family: 4 }, (error, found) =>
      onAnswer(error ? [] : found.map(({ address }) => address)),
    );
  }

  echo(host: string, onEcho: () => void): () => void {
    return echoByTcp(this._options.resolve?.(host)?.host ?? host, onEcho);
  }
}
