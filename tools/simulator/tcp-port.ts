/** A serial port as a TCP server on the loopback interface: one host at a time, as on a wire. */
import { type AddressInfo, type Server, type Socket, createServer } from "node:net";
import type { BytePort } from "../byte-port";

export class TcpPort implements BytePort {
  private _host: Socket | undefined;
  private _receiver: (bytes: Buffer) => void = () => {};

  private constructor(private readonly _server: Server) {
    _server.on("connection", (socket) => this._onConnection(socket));
  }

  /**
   * @param port 0 for any that is free.
   * @throws Error with a remedy when the port cannot be had.
   */
  static listen(port: number): Promise<TcpPort> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(new Error(explain(error, port))));
      server.listen(port, "127.0.0.1", () => resolve(new TcpPort(server)));
    });
  }

  /** Port number in use. */
  get port(): number {
    return (this._server.address() as AddressInfo).port;
  }

  /** Bytes are lost while no host is connected. */
  write(bytes: Buffer): void {
    this._host?.write(bytes);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  close(): Promise<void> {
    this._host?.destroy();
    return new Promise((resolve) => this._server.close(() => resolve()));
  }

  /** A second host is turned away. */
  private _onConnection(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    if (this._host) return void socket.destroy();
    this._host = socket.setNoDelay(true);
    socket.on("data", (bytes) => this._receiver(bytes));
    socket.once("close", () => (this._host = undefined));
  }
}

function explain(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === "EADDRINUSE") return `port ${port} is in use: give another one, or 0 for any that is free`;
  return `cannot listen on port ${port}: ${error.message}`;
}
