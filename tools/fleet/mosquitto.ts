/** Mosquitto as a child process. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrokerOptions, MqttBroker } from "./mqtt-broker";
import { findProgram } from "../find-program";
import { freePort, ServerProcess } from "./server-process";

/** Path of Mosquitto, or undefined when this machine does not have it. */
export const mosquittoPath = findProgram("mosquitto");

/** Mosquitto takes TLS 1.2 as the lowest version; OpenSSL's own configuration makes it the highest, too. */
const ONLY_TLS_1_2 = `openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = versions
[versions]
MinProtocol = TLSv1.2
MaxProtocol = TLSv1.2
`;

/** Rounds, key and salt of Mosquitto's own password file. */
const PASSWORD_ROUNDS = 101;
const PASSWORD_KEY_BYTES = 64;
const PASSWORD_SALT_BYTES = 12;

export class Mosquitto implements MqttBroker {
  private readonly _process: ServerProcess;

  private constructor(
    readonly port: number,
    program: string,
    directory: string,
    isDetached: boolean,
  ) {
    const ready = /mosquitto version \S+ running/;
    const args = ["-c", join(directory, "mosquitto.conf")];
    const env = { OPENSSL_CONF: join(directory, "openssl.cnf") };
    this._process = new ServerProcess({ program, args, ready, env, isDetached });
  }

  /**
   * @param directory for its files, made when missing; one that it had before gives it back its sessions.
   * @param isDetached Ctrl-C does not reach it.
   * @throws Error with a remedy where there is none, and with what it says when it ends at once.
   */
  static async start(directory: string, options: BrokerOptions, isDetached = false): Promise<Mosquitto> {
    if (mosquittoPath === undefined) throw new Error("mosquitto is not installed: apt-get install mosquitto");
    const port = await freePort();
    writeFiles(directory, options, port);
    const mosquitto = new Mosquitto(port, mosquittoPath, directory, isDetached);
    await mosquitto.start();
    return mosquitto;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this._process.pid;
  }

  start(): Promise<void> {
    return this._process.start();
  }

  stop(): Promise<void> {
    return this._process.stop();
  }

  /** Takes its power away: what it has not written by then is lost. */
  kill(): Promise<void> {
    return this._process.stop("SIGKILL");
  }
}

function writeFiles(directory: string, options: BrokerOptions, port: number): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string): string => {
    const file = join(directory, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const { certificate, users, clientCaPem } = options;
  write("openssl.cnf", ONLY_TLS_1_2);
  const lines = [
    `listener ${port} 127.0.0.1`,
    `certfile ${write("server.pem", certificate.certPem)}`,
    `keyfile ${write("server.key", certificate.keyPem)}`,
    "tls_version tlsv1.2",
    ...(clientCaPem === undefined ? [] : [`cafile ${write("clients.pem", clientCaPem)}`, "require_certificate true"]),
    ...(clientCaPem === undefined || users ? [] : ["use_identity_as_username true"]),
    ...(users ? [`password_file ${write("passwords", passwordFile(users))}`] : []),
    `allow_anonymous ${users === undefined}`,
    "persistence true",
    `persistence_location ${directory}/`,
    // Nobody loses a message because others wait, too.
    "max_queued_messages 0",
    "set_tcp_nodelay true",
    // Started by root it would become a user who cannot read these files; from anybody else it takes no notice of this.
    "user root",
    "log_dest stderr",
    ...["error", "warning", "notice", "information"].map((type) => `log_type ${type}`),
  ];
  write("mosquitto.conf", `${lines.join("\n")}\n`);
}

/** As `mosquitto_passwd` writes it: PBKDF2 with SHA-512. */
function passwordFile(users: Record<string, string>): string {
  const line = ([user, password]: [string, string]): string => {
    const salt = randomBytes(PASSWORD_SALT_BYTES);
    const key = pbkdf2Sync(password, salt, PASSWORD_ROUNDS, PASSWORD_KEY_BYTES, "sha512");
    return `${user}:$7$${PASSWORD_ROUNDS}$${salt.toString("base64")}$${key.toString("base64")}\n`;
  };
  return Object.entries(users).map(line).join("");
}
