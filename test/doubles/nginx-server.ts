/** nginx in tests: TLS 1.2 that ends in it, files behind it, and a way through to another server. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../../tools/certificates/certificates";
import { findProgram } from "../../tools/find-program";
import { freePort, ServerProcess } from "../../tools/fleet/server-process";

const nginxPath = findProgram("nginx");

/** A group of tests that need nginx; skipped, and saying so, where there is none. */
export function describeWithNginx(name: string, body: () => void): void {
  if (nginxPath !== undefined) describe(name, body);
  else describe.skip(`${name} (skipped: nginx is not installed)`, body);
}

export interface NginxOptions {
  certificate: Certificate;
  /** Files that it serves: text by path, as "/hello.txt". */
  files?: Record<string, string | Buffer>;
  /** Port of a TLS server of this machine that answers what is none of the files; a plain one with `isPlain`. */
  upstream?: { port: number; caPem: string; isPlain?: undefined } | { port: number; isPlain: true };
  /** PEM of an authority: only clients with a certificate of it are let in. */
  clientCaPem?: string;
  /** Further lines of its `server` block. */
  settings?: string[];
}

/** Its access log. */
const REQUESTS = "requests.log";

export class NginxServer {
  private readonly _process: ServerProcess;

  private constructor(
    readonly port: number,
    program: string,
    private readonly _directory: string,
  ) {
    const args = ["-p", _directory, "-e", "stderr", "-c", join(_directory, "nginx.conf")];
    this._process = new ServerProcess({ program, args, ready: /start worker process \d/ });
  }

  /**
   * @param directory for its files.
   * @throws Error with what nginx says when it ends at once.
   */
  static async start(directory: string, options: NginxOptions): Promise<NginxServer> {
    if (nginxPath === undefined) throw new Error("nginx is not installed: apt-get install nginx-light");
    const port = await freePort();
    writeFiles(directory, options, port);
    const nginx = new NginxServer(port, nginxPath, directory);
    await nginx.start();
    return nginx;
  }

  /** Listens again, on the same port. */
  start(): Promise<void> {
    return this._process.start();
  }

  /** Ends all connections at once. */
  stop(): Promise<void> {
    return this._process.stop();
  }

  /** The requests that ended so far: version and cipher suite of TLS, method, path and status. */
  get requests(): string[] {
    return readFileSync(join(this._directory, REQUESTS), "utf8").split("\n").slice(0, -1);
  }
}

function writeFiles(directory: string, options: NginxOptions, port: number): void {
  const { certificate, files = {}, clientCaPem, upstream } = options;
  const write = (name: string, content: string | Buffer): void => {
    mkdirSync(join(directory, name, ".."), { recursive: true });
    writeFileSync(join(directory, name), content, { mode: 0o600 });
  };
  write("server.pem", certificate.certPem);
  write("server.key", certificate.keyPem);
  if (clientCaPem !== undefined) write("clients.pem", clientCaPem);
  mkdirSync(join(directory, "files"), { recursive: true });
  for (const [path, content] of Object.entries(files)) write(join("files", path), content);
  if (upstream && !upstream.isPlain) write("upstream.pem", upstream.caPem);
  write("nginx.conf", configuration(options, port));
}

function configuration({ clientCaPem, upstream, settings = [] }: NginxOptions, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
pid nginx.pid;
error_log stderr notice;
events {}
http {
  log_format requests '$ssl_protocol $ssl_cipher $request_method $uri $status';
  access_log ${REQUESTS} requests;
  ${temporary.map((name) => `${name}_temp_path temporary;`).join("\n  ")}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate server.pem;
    ssl_certificate_key server.key;
    ssl_protocols TLSv1.2;
    ${clientCaPem === undefined ? "" : "ssl_client_certificate clients.pem; ssl_verify_client on;"}
    root files;
    ${settings.join("\n    ")}
    ${upstream ? `location / { try_files $uri @upstream; }\n    location @upstream { ${passOn(upstream)} }` : ""}
  }
}
`;
}

function passOn(upstream: NonNullable<NginxOptions["upstream"]>): string {
  const lines = ["proxy_http_version 1.1;", 'proxy_set_header Connection "";'];
  if (upstream.isPlain) return [`proxy_pass http://127.0.0.1:${upstream.port};`, ...lines].join(" ");
  const verified = "proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_trusted_certificate upstream.pem;";
  return [`proxy_pass https://127.0.0.1:${upstream.port};`, ...lines, verified].join(" ");
}
