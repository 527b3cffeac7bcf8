/**
 * The live page: a plain HTTP server, loopback unless told otherwise, that serves the files of the folder `page` and a stream of events. What
 * is shown is pushed to it by topic (topics.ts); `page/main.ts` has one function per topic. What the page may let happen is registered by
 * {@link Page.onPost}; nothing is unless somebody does.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { ConnectionLostError, HttpError, readBody } from "../collector/exchange";
import { Listener } from "../collector/listener";
import { EventHub } from "./event-hub";
import { type PageFile, pageFiles } from "./page-files";
import { foreignReason, isOwnName } from "./request-guard";

export interface PageOptions {
  /** Default: 0, any free one. */
  port?: number;
  /** Address to listen on. Default: "127.0.0.1". */
  host?: string;
  /** Told of errors of the running server. Default: nobody. */
  log?: (line: string) => void;
}

/** Does what the page asks for. @returns what it is answered. @throws Error whose text the page shows: what was asked for is wrong. */
export type PostHandler = (asked: Record<string, unknown>) => unknown;

/** Nothing from outside, nothing inline: text that a device sent can never become script. */
const SECURITY_HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

const BODY_LIMITS = { maxBytes: 4096, timeoutMs: 5000 };

export class Page {
  private _files = new Map<string, PageFile>();
  private readonly _hub = new EventHub();
  private readonly _handlers = new Map<string, PostHandler>();
  private readonly _host: string;
  private readonly _port: number;
  private readonly _server: Server;
  private readonly _listener: Listener;

  constructor({ port = 0, host = "127.0.0.1", log = () => {} }: PageOptions = {}) {
    this._host = host;
    this._port = port;
    this._server = createServer((request, response) => void this._onRequest(request, response));
    this._listener = new Listener(this._server, "page", (error) => log(`page: ${error.message}`));
  }

  /**
   * Starts to serve.
   * @throws Error that names the port and the remedy when it cannot be had.
   */
  async listen(): Promise<{ port: number; url: string }> {
    this._files = await pageFiles();
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
   * Shows the new value of a topic in place of the old one.
   * @param key for a topic of several values, such as one per device.
   */
  push(topic: string, value: unknown, key = ""): void {
    this._hub.push(topic, value, key);
  }

  /** Adds items to a topic that is a sequence, such as `dialogue`; the last few hundred are kept for those who come later. */
  append(topic: string, items: readonly unknown[]): void {
    this._hub.append(topic, items);
  }

  /** Shows a value of a topic that is kept elsewhere, see {@link remember}. */
  tell(topic: string, value: unknown): void {
    this._hub.tell(topic, value);
  }

  /** @param all gives the values of a topic to those who come later. */
  remember(topic: string, all: () => readonly unknown[]): void {
    this._hub.remember(topic, all);
  }

  /** Lets the page ask for something. @param path such as "/faults". */
  onPost(path: string, handler: PostHandler): void {
    this._handlers.set(path, handler);
  }

  /** How many browsers look on. */
  get viewers(): number {
    return this._hub.viewers;
  }

  /** How many values and items are kept for those who come later, besides those of {@link remember}. */
  get kept(): number {
    return this._hub.kept;
  }

  private async _onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = (request.url ?? "").split("?")[0]!;
    const handler = this._handlers.get(asked);
    const file = this._files.get(asked);
    if (!isOwnName(request.headers.host ?? "", this._host))
      refuse(response, 403, "unknown host name: use localhost or an address");
    else if (handler) await act(request, response, handler);
    else if (request.method !== "GET") refuse(response, 405, "only GET", { Allow: "GET" });
    else if (asked === "/events") this._view(response);
    else if (file) sendFile(response, file);
    else refuse(response, 404, "no such file");
  }

  private _view(response: ServerResponse): void {
    if (!this._hub.join(response)) refuse(response, 503, "too many viewers");
  }
}

/** A request that lets something happen. */
async function act(request: IncomingMessage, response: ServerResponse, handler: PostHandler): Promise<void> {
  if (request.method !== "POST") return refuse(response, 405, "only POST", { Allow: "POST" });
  const reason = foreignReason(request);
  if (reason !== "") return refuse(response, 403, reason);
  try {
    const answer = await handler(readObject(await readBody(request, BODY_LIMITS)));
    sendBytes(response, 200, "application/json", Buffer.from(JSON.stringify(answer ?? {})));
  } catch (error) {
    if (error instanceof ConnectionLostError) return;
    refuse(response, error instanceof HttpError ? error.status : 400, (error as Error).message);
  }
}

function readObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error("the request is no JSON");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error("the request is no object");
}

function sendFile(response: ServerResponse, { type, bytes }: PageFile): void {
  sendBytes(response, 200, type, bytes);
}

function refuse(response: ServerResponse, status: number, reason: string, headers: Record<string, string> = {}): void {
  sendBytes(response, status, "text/plain; charset=utf-8", Buffer.from(`${reason}\n`), headers);
}

function sendBytes(
  response: ServerResponse,
  status: number,
  type: string,
  bytes: Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    "Content-Type": type,
    "Content-Length": bytes.length,
    "Cache-Control": "no-store",
  });
  response.end(bytes);
}
