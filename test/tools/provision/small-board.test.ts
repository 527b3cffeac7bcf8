/** The largest files on the smallest board: a chain of over 4 KB and a key of 4096 bits through 2,500 variables. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BoardLink } from "../../../tools/link/board-link";
import { runCommand, stopCommands } from "../../doubles/command";
import { makeClientChain } from "../../doubles/openssl-chain";
import { hasOpenssl } from "../../doubles/openssl-server";
import { configFor, Identities } from "../../doubles/provision-bench";
import { TerminalBench } from "../../doubles/terminal-bench";
import { describeOnSmallInterpreter } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";

jest.setTimeout(900e3);

const describeHere = hasOpenssl
  ? describeOnSmallInterpreter
  : (name: string) => describe.skip(`${name} (skipped: openssl is not installed)`, () => {});

describeHere("npm run provision on the smallest board", (interpreter) => {
  const directory = scratchDirectory();
  let bench: TerminalBench | undefined;
  afterEach(async () => {
    await stopCommands();
    await bench?.close();
  });

  it("takes a chain of over 4 KB and a key of 4096 bits, and proves them by mutual TLS to openssl s_server -Verify", async () => {
    const ids = new Identities();
    await ids.make();
    const folder = path.join(directory(), "board");
    mkdirSync(folder);
    const { rootPem, certPem, keyPem } = makeClientChain(directory());
    expect(certPem.length).toBeGreaterThan(4096);
    const { server, cable, files, modemPath } = (bench = await TerminalBench.open(
      interpreter,
      folder,
      ids.server,
      rootPem,
    ));
    const write = (name: string, content: string): string => {
      const file = path.join(directory(), name);
      writeFileSync(file, content, "latin1");
      return file;
    };
    const args = ["--cert", write("c.pem", certPem), "--key", write("c.key", keyPem)];
    const config = write("config.json", configFor(server.port).replace("/dev/modem", modemPath));
    const all = ["--port", cable.path, "--ca", write("ca.pem", ids.ca.certPem), ...args, "--config", config];
    const { exitCode, stdout, stderr } = await runCommand("provision.ts", all);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/connected to https:\/\/server.example:\d+\/readings with the new files/);
    expect(
      [...files.values()]
        .map((content) => content.length)
        .sort((a, b) => a - b)
        .at(-1),
    ).toBeGreaterThan(4096);
    const link = await BoardLink.open(cable.path);
    await link.sync();
    expect(await link.evaluate("process.memory().total")).toBeLessThanOrEqual(2500);
    expect(await link.evaluate("E.getErrorFlags()")).toEqual([]);
    await link.close();
  });
});
