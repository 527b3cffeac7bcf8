/** A server on this machine that answers batches of readings, whatever TLS settings it is given. */
import { once } from "node:events";
import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from "node:net";
import { createServer, type TlsOptions } from "node:tls";

/** The end of a batch. */
const BATCH_END = "]}";

export class ReadingsServer {
  /** What came through TLS; all that came where there is none. */
  received = "";
  private readonly _sockets = new Set<Socket>();

  private constructor(
    private readonly _server: Server,
    readonly port: number,
  ) {}

  static async start(options: TlsOptions | "plain"): Promise<ReadingsServer> {
    const server = options === "plain" ? createPlainServer() : createServer(options);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const made = new ReadingsServer(server, (server.address() as AddressInfo).port);
    server.on("connection", (socket: Socket) => made._onConnection(socket));
    server.on(options === "plain" ? "connection" : "secureConnection", (socket: Socket) => made._serve(socket));
    server.on("tlsClientError", () => {});
    return made;
  }

  async stop(): Promise<void> {
    for (const socket of this._sockets) socket.destroy();
    this._server.close();
    await once(this._server, "close");
  }

  private _onConnection(socket: Socket): void {
    this._sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this._sockets.delete(socket));
  }

  private _serve(socket: Socket): void {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      this.received += bytes.toString("latin1");
      if (this.received.endsWith(BATCH_END)) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
      else if (!this.received.startsWith("POST")) socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
  }
}
