/** `openssl s_server`, one connection at a time: what it receives, and what it is to send. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import path from "node:path";

/** True when the machine has the program. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

export interface OpensslOptions {
  /** The only TLS version it speaks. Default 1.2. */
  version?: "1.1" | "1.2" | "1.3";
  /** Cipher suites in OpenSSL's notation. Default: all that it has. */
  ciphers?: string;
  /** PEM of an authority: only clients with a certificate of it are let in. */
  clientCaPem?: string;
}

export class OpensslServer extends EventEmitter<{ data: [] }> {
  private _received: Buffer[] = [];
  /** Bytes received so far. */
  length = 0;

  private constructor(
    readonly port: number,
    private readonly _process: ChildProcessWithoutNullStreams,
  ) {
    super();
    _process.stdout.on("data", (bytes: Buffer) => {
      this._received.push(bytes);
      this.length += bytes.length;
      this.emit("data");
    });
    _process.stderr.resume();
    _process.stdin.on("error", () => {});
  }

  /** @param directory where its certificates and its key are written. */
  static async start(
    directory: string,
    { certPem, keyPem }: { certPem: string; keyPem: string },
    options: OpensslOptions = {},
  ): Promise<OpensslServer> {
    const [cert, key, ca] = ["server.pem", "server.key", "clients.pem"].map((name) => path.join(directory, name));
    writeFileSync(cert!, certPem);
    writeFileSync(key!, keyPem, { mode: 0o600 });
    if (options.clientCaPem !== undefined) writeFileSync(ca!, options.clientCaPem);
    const port = await freePort();
    // Without -quiet a Q or an R that it is to send would be a command.
    const args = ["s_server", "-quiet", "-accept", `127.0.0.1:${port}`, "-cert", cert!, "-key", key!];
    const server = new OpensslServer(port, spawn("openssl", [...args, ...handshakeArguments(options, ca!)]));
    await server._isListening();
    return server;
  }

  /** All that it received. */
  get received(): Buffer {
    return Buffer.concat(this._received);
  }

  send(bytes: Buffer): void {
    this._process.stdin.write(bytes);
  }

  async stop(): Promise<void> {
    if (this._process.exitCode !== null || this._process.signalCode !== null) return;
    this._process.kill("SIGKILL");
    await once(this._process, "close");
  }

  /** A connection without handshake shows that it listens; it goes on to the next one. */
  private async _isListening(): Promise<void> {
    for (;;) {
      if (this._process.exitCode !== null) throw new Error("openssl s_server ended at once");
      const socket = connect({ port: this.port, host: "127.0.0.1" });
      const isUp = await Promise.race([
        once(socket, "connect").then(() => true),
        once(socket, "close").then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (isUp) return;
    }
  }
}

/** @param clientCa file of {@link OpensslOptions.clientCaPem}. */
function handshakeArguments(
  { version = "1.2", ciphers = "ALL", clientCaPem }: OpensslOptions,
  clientCa: string,
): string[] {
  return [
    `-tls${version.replace(".", "_")}`,
    // Versions below TLS 1.2 and the old suites need the lowest security level of OpenSSL 3.
    ...["-cipher", `${ciphers}:@SECLEVEL=0`],
    ...(clientCaPem === undefined ? [] : ["-Verify", "1", "-verify_return_error", "-CAfile", clientCa]),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
