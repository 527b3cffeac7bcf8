/** A TLS 1.2 server, or a plain one, that sends random bytes on each connection, takes the same back, and tells how each connection went. */
import { once } from "node:events";
import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from "node:net";
import { createServer, TLSSocket } from "node:tls";
import { Random } from "./random";

export interface EchoResult {
  /** Bytes that came back. */
  length: number;
  /** Position of the first one that was wrong. */
  wrongAt?: number;
}

/** Bytes on the way at the most: less than what the board's event queue and a slot hold is not wanted here, back-pressure is. */
const WINDOW_BYTES = 8192;

export class EchoServer {
  /** One for each connection, in the order they came; may be emptied while none is open. */
  readonly results: EchoResult[] = [];
  readonly protocols = new Set<string>();
  private readonly _sockets = new Set<Socket>();
  private _onProgress: () => void = () => {};

  private constructor(
    private readonly _server: Server,
    private readonly _lengthBytes: number,
    private readonly _windowBytes: number,
    _isPlain: boolean,
  ) {
    _server.on(_isPlain ? "connection" : "secureConnection", (socket: Socket) => this._onConnection(socket));
  }

  /** @param identity undefined: plain TCP. @param lengthBytes sent on each connection. */
  static async start(
    identity: { certPem: string; keyPem: string } | undefined,
    lengthBytes: number,
    windowBytes = WINDOW_BYTES,
  ): Promise<EchoServer> {
    const server = identity
      ? createServer({ cert: identity.certPem, key: identity.keyPem, minVersion: "TLSv1.2", maxVersion: "TLSv1.2" })
      : createPlainServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new EchoServer(server, lengthBytes, windowBytes, !identity);
  }

  get port(): number {
    return (this._server.address() as AddressInfo).port;
  }

  /** Resolves when `count` connections have got everything back, or something wrong. */
  async untilDone(count: number): Promise<void> {
    const isDone = ({ length, wrongAt }: EchoResult): boolean => length >= this._lengthBytes || wrongAt !== undefined;
    while (this.results.filter(isDone).length < count)
      await new Promise<void>((resolve) => (this._onProgress = resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this._sockets) socket.destroy();
    this._server.close();
    await once(this._server, "close");
  }

  private _onConnection(socket: Socket): void {
    this._sockets.add(socket);
    if (socket instanceof TLSSocket) this.protocols.add(socket.getProtocol() ?? "");
    const payload = new Random(1000 + this.results.length).bytes(this._lengthBytes);
    const result: EchoResult = { length: 0 };
    let sent = 0;
    const send = (): void => {
      const end = Math.min(payload.length, result.length + this._windowBytes);
      if (end > sent) socket.write(payload.subarray(sent, end));
      sent = Math.max(sent, end);
    };
    this.results.push(result);
    socket.on("data", (bytes) => {
      const isRight = payload.subarray(result.length, result.length + bytes.length).equals(bytes);
      if (!isRight) result.wrongAt ??= result.length;
      result.length += bytes.length;
      send();
      this._onProgress();
    });
    socket.on("error", () => {});
    send();
  }
}
