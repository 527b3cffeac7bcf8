/** `npm run replay -- --compare` and `npm run simulate -- --modem` as a person starts them. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { RealClock } from "../../../tools/clock";
import { parseReplayOptions } from "../../../tools/replay/replay-options";
import { INSTANT_TIMING, ModemSimulator, MemoryNetwork } from "../../../tools/simulator";
import { Terminal } from "../../../tools/simulator/terminal";
import { runCommand, stopCommands } from "../../doubles/command";
import { scratchDirectory } from "../interpreter/scratch-directory";

const PROJECT = path.resolve(__dirname, "../../..");
const LIMIT_MS = 600e3;

/** A dialogue with a module that prints file names as an EC25 does. */
const RECORD = [
  { log: "serial line", version: 1, start: "2026-11-27T09:00:00.000Z" },
  [0, ">", "ATI\r"],
  [9, "<", "\r\nQuectel\r\nEC25\r\nRevision: EC25EFAR02A09M4G\r\n\r\nOK\r\n"],
  [20, ">", 'AT+QFLST="*"\r'],
  [29, "<", '\r\n+QFLST: "ca.pem",1939\r\n\r\nOK\r\n'],
]
  .map((entry) => JSON.stringify(entry))
  .join("\n");

const directory = scratchDirectory();
afterEach(stopCommands);

function place(name: string, text: string): string {
  const file = path.join(directory(), name);
  writeFileSync(file, text);
  return file;
}

describe("npm run replay -- --compare", () => {
  it(
    "names the place in which the simulated modem differs by its line, with exit code 1",
    async () => {
      const file = place("field.log", RECORD);
      const { exitCode, stdout, stderr } = await runCommand("replay.ts", [file, "--compare"]);
      expect(stdout.split("\n").slice(0, 4)).toEqual([
        "replay: the simulated EC25 differs in 1 place, of 2 commands and payloads",
        `  ${file} line 5, behind AT+QFLST="*"`,
        '    recorded   +QFLST: "ca.pem",1939',
        '    simulated  +QFLST: "UFS:ca.pem",1939',
      ]);
      expect([exitCode, stderr]).toEqual([1, ""]);
    },
    LIMIT_MS,
  );

  it("takes the profile that the record tells, or the one that is given", () => {
    const file = place("field.log", RECORD);
    expect(parseReplayOptions([file, "--compare"])).toMatchObject({
      kind: "compare",
      profile: "EC25",
      ignoresLengths: false,
    });
    expect(parseReplayOptions([file, "--compare", "--profile", "bg96/rak5010", "--ignore-lengths"])).toMatchObject({
      profile: "BG96/rak5010",
      ignoresLengths: true,
    });
  });

  it.each([
    ["--compare --config c", "--config: there is no firmware in --compare; leave it out"],
    ["--compare --trace", "--trace: there is no firmware in --compare"],
    ["--compare --flash f", "--flash: there is no firmware in --compare"],
    ["--compare --profile BG77", 'no modem profile "BG77"'],
    ["--profile BG96", "--profile: it belongs to --compare; leave it out"],
    ["--ignore-lengths", "--ignore-lengths: it belongs to --compare"],
  ])("refuses %s by name", (flags, message) => {
    const file = place("field.log", RECORD);
    expect(() => parseReplayOptions([file, ...flags.split(" ")])).toThrow(message);
  });

  it("asks for the profile where the record does not tell", () => {
    const file = place("field.log", RECORD.replace("EC25", "EM05"));
    expect(() => parseReplayOptions([file, "--compare"])).toThrow(
      "does not tell which modem it is (ATI, AT+CGMM): give it with --profile, one of EG915U, BG96, BG95, EC21, EC25",
    );
  });
});

const hasSocat = spawnSync("socat", ["-V"]).error === undefined;

(hasSocat ? describe : describe.skip)("npm run simulate -- --modem (needs socat)", () => {
  it(
    "passes all on between a host and the modem on a port, and records it",
    async () => {
      const clock = new RealClock();
      const network = new MemoryNetwork({ clock });
      const modem = new ModemSimulator({ clock, network, profile: "BG95", timing: INSTANT_TIMING });
      const terminal = await Terminal.open(path.join(directory(), "modem"), clock);
      modem.uart.onData((bytes) => terminal.write(bytes));
      terminal.onData((bytes) => modem.uart.write(bytes));
      modem.powerOn();
      const record = path.join(directory(), "record");
      const command = [
        "--import",
        "tsx",
        "tools/simulate.ts",
        "--tcp",
        "0",
        "--modem",
        terminal.path,
        "--record",
        record,
      ];
      const child = spawn(process.execPath, command, { cwd: PROJECT, stdio: ["ignore", "pipe", "inherit"] });
      const [where] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
      const host = connect(Number(/:(\d+)\n$/.exec(where)![1]), "127.0.0.1");
      let text = "";
      host.setEncoding("latin1").on("data", (piece: string) => (text += piece));
      host.write("ATE0\rATI\r");
      while (!text.includes("BG95M3LAR02A03\r\n\r\nOK\r\n")) await once(host, "data");
      host.destroy();
      child.kill("SIGTERM");
      await once(child, "close");
      modem.dispose();
      await terminal.close();
      expect(readFileSync(record, "utf8")).toContain("Revision: BG95M3LAR02A03");
      expect(parseReplayOptions([record, "--compare"])).toMatchObject({ profile: "BG95" });
    },
    LIMIT_MS,
  );
});
