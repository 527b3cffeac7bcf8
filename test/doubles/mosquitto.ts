/** Debian's Mosquitto with TLS on a free port of this machine; it can be stopped and started again with what it has kept. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import path from "node:path";

const PROGRAM = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"].find((file) =>
  existsSync(file),
);

/** True when the machine has the broker. */
export const hasMosquitto = PROGRAM !== undefined;

export interface MosquittoOptions {
  /** Who may connect, by name and password; without any, everybody. */
  users?: Record<string, string>;
  /** PEM of an authority: only clients with a certificate of it are let in, under the certificate's name. */
  clientCaPem?: string;
}

export class Mosquitto {
  private _process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly _config: string,
  ) {}

  /** @param directory where its certificates, its passwords and what it keeps are written. */
  static async start(
    directory: string,
    { certPem, keyPem }: { certPem: string; keyPem: string },
    { users, clientCaPem }: MosquittoOptions = {},
  ): Promise<Mosquitto> {
    const file = (name: string, content: string): string => {
      writeFileSync(path.join(directory, name), content, { mode: 0o600 });
      return path.join(directory, name);
    };
    const port = await freePort();
    const lines = [
      // Else it gives up the right to read what the test has written.
      ...(process.getuid?.() === 0 ? ["user root"] : []),
      `listener ${port} 127.0.0.1`,
      `certfile ${file("server.pem", certPem)}`,
      `keyfile ${file("server.key", keyPem)}`,
      "tls_version tlsv1.2",
      "persistence true",
      `persistence_location ${directory}/`,
      `allow_anonymous ${!users}`,
    ];
    if (users) lines.push(`password_file ${passwords(file("passwords", ""), users)}`);
    if (clientCaPem !== undefined)
      lines.push(
        `cafile ${file("clients.pem", clientCaPem)}`,
        "require_certificate true",
        "use_identity_as_username true",
      );
    const broker = new Mosquitto(port, file("mosquitto.conf", `${lines.join("\n")}\n`));
    await broker.start();
    return broker;
  }

  /** Starts it again. */
  async start(): Promise<void> {
    const started = (this._process = spawn(PROGRAM!, ["-c", this._config], { stdio: "ignore" }));
    while (!(await isListening(this.port))) {
      if (started.exitCode !== null) throw new Error(`mosquitto ended at once: see ${this._config}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it in order: it writes down what it keeps. */
  async stop(): Promise<void> {
    const running = this._process;
    this._process = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    running.kill("SIGTERM");
    await once(running, "close");
  }
}

/** @returns the file, which holds their hashes then. */
function passwords(file: string, users: Record<string, string>): string {
  for (const [name, password] of Object.entries(users))
    if (spawnSync("mosquitto_passwd", ["-b", file, name, password]).status !== 0)
      throw new Error("mosquitto_passwd failed");
  return file;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    return await Promise.race([once(socket, "connect").then(() => true), once(socket, "close").then(() => false)]);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
