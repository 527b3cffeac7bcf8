import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { issue, makeAuthority } from "../../../tools/certificates/certificates";
import { RealClock } from "../../../tools/clock";
import { Collector } from "../../../tools/collector/collector";
import { ModemSimulator, TlsNetwork } from "../../../tools/simulator";
import { Terminal } from "../../../tools/simulator/terminal";
import { Cable } from "../../doubles/cable";
import { runCommand, stopCommands } from "../../doubles/command";
import { describeOnInterpreter } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";

const LIMIT_MS = 600e3;

/** Speed of the line, as on a real UART: bursts would overflow the interpreter's event queue. */
const BAUD = 115200;

describeOnInterpreter("npm run flash, with a board in an empty directory", (interpreter) => {
  const directory = scratchDirectory();
  let cable: Cable;
  let terminal: Terminal;
  let modem: ModemSimulator;
  let collector: Collector;
  const protocols = new Set<string>();

  const configFile = (): string => path.join(directory(), "config.json");
  const flash = (...args: string[]): ReturnType<typeof runCommand> =>
    runCommand("flash.ts", ["--port", cable.path, "--board", "LINUX", "--config", configFile(), ...args]);

  beforeAll(async () => {
    const authority = await makeAuthority({ commonName: "Test CA" });
    const server = await issue(authority, { commonName: "localhost", dnsNames: ["localhost"], usage: "server" });
    collector = new Collector({ port: 0, key: server.keyPem, cert: server.certPem });
    collector.on("readings", ({ protocol }) => protocols.add(protocol));
    const { port } = await collector.listen();
    modem = new ModemSimulator({
      clock: new RealClock(),
      network: new TlsNetwork(),
      uart: { baud: BAUD },
      timing: { bootMs: 100, registrationMs: 100, pdpMs: 10 },
    });
    terminal = await Terminal.open(path.join(directory(), "modem"), new RealClock());
    modem.uart.onData((bytes) => terminal.write(bytes));
    terminal.onData((bytes) => modem.uart.write(bytes));
    modem.powerOn();
    writeFileSync(path.join(directory(), "ca.pem"), authority.certPem);
    const config = {
      device: "flashed",
      apn: "internet",
      server: { url: `https://localhost:${port}/readings` },
      tls: { ca: "ca.pem" },
      sampling: { intervalS: 1, sensors: ["load"] },
      upload: { intervalS: 1, batch: 5 },
      uart: { path: terminal.path },
    };
    writeFileSync(configFile(), JSON.stringify(config));
    cable = await Cable.open(interpreter, directory());
  }, LIMIT_MS);
  afterAll(async () => {
    await stopCommands();
    await cable.close();
    await terminal.close();
    modem.dispose();
    await collector.close();
  });

  it(
    "the board starts by itself, connects through the modem and uploads over TLS 1.2",
    async () => {
      const uploaded = once(collector, "readings");
      const { exitCode, stdout, stderr } = await flash();
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      for (const name of ["config.json", "ca.pem", "TlsExplain", "QuectelBringUp", ".bootcde"])
        expect(stdout).toMatch(new RegExp(`flash: ${name}: \\d+ bytes sent and verified`));
      // Readings go to a server of HTTPS.
      expect(stdout).not.toContain("MqttUplink");
      expect(stdout).toContain("done: LINUX runs what was flashed");
      await uploaded;
      expect([...protocols]).toEqual(["TLSv1.2"]);
    },
    LIMIT_MS,
  );

  it(
    "nothing is sent again, and the program is not disturbed, when nothing has changed",
    async () => {
      cable.plug();
      const { exitCode, stdout } = await flash();
      expect(exitCode).toBe(0);
      expect(stdout).toContain("nothing to send: LINUX runs it already");
      expect(cable.bytesToBoard).toBeLessThan(1000);
    },
    LIMIT_MS,
  );

  it(
    "a configuration that only the board can judge is reported, and the next flash sends that file alone",
    async () => {
      const good = readFileSync(configFile(), "utf8");
      writeFileSync(configFile(), good.replace('"load"', '"nosuch"'));
      const refused = await flash("--upload", "chunks");
      writeFileSync(configFile(), good);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(
        /flash: the firmware runs and refuses its config\.json: .*nosuch.*: correct it and flash/,
      );
      const { exitCode, stdout } = await flash("--upload", "chunks");
      expect(exitCode).toBe(0);
      expect(stdout.match(/ bytes sent and verified/g)?.length).toBe(1);
      expect(stdout).toMatch(/flash: config\.json: \d+ bytes sent and verified/);
    },
    LIMIT_MS,
  );

  it(
    "npm run monitor shows the log with level and time, and the dialogue when it is asked for",
    async () => {
      const { exitCode, stdout } = await runCommand("monitor.ts", ["--port", cable.path, "--at", "--duration", "8"]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3}  info   uplink: \d+ readings acknowledged/m);
      expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {9}> AT\+QSSLSEND=/m);
      expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {9}< OK/m);
    },
    LIMIT_MS,
  );

  it(
    "a board whose readings go to a broker gets the module for that, also when its own configuration says so",
    async () => {
      const { server: _, ...config } = JSON.parse(readFileSync(configFile(), "utf8")) as Record<string, object>;
      writeFileSync(configFile(), JSON.stringify({ ...config, server: { url: "mqtts://localhost:1" } }));
      cable.plug();
      const { exitCode, stdout } = await flash();
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/flash: MqttUplink: \d+ bytes sent and verified/);
      cable.plug();
      const again = await runCommand("flash.ts", ["--port", cable.path, "--board", "LINUX"]);
      expect(again.stdout).toContain("nothing to send");
    },
    LIMIT_MS,
  );
});
