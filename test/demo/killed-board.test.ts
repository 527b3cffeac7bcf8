/** The interpreter is killed, and the modem restarted with it, at moments by lot: what the journal says was written must come to the server. */
import { setTimeout as wait } from "node:timers/promises";
import path from "node:path";
import { buildFirmwareFiles } from "../../tools/build/firmware-files";
import { issue, makeAuthority } from "../../tools/certificates/certificates";
import { RealClock } from "../../tools/clock";
import { Collector } from "../../tools/collector/collector";
import { InterpreterProcess } from "../../tools/interpreter/interpreter-process";
import { ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { Terminal } from "../../tools/simulator/terminal";
import { Random } from "../doubles/random";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const LIMIT_MS = 900e3;
const KILLS = 50;
const SEED = 5;

/** Milliseconds that a life has. Half a second goes by until the board runs, another one until it is online. */
const LIFE_MIN_MS = 100;
const LIFE_MAX_MS = 3500;

/** Speed of the line, as on a real UART. */
const BAUD = 115200;

/** Runs before the firmware: what is in the journal for sure is printed. */
const WITNESS =
  '(function(s){var w=s.write;s.write=function(n,d,o,z){var r=w(n,d,o,z);if(n=="qssl.log")print("@"+d.trim());return r}})(require("Storage"));';

interface Taken {
  boot: number;
  seq: number;
  value: number;
}

/** A reading in a line of the journal, undefined for another line. */
function takenIn(line: string): Taken | undefined {
  const [, json] = /^@(\[.*\])/.exec(line) ?? [];
  if (json === undefined) return undefined;
  const [seq, boot, , , , value, more] = JSON.parse(json) as number[];
  return more === undefined ? { boot: boot!, seq: seq!, value: value! } : undefined;
}

describeOnInterpreter(`a board that is killed ${KILLS} times (seed ${SEED})`, (interpreter) => {
  const directory = scratchDirectory();
  const random = new Random(SEED);
  const taken: Taken[] = [];
  const arrived: Taken[] = [];
  const faults: string[] = [];
  const ends: (() => unknown)[] = [];
  let collector: Collector;
  let board: InterpreterProcess;

  afterAll(async () => {
    for (const end of ends.splice(0)) await end();
    await collector.close();
  });

  /** Switches board and modem on. */
  async function powerOn(files?: (terminal: string) => Promise<Record<string, string>>): Promise<void> {
    const terminal = await Terminal.open(path.join(directory(), "modem"), new RealClock());
    const modem = new ModemSimulator({
      clock: new RealClock(),
      network: new TlsNetwork(),
      uart: { baud: BAUD },
      timing: { bootMs: 100, registrationMs: 100, pdpMs: 10 },
    });
    modem.uart.onData((bytes) => terminal.write(bytes));
    terminal.onData((bytes) => modem.uart.write(bytes));
    modem.powerOn();
    board = new InterpreterProcess({ path: interpreter, directory: directory() });
    board.on("line", onLine);
    ends.push(
      () => board.stop(),
      () => modem.dispose(),
      () => terminal.close(),
    );
    if (files) await board.install(await files(terminal.path));
  }

  async function powerOff(): Promise<void> {
    for (const end of ends.splice(0)) await end();
  }

  function onLine(line: string): void {
    const reading = takenIn(line);
    if (reading) taken.push(reading);
    else if (/Uncaught|^E .*journal/.test(line)) faults.push(line);
  }

  it(
    "delivers every reading that was taken, as it was taken, and no number twice",
    async () => {
      const authority = await makeAuthority({ commonName: "Test CA" });
      const server = await issue(authority, { commonName: "localhost", dnsNames: ["localhost"], usage: "server" });
      collector = new Collector({ port: 0, key: server.keyPem, cert: server.certPem });
      collector.on("readings", ({ boot, stored }) =>
        arrived.push(...stored.map(({ seq, value }) => ({ boot, seq, value }))),
      );
      const { port } = await collector.listen();
      const firmware = await buildFirmwareFiles({ board: "LINUX" });
      const files = (terminal: string): Promise<Record<string, string>> =>
        Promise.resolve({
          ...firmware,
          ".bootcde": WITNESS + firmware[".bootcde"],
          "ca.pem": authority.certPem,
          "config.json": JSON.stringify({
            device: "mortal",
            apn: "internet",
            server: { url: `https://localhost:${port}/readings` },
            tls: { ca: "ca.pem" },
            sampling: { intervalS: 1, sensors: ["load", "memory", "temperature"] },
            upload: { intervalS: 1, batch: 4 },
            // Lives that end before the modem is online are many on a slow machine: none of their readings is to be dropped.
            journal: { bytes: 49152 },
            uart: { path: terminal },
          }),
        });
      for (let kill = 0; kill < KILLS; kill++) {
        await powerOn(kill === 0 ? files : undefined);
        board.start().catch(() => {});
        await wait(random.integer(LIFE_MIN_MS, LIFE_MAX_MS));
        await powerOff();
      }
      await powerOn();
      await board.start();
      while ((await board.evaluate("qssl.status().waiting")) !== 0 || !arrived.length) await wait(100);
      // The board takes further ones until it is off.
      const written = taken.slice();
      await powerOff();
      const key = ({ boot, seq }: Taken): string => `${boot}/${seq}`;
      expect(new Set(taken.map(({ boot }) => boot)).size).toBeGreaterThan(KILLS / 3);
      expect(new Set(arrived.map(key)).size).toBe(arrived.length);
      const seqs = arrived.map(({ seq }) => seq).sort((a, b) => a - b);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      const there = new Map(arrived.map((reading) => [key(reading), reading]));
      expect(written.map((reading) => there.get(key(reading))?.value)).toEqual(written.map(({ value }) => value));
      expect(faults).toEqual([]);
    },
    LIMIT_MS,
  );
});
