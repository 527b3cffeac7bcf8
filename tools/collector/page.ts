/**
 * The local page: a plain HTTP server, loopback unless told otherwise, that serves the files of the folder `page` and a stream
 * of events. What is shown is pushed to it by topic; `page/page.js` has one function per topic, so a new panel is a topic here,
 * a function there and an element in `page/index.html`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { extname, join } from "node:path";
import { EventHub } from "./event-hub";
import { Listener } from "./listener";

export interface PageOptions {
  /** Default: 0, any free one. */
  port?: number;
  /** Address to listen on. Default: "127.0.0.1". */
  host?: string;
  /** Told of errors of the running server. Default: nobody. */
  log?: (line: string) => void;
}

interface Asset {
  type: string;
  bytes: Buffer;
}

const FOLDER = join(__dirname, "page");
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** Nothing from outside, nothing inline: text that a device sent can never become script. */
const SECURITY_HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

export class Page {
  private readonly _assets = readAssets();
  private readonly _hub = new EventHub();
  private readonly _host: string;
  private readonly _port: number;
  private readonly _server: Server;
  private readonly _listener: Listener;

  constructor({ port = 0, host = "127.0.0.1", log = () => {} }: PageOptions = {}) {
    this._host = host;
    this._port = port;
    this._server = createServer((request, response) => this._onRequest(request, response));
    this._listener = new Listener(this._server, "page", (error) => log(`page: ${error.message}`));
  }

  /**
   * Starts to serve.
   * @throws Error that names the port and the remedy when it cannot be had.
   */
  async listen(): Promise<{ port: number; url: string }> {
    const { port } = await this._listener.listen(this._host, this._port);
    const host = isIP(this._host) === 6 ? `[${this._host}]` : this._host;
    return { port, url: `http://${host}:${port}/` };
  }

  /** Stops, ending the streams of all viewers. */
  close(): Promise<void> {
    this._hub.close();
    return this._listener.close();
  }

  /**
   * Shows the new value of a topic in place of the old one. `status` is any flat object, shown as a list of names and values.
   * @param key for a topic of several values, such as one per device.
   */
  push(topic: string, value: unknown, key = ""): void {
    this._hub.push(topic, value, key);
  }

  /** Adds items to a topic that is a sequence, such as `readings`. */
  append(topic: string, items: unknown[]): void {
    this._hub.append(topic, items);
  }

  /** How many browsers look on. */
  get viewers(): number {
    return this._hub.viewers;
  }

  private _onRequest(request: IncomingMessage, response: ServerResponse): void {
    const asked = (request.url ?? "").split("?")[0]!;
    const asset = this._assets.get(asked);
    if (!this._isOwnName(request.headers.host ?? ""))
      refuse(response, 403, "unknown host name: use localhost or an address");
    else if (request.method !== "GET") refuse(response, 405, "only GET", { Allow: "GET" });
    else if (asked === "/events") this._view(response);
    else if (asset) send(response, asset);
    else refuse(response, 404, "no such file");
  }

  private _view(response: ServerResponse): void {
    if (!this._hub.join(response)) refuse(response, 503, "too many viewers");
  }

  /** Only its own name or an address: a foreign site whose name was pointed here (DNS rebinding) reads nothing. */
  private _isOwnName(hostHeader: string): boolean {
    const name = hostHeader.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
    return name === "localhost" || name === this._host || isIP(name) !== 0;
  }
}

function readAssets(): Map<string, Asset> {
  const files = readdirSync(FOLDER).filter((file) => extname(file) in TYPES);
  const assets = files.map((file): [string, Asset] => [
    file === "index.html" ? "/" : `/${file}`,
    { type: TYPES[extname(file)]!, bytes: readFileSync(join(FOLDER, file)) },
  ]);
  return new Map(assets);
}

function send(response: ServerResponse, { type, bytes }: Asset): void {
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    "Content-Type": type,
    "Content-Length": bytes.length,
    "Cache-Control": "no-store",
  });
  response.end(bytes);
}

function refuse(response: ServerResponse, status: number, reason: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers, "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${reason}\n`);
}
