/** The firmware with its module for brokers on the real interpreter, its readings at Mosquitto over the modem's TLS. */
import { create, type MqttClient } from "../../modules/mqtt";
import { buildFirmwareFiles, buildStoredModule } from "../../tools/build/firmware-files";
import { issue, makeAuthority } from "../../tools/certificates/certificates";
import { RealClock } from "../../tools/clock";
import { parseBatch } from "../../tools/collector/batch";
import { type Device, startOnInterpreter } from "../../tools/demo/device";
import { findInterpreter } from "../../tools/interpreter/find-interpreter";
import { INSTANT_TIMING, ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { Mosquitto } from "./mosquitto-server";
import { nodeConnection } from "./mqtt-over-node";

const BAUD = 115200;
const POLL_MS = 30;

export interface BrokerBoardOptions {
  /** Path of the interpreter. */
  interpreter: string;
  /** For the broker's files. */
  directory: string;
  /** What is added to the board's flash. */
  files?: Record<string, string>;
}

/** Device "pump", a reading every two seconds, and somebody who hears all that is published. */
export class BrokerBoard {
  /** Lines of the board's console. */
  readonly lines: string[] = [];
  private readonly _heard: [topic: string, message: string][] = [];
  private readonly _ends: (() => unknown)[] = [];
  private _watcher: MqttClient | undefined;
  private _device: Device | undefined;

  private constructor() {}

  static async start(options: BrokerBoardOptions): Promise<BrokerBoard> {
    const board = new BrokerBoard();
    try {
      await board._boot(options);
    } catch (error) {
      await board.stop();
      throw error;
    }
    return board;
  }

  get device(): Device {
    if (!this._device) throw new Error("the board has not started");
    return this._device;
  }

  /** What was published below the device's topic. */
  messages(topic: string): string[] {
    return this._heard.filter(([name]) => name === `devices/pump/${topic}`).map(([, text]) => text);
  }

  /** Numbers of the readings that were published. */
  get seqs(): number[] {
    return this.messages("readings").flatMap((text) => parseBatch(text).readings.map(({ seq }) => seq));
  }

  /** Gives the device a command. */
  command(text: string): void {
    this._watcher?.publish("devices/pump/commands", text, { qos: 1 });
  }

  async until(isThere: () => boolean): Promise<void> {
    while (!isThere()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }

  async stop(): Promise<void> {
    for (const end of this._ends.splice(0).reverse()) await end();
  }

  private async _boot({ interpreter, directory, files = {} }: BrokerBoardOptions): Promise<void> {
    Object.assign(globalThis, { E: {} });
    const authority = await makeAuthority({ commonName: "Test CA" });
    const identity = await issue(authority, { commonName: "b", dnsNames: ["broker.example"], usage: "server" });
    const users = { pump: "secret", watcher: "secret" };
    const broker = await Mosquitto.start(directory, { certificate: identity, users });
    this._ends.push(() => broker.stop());
    this._watch(broker.port, authority.certPem);
    const modem = new ModemSimulator({
      clock: new RealClock(),
      network: new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) }),
      timing: INSTANT_TIMING,
      uart: { baud: BAUD },
    });
    this._ends.push(() => modem.dispose());
    modem.powerOn();
    const flash = {
      "ca.pem": authority.certPem,
      MqttUplink: await buildStoredModule({ name: "MqttUplink" }),
      ...(await buildFirmwareFiles({ board: "LINUX" })),
      ...files,
    };
    this._device = await startOnInterpreter(
      findInterpreter(interpreter)!,
      modem.uart,
      (path) => ({ "config.json": JSON.stringify(config(broker.port, path)), ...flash }),
      (line) => this.lines.push(line),
    );
    this._ends.push(() => this.device.stop());
  }

  private _watch(port: number, ca: string): void {
    const watcher = create({
      clientId: "watcher",
      username: "watcher",
      password: "secret",
      maxPacketBytes: 9999,
      connect: () => nodeConnection({ port, host: "127.0.0.1", servername: "broker.example", ca }),
    });
    watcher.on("publish", ({ topic, message }) => this._heard.push([topic, message]));
    watcher.subscribe("#", { qos: 1 });
    watcher.connect();
    this._watcher = watcher;
    this._ends.push(() => watcher.disconnect());
  }
}

/** @param path of the modem's terminal. */
function config(port: number, path: string): object {
  return {
    device: "pump",
    apn: "internet",
    server: { url: `mqtts://broker.example:${port}`, user: "pump", password: "secret" },
    tls: { ca: "ca.pem" },
    sampling: { intervalS: 2, sensors: ["load"] },
    upload: { intervalS: 1 },
    uart: { path },
  };
}
