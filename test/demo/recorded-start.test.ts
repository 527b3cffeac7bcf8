/** `npm start` with faults, recorded, and `npm run replay` of that record: as a person runs them. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand, stopCommands } from "../doubles/command";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const LIMIT_MS = 180e3;

const FAULTS = [
  '{"at": 6, "fault": "server-error", "count": 1}',
  '{"when": {"request": "*", "nth": 3}, "fault": "modem-reboot"}',
  '{"at": 7, "fault": "line-noise", "count": 4}',
].join("\n");

afterEach(stopCommands);

describe("a start with faults", () => {
  const directory = scratchDirectory();

  it(
    "tells of each fault, gets its readings through, and its record is played to the firmware again",
    async () => {
      const [faults, record] = [path.join(directory(), "faults"), path.join(directory(), "record")];
      writeFileSync(faults, FAULTS);
      const started = await runCommand("start.ts", ["--duration", "20", "--faults", faults, "--record", record]);
      expect(started.stderr).toBe("");
      expect(started.stdout).toMatch(/^fault: +6\.\d{3} s: {"at":6,"fault":"server-error","count":1,"status":500}$/m);
      expect(started.stdout).toMatch(/^fault: .*"modem-reboot"/m);
      expect(started.stdout).toMatch(/^board: +E .*the server answered 500/m);
      expect(started.exitCode).toBe(0);
      expect(readFileSync(record, "latin1")).toContain('"!","fault ');
      const replayed = await runCommand("replay.ts", [record]);
      expect(replayed.stdout).toMatch(/^replay: the firmware writes the same: \d+ entries/);
      expect(replayed.stderr).toBe("replay: building the firmware\nreplay: playing the record\n");
      expect(replayed.exitCode).toBe(0);
      writeFileSync(record, readFileSync(record, "latin1").replace("AT+QIACT=1", "AT+QIACT=2"), "latin1");
      const parted = await runCommand("replay.ts", [record]);
      expect(parted.stdout).toMatch(/recorded {3}> AT\+QIACT=2.*\n {2}now {8}> AT\+QIACT=1/);
      expect(parted.exitCode).toBe(1);
    },
    LIMIT_MS,
  );

  it.each([
    ["replay.ts", [], "replay: no record: give the FILE"],
    ["simulate.ts", ["--faults", "/nowhere"], "simulate: --faults /nowhere: cannot be read"],
    ["collect.ts", ["--fault-seed", "x"], 'collect: --fault-seed: "x" does not fit'],
  ])(
    "%s refuses %j with exit code 2",
    async (script, args, message) => {
      const { exitCode, stderr } = await runCommand(script, args);
      expect(stderr).toContain(message);
      expect(exitCode).toBe(2);
    },
    LIMIT_MS,
  );

  it(
    "the simulator lists every fault",
    async () => {
      const { exitCode, stdout } = await runCommand("simulate.ts", ["--list-faults"]);
      expect(stdout).toMatch(/^ {2}lose-bytes +line +\d+ s$/m);
      expect(stdout).toMatch(/^ {6}direction .*"toHost", "toModem" \(default "toHost"\)$/m);
      expect(exitCode).toBe(0);
    },
    LIMIT_MS,
  );
});
