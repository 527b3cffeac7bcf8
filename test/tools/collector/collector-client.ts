import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request, type RequestOptions } from "node:https";
import { text } from "node:stream/consumers";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { issue, makeAuthority, type Certificate } from "../../../tools/certificates/certificates";
import type { Batch, Reading } from "../../../tools/collector/batch";
import { Collector, type CollectorOptions } from "../../../tools/collector/collector";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Names of the headers as they were sent. */
  headerNames: string[];
  body: Record<string, unknown>;
}

/** Made once per test file: RSA keys take their time. */
let certificates: ReturnType<typeof makeCertificates> | undefined;

async function makeCertificates(): Promise<Record<"authority" | "server" | "client", Certificate>> {
  const authority = await makeAuthority({ commonName: "Test CA", keyType: "EC" });
  const server = await issue(authority, { commonName: "localhost", usage: "server", dnsNames: ["localhost"] });
  const client = await issue(authority, { commonName: "board-7", usage: "client", keyType: "EC" });
  return { authority, server, client };
}

/** A collector on a free port with its own authority, and requests that trust it. */
export class CollectorFixture {
  private constructor(
    readonly authority: Certificate,
    readonly client: Certificate,
    readonly collector: Collector,
    readonly port: number,
  ) {}

  static async start(options: Partial<CollectorOptions> = {}): Promise<CollectorFixture> {
    const { authority, server, client } = await (certificates ??= makeCertificates());
    const clientCa = options.clientCa === "own" ? authority.certPem : options.clientCa;
    const collector = new Collector({ port: 0, key: server.keyPem, cert: server.certPem, ...options, clientCa });
    return new CollectorFixture(authority, client, collector, (await collector.listen()).port);
  }

  get tls(): ConnectionOptions {
    return { host: "127.0.0.1", port: this.port, servername: "localhost", ca: this.authority.certPem };
  }

  /** One request; `body` is sent as it is. */
  async request(method: string, path: string, body?: string | Buffer, options: RequestOptions = {}): Promise<Answer> {
    const headers = { "Content-Type": "application/json", ...options.headers };
    const sent = request({ ...this.tls, agent: false, method, path, ...options, headers } as RequestOptions);
    sent.end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const headerNames = response.rawHeaders.filter((_, index) => index % 2 === 0);
    const answer = JSON.parse(await text(response)) as Answer["body"];
    return { status: response.statusCode!, headers: response.headers, headerNames, body: answer };
  }

  /** Posts a batch as JSON. */
  post(batch: unknown, options: RequestOptions = {}): Promise<Answer> {
    return this.request("POST", "/readings", JSON.stringify(batch), options);
  }

  /** A bare TLS connection, for what no HTTP client would send. */
  async connect(options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({ ...this.tls, ...options });
    await once(socket, "secureConnect");
    return socket;
  }

  /** Sends bytes and gives what comes back until the collector ends the connection. */
  async exchange(bytes: string | Buffer): Promise<string> {
    const socket = await this.connect();
    socket.write(bytes);
    return text(socket);
  }
}

export function reading(seq: number, fields: Partial<Reading> = {}): Reading {
  return { seq, time: 1767225600.5 + seq, quantity: "load", unit: "1", value: seq / 10, ...fields };
}

export function batch(seqs: number[], fields: Partial<Batch> = {}): Batch {
  return { device: "linux-1a2b", boot: 7, dropped: 0, readings: seqs.map((seq) => reading(seq)), ...fields };
}
