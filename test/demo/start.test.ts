/** `npm start` as a person starts it: a process with arguments, output and an exit code. */
import { once } from "node:events";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import path from "node:path";
import { makeAuthority } from "../../tools/certificates/certificates";
import { type CommandResult, runCommand, stopCommands } from "../doubles/command";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

/** Seconds until readings have arrived, on a slow machine too; the modem needs three of them to register. */
const DURATION_S = "8";
/** On the real interpreter each step of the dialogue takes a few milliseconds more. */
const DURATION_ON_INTERPRETER_S = "12";

const LIMIT_MS = 600e3;
const ACKNOWLEDGED = /^start: +(\d+) readings acknowledged over TLS 1\.2$/m;

function start(args: string[], env?: Record<string, string>): Promise<CommandResult> {
  return runCommand("start.ts", args, env);
}

/** One port of loopback that another program listens on. */
async function takenPort(): Promise<{ server: Server; port: string }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: String((server.address() as AddressInfo).port) };
}

/** An error is one line for a person, not the stack of a program. */
function expectPlainError(result: CommandResult): void {
  expect(result.stderr).toMatch(/^start: /);
  expect(result.stderr).not.toMatch(/^ +at /m);
}

afterEach(stopCommands);

describe("npm start", () => {
  const directory = scratchDirectory();

  it(
    "shows readings acknowledged over TLS 1.2, and exits 0",
    async () => {
      const { exitCode, stdout, stderr } = await start(["--duration", DURATION_S]);
      expect(stderr).toBe("");
      expect(stdout).toMatch(/^collector: \S+ boot \d+: load [\d.]+.*, memory [\d.]+.*\[TLSv1\.2 TLS_\w+\]$/m);
      expect(stdout).toMatch(/^board: +I [\d.:]+ uplink: \d+ readings acknowledged/m);
      expect(stdout).toMatch(/live page: http:\/\/127\.0\.0\.1:\d+\//);
      expect(stdout).not.toMatch(/collector: refused|^board: +E |Uncaught/m);
      expect(Number(ACKNOWLEDGED.exec(stdout)?.[1])).toBeGreaterThan(1);
      expect(exitCode).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    "exits 1 with another CA, and the board says why nothing arrives",
    async () => {
      const file = path.join(directory(), "other-ca.pem");
      writeFileSync(file, (await makeAuthority({ commonName: "Another CA" })).certPem);
      const { exitCode, stdout } = await start(["--duration", DURATION_S, "--ca", file]);
      expect(stdout).toMatch(/^board: +E .*QSSLOPEN 0: 566 \(.*TLS.* failed.*CA.*\); \d+ waiting/m);
      expect(stdout).not.toMatch(/TLSv1\.2 TLS_/);
      expect(ACKNOWLEDGED.exec(stdout)?.[1]).toBe("0");
      expect(exitCode).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    "explains itself and its flags",
    async () => {
      const { exitCode, stdout, stderr } = await start(["--help"]);
      expect(exitCode).toBe(0);
      expect(stderr).toBe("");
      for (const flag of ["duration", "espruino", "ca", "port", "page-port", "interval", "faults", "record", "trace"])
        expect(stdout).toContain(`--${flag}`);
    },
    LIMIT_MS,
  );

  it.each([
    ["--bogus", "--bogus"],
    ["stray", "stray"],
    ["--duration 0", "--duration 0"],
    ["--duration 1.5", "--duration 1.5"],
    ["--duration soon", "--duration soon"],
    ["--duration", "--duration"],
    ["--faults /nowhere", "--faults /nowhere: cannot be read"],
    ["--fault-seed -1", "--fault-seed"],
    ["--fault-rate 1", "--fault-rate 1: it belongs to --fault-seed"],
    ["--record /nowhere/file", "--record /nowhere/file: cannot be written (ENOENT)"],
    ["--interval 0", "--interval 0"],
    ["--interval 3601", "--interval 3601"],
    ["--port 65536", "--port 65536"],
    ["--page-port x", "--page-port x"],
  ])(
    "refuses %s by name, with exit code 2",
    async (flags, named) => {
      const result = await start(flags.split(" "));
      expectPlainError(result);
      expect(result.stderr).toContain(named);
      expect(result.stderr).toContain("--help");
      expect(result.stdout).toBe("");
      expect(result.exitCode).toBe(2);
    },
    LIMIT_MS,
  );

  it(
    "names a CA file that is not there, or is no PEM",
    async () => {
      const missing = path.join(directory(), "missing.pem");
      const other = path.join(directory(), "other.txt");
      writeFileSync(other, "hello");
      const results = await Promise.all([start(["--ca", missing]), start(["--ca", other])]);
      expect(results[0].stderr).toContain(`start: --ca ${missing}`);
      expect(results[1].stderr).toMatch(/^start: --ca .*other\.txt.*PEM/);
      results.forEach(expectPlainError);
      for (const { exitCode, stdout } of results) expect([stdout, exitCode]).toEqual(["", expect.any(Number)]);
      expect(results.map(({ exitCode }) => exitCode)).not.toContain(0);
    },
    LIMIT_MS,
  );

  it.each(["--port", "--page-port"])(
    "says that the port of %s is in use",
    async (flag) => {
      const { server, port } = await takenPort();
      const result = await start([flag, port, "--duration", "5"]);
      server.close();
      expectPlainError(result);
      expect(result.stderr).toContain(port);
      expect(result.stderr).toMatch(/in use/);
      expect(result.exitCode).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );

  it(
    "says that a program is no Espruino interpreter",
    async () => {
      const other = path.join(directory(), "other");
      writeFileSync(other, "#!/bin/sh\necho hello\n");
      chmodSync(other, 0o755);
      const results = await Promise.all([
        start(["--espruino", other]),
        start(["--espruino", "/nowhere/espruino"]),
        start([], { ESPRUINO: other }),
      ]);
      expect(results[0].stderr).toContain(`${other} is not an Espruino interpreter`);
      expect(results[1].stderr).toContain("/nowhere/espruino is not an executable file");
      expect(results[2].stderr).toContain(`${other} is not an Espruino interpreter`);
      results.forEach(expectPlainError);
      for (const { exitCode } of results) expect(exitCode).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});

describeOnInterpreter("npm start on the real interpreter", (interpreter) => {
  const directory = scratchDirectory();

  it(
    "uploads over TLS 1.2, exits 0 and leaves nothing behind",
    async () => {
      const args = ["--espruino", interpreter, "--duration", DURATION_ON_INTERPRETER_S];
      const { exitCode, stdout, stderr } = await start(args, { TMPDIR: directory() });
      expect(stderr).toBe("");
      expect(stdout).toContain(`the bundle runs on Espruino 2v`);
      expect(stdout).toMatch(/^collector: .*\[TLSv1\.2 TLS_\w+\]$/m);
      expect(stdout).not.toMatch(/^board: +E |Uncaught/m);
      expect(Number(ACKNOWLEDGED.exec(stdout)?.[1])).toBeGreaterThan(1);
      expect(exitCode).toBe(0);
      expect(readdirSync(directory()).filter((name) => name.startsWith("espruino-qssl-"))).toEqual([]);
    },
    LIMIT_MS,
  );
});
