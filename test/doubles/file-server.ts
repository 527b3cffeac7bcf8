/** A plain web server of a folder, as anybody has one: no headers of its own, files as they are. */
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

export class FileServer {
  private constructor(
    private readonly _server: Server,
    /** With a slash at the end. */
    readonly url: string,
  ) {}

  static async start(folder: string): Promise<FileServer> {
    const server = createServer((request, response) => {
      const asked = decodeURIComponent((request.url ?? "/").split("?")[0]!).replace(/\/$/, "/index.html");
      const file = path.join(folder, asked);
      const isThere = existsSync(file);
      response.writeHead(isThere ? 200 : 404, { "Content-Type": TYPES[path.extname(file)] ?? "text/plain" });
      response.end(isThere ? readFileSync(file) : "not found");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new FileServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  close(): Promise<void> {
    this._server.closeAllConnections();
    return new Promise((resolve) => this._server.close(() => resolve()));
  }
}
