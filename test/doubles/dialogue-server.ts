/** A TLS 1.2 server that says its pieces one by one, each when the one before has come back whole, and keeps what came. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { Clock } from "../../tools/clock";

export interface Piece {
  bytes: Buffer;
  /** Silence before it, milliseconds on the clock. */
  silenceMs?: number;
}

export class DialogueServer {
  /** All that came back. */
  readonly received: Buffer[] = [];
  /** The peer ended the connection in order. */
  hasEnded = false;
  protocol = "";
  private _length = 0;
  private _due = 0;
  private _next = 0;
  private _socket: TLSSocket | undefined;
  private _onProgress: () => void = () => {};

  private constructor(
    private readonly _server: Server,
    private readonly _pieces: readonly Piece[],
    private readonly _clock: Clock,
  ) {
    _server.on("secureConnection", (socket) => this._onConnection(socket));
  }

  static async start(
    { certPem, keyPem }: { certPem: string; keyPem: string },
    pieces: readonly Piece[],
    clock: Clock,
  ): Promise<DialogueServer> {
    const server = createServer({ cert: certPem, key: keyPem, minVersion: "TLSv1.2", maxVersion: "TLSv1.2" });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new DialogueServer(server, pieces, clock);
  }

  get port(): number {
    return (this._server.address() as AddressInfo).port;
  }

  get said(): Buffer {
    return Buffer.concat(this._pieces.map(({ bytes }) => bytes));
  }

  /** Resolves when all pieces have come back. */
  async untilSaid(): Promise<void> {
    const total = this.said.length;
    while (this._length < total) await new Promise<void>((resolve) => (this._onProgress = resolve));
  }

  /** Resolves when the peer has ended the connection. */
  async untilEnded(): Promise<void> {
    while (!this.hasEnded) await new Promise<void>((resolve) => (this._onProgress = resolve));
  }

  /** Ends the connection from this side. */
  end(): void {
    this._socket?.end();
  }

  async stop(): Promise<void> {
    this._socket?.destroy();
    this._server.close();
    await once(this._server, "close");
  }

  private _onConnection(socket: TLSSocket): void {
    this._socket = socket;
    this.protocol = socket.getProtocol() ?? "";
    socket.on("data", (bytes) => this._onData(bytes));
    socket.on("error", () => {});
    socket.on("end", () => {
      this.hasEnded = true;
      this._onProgress();
    });
    this._say();
  }

  private _onData(bytes: Buffer): void {
    this.received.push(Buffer.from(bytes));
    this._length += bytes.length;
    this._onProgress();
    if (this._length >= this._due) this._say();
  }

  private _say(): void {
    const piece = this._pieces[this._next++];
    if (!piece) return;
    const write = (): void => void this._socket?.write(piece.bytes);
    this._due += piece.bytes.length;
    if (piece.silenceMs === undefined) write();
    else this._clock.setTimeout(write, piece.silenceMs);
  }
}
