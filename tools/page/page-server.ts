/** Serves the board page: a plain HTTP server, loopback unless told otherwise. What takes long to build is built when it is asked for. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { Listener } from "../collector/listener";
import { isOwnName } from "../live/request-guard";
import { CONTENT_SECURITY_POLICY, pageFile, type PageFile } from "./page-files";

const HEADERS = {
  "Content-Security-Policy": `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

export class PageServer {
  private readonly _server: Server = createServer((request, response) => void this._onRequest(request, response));
  private readonly _listener: Listener;
  private readonly _files = new Map<string, Promise<PageFile | undefined>>();
  private _host = "";

  /** @param _onText told of errors. */
  constructor(private readonly _onText: (text: string) => void = () => {}) {
    this._listener = new Listener(this._server, "page", (error) => _onText(error.message));
  }

  /**
   * @param port 0 for any free one.
   * @throws Error that names the port and the remedy when it cannot be had.
   */
  async listen(host: string, port: number): Promise<{ url: string }> {
    this._host = host;
    const { port: given } = await this._listener.listen(host, port);
    return { url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${given}/` };
  }

  close(): Promise<void> {
    return this._listener.close();
  }

  private async _onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = (request.url ?? "").split("?")[0]!.slice(1);
    if (!isOwnName(request.headers.host ?? "", this._host))
      return answer(response, 403, "unknown host name: use localhost or an address\n");
    if (request.method !== "GET") return answer(response, 405, "only GET\n", { Allow: "GET" });
    try {
      const file = await this._file(asked === "" ? "index.html" : asked);
      if (file) answer(response, 200, file.content, { "Content-Type": file.type });
      else answer(response, 404, "no such file\n");
    } catch (error) {
      this._onText((error as Error).message);
      answer(response, 500, "cannot be built: see the terminal of npm run page\n");
    }
  }

  /** What could not be built is built anew when it is asked for again. */
  private _file(name: string): Promise<PageFile | undefined> {
    const known = this._files.get(name) ?? pageFile(name);
    this._files.set(name, known);
    known.catch(() => this._files.delete(name));
    return known;
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...HEADERS,
    "Content-Type": "text/plain; charset=utf-8",
    ...headers,
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}
