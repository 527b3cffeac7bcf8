/** `npm run provision` as a person runs it: the board is the real interpreter behind a terminal, the modem's TLS is real. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BoardLink } from "../../../tools/link/board-link";
import { hashedFile } from "../../../tools/provision/modem-file";
import type { Cable } from "../../doubles/cable";
import { type CommandResult, runCommand, stopCommands } from "../../doubles/command";
import { hasOpenssl, type OpensslServer } from "../../doubles/openssl-server";
import { configFor, Identities } from "../../doubles/provision-bench";
import { TerminalBench } from "../../doubles/terminal-bench";
import { describeOnInterpreter } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";

jest.setTimeout(600e3);

const describeHere = hasOpenssl
  ? describeOnInterpreter
  : (name: string) => describe.skip(`${name} (no openssl)`, () => {});

describeHere("npm run provision", (interpreter) => {
  const directory = scratchDirectory();
  const ids = new Identities();
  let bench: TerminalBench;
  let server: OpensslServer;
  let cable: Cable;
  let modemPath: string;
  let files: Map<string, Buffer>;

  beforeAll(() => ids.make());
  beforeEach(async () => {
    const folder = mkdtempSync(path.join(directory(), "board-"));
    bench = await TerminalBench.open(interpreter, folder, ids.server, ids.ca.certPem);
    ({ server, cable, modemPath, files } = bench);
  });
  afterEach(async () => {
    await stopCommands();
    await bench.close();
  });

  function write(name: string, content: string): string {
    mkdirSync(directory(), { recursive: true });
    const file = path.join(directory(), name);
    writeFileSync(file, content, "latin1");
    return file;
  }

  const run = (...args: string[]): Promise<CommandResult> =>
    runCommand("provision.ts", ["--port", cable.path, ...args]);
  const withKey = (): string[] => [
    "--cert",
    write("c.pem", ids.client.certPem),
    "--key",
    write("c.key", ids.client.keyPem),
  ];
  const config = (tls?: object): string =>
    configFor(server.port, tls).replace("/dev/modem", modemPath).replace("{", "{\n  ");
  const names = (): string[] =>
    [ids.ca.certPem, ids.client.certPem, ids.client.keyPem].map((pem) => hashedFile(pem).name);

  /** What lies in the board's Storage, by name; the board's program goes on. */
  async function stored(): Promise<Record<string, string>> {
    const link = await BoardLink.open(cable.path);
    try {
      await link.sync();
      const list = await link.evaluate<string[]>(`require("Storage").list()`);
      const contents: Record<string, string> = {};
      for (const name of list) contents[name] = (await link.readFile(name))!.toString("latin1");
      return contents;
    } finally {
      await link.close();
    }
  }

  async function putOnBoard(name: string, content: string): Promise<void> {
    const link = await BoardLink.open(cable.path);
    await link.sync();
    await link.writeFile(name, Buffer.from(content, "latin1"));
    await link.close();
  }

  it("puts the files on the modem, proves them by mutual TLS, and leaves nothing of them on the board", async () => {
    await putOnBoard("config.json", config({ ca: "old.pem" }));
    files.set("old.pem", Buffer.from("old"));
    const local = write("config.json", config());
    const result = await run(
      "--ca",
      write("ca.pem", ids.ca.certPem),
      ...withKey(),
      "--config",
      local,
      "--board",
      "LINUX",
    );
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout).toMatch(/connected to https:\/\/server.example:\d+\/readings with the new files/);
    const [ca, cert, key] = names();
    expect([...files.keys()].sort()).toEqual([ca, cert, key].sort());
    const tls = { verify: "mutual", ca, cert, key };
    const board = await stored();
    expect(Object.keys(board)).toEqual(["config.json"]);
    expect(JSON.parse(board["config.json"]!)).toMatchObject({ tls });
    expect(readFileSync(local, "latin1")).toMatch(/^\{\n {2}"apn"/);
    expect(JSON.parse(readFileSync(local, "latin1"))).toMatchObject({ apn: "internet", tls });
    const flash = readFileSync(path.join(path.dirname(cable.path), "espruino.flash"), "latin1");
    const said = flash + cable.output + result.stdout;
    for (const line of (ids.client.keyPem + ids.ca.certPem)
      .split("\n")
      .filter((text) => /^[A-Za-z0-9+/]{30,}/.test(text)))
      expect(said).not.toContain(line.slice(0, 20));
  });

  it("takes a CA back that the server does not belong to, says why, and then does it with the right one", async () => {
    const before = config({ ca: "old.pem" });
    await putOnBoard("config.json", before);
    files.set("old.pem", Buffer.from("old"));
    const wrong = await run("--ca", write("other.pem", ids.otherCa.certPem), ...withKey());
    expect(wrong).toMatchObject({ exitCode: 1 });
    expect(wrong.stderr).toMatch(/provision: .*566.*; .*CA.*Nothing was changed/);
    expect([...files.keys()]).toEqual(["old.pem"]);
    expect(await stored()).toEqual({ "config.json": before });
    const right = await run("--ca", write("ca.pem", ids.ca.certPem), ...withKey());
    expect(right).toMatchObject({ exitCode: 0, stderr: "" });
    expect([...files.keys()].sort()).toEqual(names().sort());
  });

  it.each<[string, () => string[], RegExp]>([
    ["no PEM", () => ["--ca", write("ca.pem", "hello")], /--ca \S+ is no PEM file/],
    ["truncated", () => ["--ca", write("ca.pem", ids.ca.certPem.slice(0, 500))], /--ca \S+ is truncated/],
    ["a key in its place", () => ["--ca", write("ca.pem", ids.ca.keyPem)], /--ca \S+ holds a private key/],
  ])("does not touch the board for a file that is %s", async (_, args, text) => {
    const result = await run(...args());
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toMatch(text);
    expect(cable.bytesToBoard).toBe(0);
  });

  it("without any configuration uploads, checks, and prints the lines for config.json", async () => {
    const result = await run("--ca", write("ca.pem", ids.ca.certPem), "--uart", modemPath);
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    const [ca] = names();
    expect(result.stdout).toMatch(/nothing was confirmed by a connection/);
    expect(result.stdout).toContain(`"tls": {\n  "ca": "${ca}"\n}`);
    expect([...files.keys()]).toEqual([ca]);
    expect(await stored()).toEqual({});
  });

  it("says what to do when the board is another one, or its modem has no terminal", async () => {
    const ca = ["--ca", write("ca.pem", ids.ca.certPem)];
    await expect(run(...ca)).resolves.toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/uart.path: name the terminal/),
    });
    expect(await stored()).toEqual({});
  });
});
