/** The firmware with its module for brokers on the real interpreter, its readings at Mosquitto over the modem's TLS. */
import { create, type MqttClient } from "../../modules/mqtt";
import { issue, makeAuthority } from "../../tools/certificates/certificates";
import { buildFirmwareFiles, buildStoredModule } from "../../tools/build/firmware-files";
import { RealClock } from "../../tools/clock";
import { parseBatch } from "../../tools/collector/batch";
import { startOnInterpreter } from "../../tools/demo/device";
import { findInterpreter } from "../../tools/interpreter/find-interpreter";
import { INSTANT_TIMING, ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { Mosquitto, hasMosquitto } from "../doubles/mosquitto-server";
import { nodeConnection } from "../doubles/mqtt-over-node";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const BAUD = 115200;

describeOnInterpreter("the firmware at a broker, on the interpreter", (interpreter) => {
  const directory = scratchDirectory();
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  (hasMosquitto ? it : it.skip)(
    `publishes status and readings, and answers commands${hasMosquitto ? "" : " (skipped: mosquitto is not installed)"}`,
    async () => {
      Object.assign(globalThis, { E: {} });
      const authority = await makeAuthority({ commonName: "Test CA" });
      const identity = await issue(authority, { commonName: "b", dnsNames: ["broker.example"], usage: "server" });
      const broker = await Mosquitto.start(directory(), {
        certificate: identity,
        users: { pump: "secret", watcher: "secret" },
      });
      ends.push(() => broker.stop());
      const heard: [topic: string, message: string][] = [];
      const watcher: MqttClient = create({
        clientId: "watcher",
        username: "watcher",
        password: "secret",
        maxPacketBytes: 9999,
        connect: () =>
          nodeConnection({ port: broker.port, host: "127.0.0.1", servername: "broker.example", ca: authority.certPem }),
      });
      watcher.on("publish", ({ topic, message }) => heard.push([topic, message]));
      watcher.subscribe("#", { qos: 1 });
      watcher.connect();
      ends.push(() => watcher.disconnect());
      const modem = new ModemSimulator({
        clock: new RealClock(),
        network: new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) }),
        timing: INSTANT_TIMING,
        uart: { baud: BAUD },
      });
      ends.push(() => modem.dispose());
      modem.powerOn();
      const config = (path: string): object => ({
        device: "pump",
        apn: "internet",
        server: { url: `mqtts://broker.example:${broker.port}`, user: "pump", password: "secret" },
        tls: { ca: "ca.pem" },
        sampling: { intervalS: 2, sensors: ["load"] },
        upload: { intervalS: 1 },
        uart: { path },
      });
      const files = {
        "ca.pem": authority.certPem,
        MqttUplink: await buildStoredModule({ name: "MqttUplink" }),
        ...(await buildFirmwareFiles({ board: "LINUX" })),
      };
      const lines: string[] = [];
      const device = await startOnInterpreter(
        findInterpreter(interpreter)!,
        modem.uart,
        (path) => ({ "config.json": JSON.stringify(config(path)), ...files }),
        (line) => lines.push(line),
      );
      ends.push(() => device.stop());
      const until = async (isThere: () => boolean): Promise<void> => {
        while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 30));
      };
      const of = (topic: string): string[] =>
        heard.filter(([name]) => name === `devices/pump/${topic}`).map(([, text]) => text);
      await until(() => of("readings").length > 2);
      const seqs = of("readings").flatMap((text) => parseBatch(text).readings.map(({ seq }) => seq));
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      expect(JSON.parse(of("status")[0]!)).toMatchObject({ online: true, modem: { isOnline: true } });
      for (const command of ['{"id":1,"command":"status"}', "[".repeat(300), '{"command":"interval","samplingS":1}'])
        watcher.publish("devices/pump/commands", command, { qos: 1 });
      await until(() => of("replies").length === 3);
      expect(of("replies").map((text) => JSON.parse(text) as unknown)).toEqual([
        expect.objectContaining({ id: 1, ok: true, status: expect.objectContaining({ rung: 0 }) }),
        { error: "no flat JSON object" },
        { command: "interval", ok: true },
      ]);
      expect(lines.filter((line) => /^E |Uncaught|ERROR/.test(line))).toEqual([]);
    },
  );
});
