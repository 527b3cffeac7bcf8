/** `npm run doctor` as a person runs it: the board is the real interpreter behind a terminal, the modem's TLS is real. */
import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StepResult } from "../../../tools/doctor/connection-test";
import { BoardLink } from "../../../tools/link/board-link";
import { hashedFile } from "../../../tools/provision/modem-file";
import { type CommandResult, runCommand, stopCommands } from "../../doubles/command";
import { hasOpenssl } from "../../doubles/openssl-server";
import { Identities } from "../../doubles/provision-bench";
import { TerminalBench } from "../../doubles/terminal-bench";
import { brokerServer, stopServers, webServer } from "../../doubles/tested-servers";
import { describeOnInterpreter, describeOnSmallInterpreter } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";

jest.setTimeout(600e3);

interface Printed {
  isOk: boolean;
  summary: string;
  steps: StepResult[];
}

/** A board with its modem, and the command on its port. */
function doctorOn(interpreter: string): {
  ids: Identities;
  run(url: string, ...flags: string[]): Promise<CommandResult>;
  /** Names of the files in the board's Storage. */
  stored(): Promise<string[]>;
} {
  const directory = scratchDirectory();
  const ids = new Identities();
  let bench: TerminalBench;
  beforeAll(() => ids.make());
  beforeEach(async () => {
    bench = await TerminalBench.open(
      interpreter,
      mkdtempSync(path.join(directory(), "board-")),
      ids.server,
      ids.ca.certPem,
    );
    const { name, content } = hashedFile(ids.ca.certPem);
    bench.files.set(name, Buffer.from(content, "latin1"));
  });
  afterEach(async () => {
    await stopCommands();
    await stopServers();
    await bench.close();
  });
  return {
    ids,
    run(url, ...flags) {
      const uart = { path: bench.modemPath };
      const tls = { ca: hashedFile(ids.ca.certPem).name };
      const config = path.join(directory(), "config.json");
      writeFileSync(config, JSON.stringify({ device: "pump-7", apn: "internet", server: { url }, tls, uart }));
      return runCommand("doctor.ts", ["--port", bench.cable.path, "--config", config, ...flags], { LANG: "C.UTF-8" });
    },
    async stored() {
      const link = await BoardLink.open(bench.cable.path);
      await link.sync();
      const names = await link.evaluate<string[]>(`require("Storage").list()`);
      await link.close();
      return names;
    },
  };
}

const needsOpenssl =
  (describeHere: typeof describeOnInterpreter): typeof describeOnInterpreter =>
  (name, body) =>
    hasOpenssl ? describeHere(name, body) : describe.skip(`${name} (skipped: openssl is not installed)`, () => {});

needsOpenssl(describeOnInterpreter)("npm run doctor", (interpreter) => {
  const board = doctorOn(interpreter);

  it("goes all the way to an HTTPS server, a line for each step, and leaves nothing on the board", async () => {
    const server = await webServer(board.ids.server, (_request, response) => void response.writeHead(200).end());
    const { exitCode, stdout } = await board.run(`https://server.example:${server.port}/readings`);
    expect(stdout).toMatch(/^! Board +Espruino 2v[\d.]+ on LINUX, without firmware/);
    expect(stdout).toMatch(/\n✓ TLS +TLS 1\.2, server verified/);
    expect(stdout).toMatch(/\n✓ HTTP +the server answers 200 OK/);
    expect(stdout).toMatch(/\ndoctor: the board reaches its server; look at: Board\n$/);
    expect(stdout).not.toContain("\x1b");
    expect(exitCode).toBe(0);
    expect(server.contentBytes).toBe(0);
    expect(await board.stored()).toEqual([]);
  });

  it("prints one JSON object that names the step at which a broker refuses the device", async () => {
    const broker = await brokerServer(board.ids.server, 5);
    const { exitCode, stdout } = await board.run(`mqtts://server.example:${broker.port}`, "--json");
    const { isOk, summary, steps } = JSON.parse(stdout) as Printed;
    expect([exitCode, isOk, steps.at(-1)!.step, steps.at(-1)!.state]).toEqual([1, false, "mqtt", "failed"]);
    expect(summary).toMatch(/^MQTT failed: CONNACK 5/);
    expect(broker.connects[0]).toMatchObject({ clientId: "pump-7", clean: true });
  });

  it("explains a certificate of another authority, with its remedy below, and takes no later step", async () => {
    const { port } = await webServer(board.ids.stranger, (_request, response) => void response.end());
    const { exitCode, stdout } = await board.run(`https://server.example:${port}/readings`);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\n✗ TLS .*566.*\n {21}→ \S/);
    expect(stdout).toMatch(/\n– HTTP .*not tried: TLS failed/);
  });
});

needsOpenssl(describeOnSmallInterpreter)("npm run doctor on the smallest board", (interpreter) => {
  const board = doctorOn(interpreter);

  it("goes all the way to a broker", async () => {
    const broker = await brokerServer(board.ids.server, 0);
    const { exitCode, stdout } = await board.run(`mqtts://server.example:${broker.port}`);
    expect(stdout).toMatch(/\n✓ MQTT +the broker lets "pump-7" in/);
    expect(exitCode).toBe(0);
    expect(broker.packets).toEqual(["connect", "disconnect"]);
  });
});
