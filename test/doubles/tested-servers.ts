/** Servers that the connection test goes to: real TLS on a port of this machine, and answers as a test wants them. */
import { createServer as createHttps } from "node:https";
import type { IncomingMessage, RequestListener } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { type IConnectPacket, type Packet, parser } from "mqtt-packet";
import type { Certificate } from "../../tools/certificates/certificates";

const ends: (() => Promise<void>)[] = [];

/** Closes all of them. */
export async function stopServers(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as AddressInfo).port;
}

export interface WebServer {
  port: number;
  /** The requests, whose contents were read to their end or not. */
  requests: IncomingMessage[];
  /** Bytes of content that came. */
  contentBytes: number;
}

/** @param answer of each request. */
export async function webServer(identity: Certificate, answer: RequestListener): Promise<WebServer> {
  const seen: WebServer = { port: 0, requests: [], contentBytes: 0 };
  const server = createHttps({ cert: identity.certPem, key: identity.keyPem }, (request, response) => {
    seen.requests.push(request);
    request.on("data", (chunk: Buffer) => (seen.contentBytes += chunk.length)).on("error", () => {});
    answer(request, response);
  });
  seen.port = await listening(server);
  return seen;
}

export interface BrokerServer {
  port: number;
  connects: IConnectPacket[];
  /** Names of the packets that came, in order. */
  packets: string[];
}

/** A broker that answers CONNECT with a return code, or with other bytes, or by closing. */
export async function brokerServer(identity: Certificate, answer: number | string | undefined): Promise<BrokerServer> {
  const seen: BrokerServer = { port: 0, connects: [], packets: [] };
  const server = createTls({ cert: identity.certPem, key: identity.keyPem }, (socket) => {
    const read = parser();
    read.on("packet", (packet: Packet) => {
      seen.packets.push(packet.cmd);
      if (packet.cmd !== "connect") return;
      seen.connects.push(packet);
      if (answer === undefined) socket.end();
      else socket.write(typeof answer === "string" ? answer : Buffer.from([0x20, 2, 0, answer]));
    });
    socket.on("data", (bytes: Buffer) => read.parse(bytes)).on("error", () => {});
  });
  seen.port = await listening(server);
  return seen;
}
