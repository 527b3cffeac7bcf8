/** Opens and closes a server of this folder: clear errors for a port that cannot be had, and a close that waits for nobody. */
import type { AddressInfo, Server, Socket } from "node:net";

export class Listener {
  private readonly _sockets = new Set<Socket>();

  /**
   * @param _name what the messages call the server.
   * @param onError told of errors while the server runs, which it survives (no file handle left for a connection).
   */
  constructor(
    private readonly _server: Server,
    private readonly _name: string,
    onError: (error: Error) => void,
  ) {
    _server.on("error", (error) => {
      if (_server.listening) onError(error);
    });
    _server.on("connection", (socket: Socket) => {
      this._sockets.add(socket);
      socket.once("close", () => this._sockets.delete(socket));
    });
  }

  /**
   * Starts to listen.
   * @param port 0 for any free one.
   * @throws Error that names the address and what to do when it cannot be had.
   */
  listen(host: string, port: number): Promise<{ port: number }> {
    return new Promise((resolve, reject) => {
      const onFailure = (error: NodeJS.ErrnoException): void => reject(this._explain(error, host, port));
      this._server.once("error", onFailure);
      this._server.listen(port, host, () => {
        this._server.off("error", onFailure);
        resolve({ port: (this._server.address() as AddressInfo).port });
      });
    });
  }

  /** Ends every connection, also those in the middle of a TLS handshake; closing twice or before listening is harmless. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this._server.close(() => resolve());
      for (const socket of this._sockets) socket.destroy();
    });
  }

  private _explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
    const remedies: Record<string, string> = {
      EADDRINUSE: "the port is in use: stop the other program or choose another port (0 takes any free one)",
      EACCES: "not allowed: choose a port above 1023",
      EADDRNOTAVAIL: "this machine has no such address: choose 127.0.0.1 or one of its own",
      ENOTFOUND: "the host name is unknown: choose 127.0.0.1 or an address of this machine",
    };
    const reason = remedies[error.code ?? ""] ?? error.message;
    return new Error(`${this._name}: cannot listen on ${host} port ${port}: ${reason}`, { cause: error });
  }
}
