/** A key that lies on the modem stays there: nothing on the board reads one back, and provisioning leaves none on its way. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { hasOpenssl } from "../../doubles/openssl-server";
import { configFor, ProvisionSession } from "../../doubles/provision-bench";

const PROJECT = path.resolve(__dirname, "../../..");
jest.setTimeout(600e3);

/** Sources under these folders, path -> text. */
function sources(...folders: string[]): [string, string][] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((name) => name.endsWith(".ts"))
    .map((name) => [name, readFileSync(path.join(PROJECT, name), "utf8")]);
}

const namesWith = (pattern: RegExp, among: [string, string][]): string[] =>
  among.filter(([, text]) => pattern.test(text)).map(([name]) => name);

it("no device code opens a file of the modem or reads one, but for the check sum that provisioning asks for", () => {
  const device = sources("modules", "firmware", "board");
  expect(device.length).toBeGreaterThan(50);
  expect(namesWith(/QFOPEN|QFREAD|QFSEEK|QFWRITE/, device)).toEqual([]);
  expect(namesWith(/QFDWL/, device)).toEqual(["modules/quectel/modem-files.ts"]);
  const running = device.map(([name, text]): [string, string] => [name, text.replace(/import type [^;]*;/g, "")]);
  expect(namesWith(/from "[^"]*modem-files"/, running)).toEqual(["firmware/service.ts"]);
});

it("provisioning writes no file on the PC but the configuration, which holds names", () => {
  const tools = sources("tools/provision", "tools/link");
  const writing = /\b(?:writeFileSync|appendFile|createWriteStream|openSync|mkdtemp|tmpdir|copyFile)\b/;
  expect(namesWith(writing, tools)).toEqual(["tools/provision/provision-arguments.ts"]);
});

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

describeWithOpenssl(`a key on the modem${hasOpenssl ? "" : " (skipped: openssl is not installed)"}`, () => {
  const session = new ProvisionSession();
  const keyLines = (): string[] =>
    session.identities.client.keyPem.split("\n").filter((line) => /^[\w+/=]{20,}$/.test(line));

  /** Everything that a console, a log or the board's flash could show of it. */
  function expectNothingTold(bench: ReturnType<ProvisionSession["bench"]>): void {
    const told = [bench.flash, ...bench.log, ...bench.board.answers].join("\n");
    expect(keyLines().length).toBeGreaterThan(10);
    for (const line of keyLines()) expect(told).not.toContain(line.slice(0, 20));
  }

  it("is not told when its check sum is asked for: the modem sends it, and the board keeps and passes on nothing", async () => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port) });
    await bench.run();
    bench.log.length = bench.board.answers.length = 0;
    let heard = "";
    const [key] = bench.names(session.identities.client.keyPem);
    bench.onSaid = (bytes) => {
      heard += bytes.toString("latin1");
      return bytes;
    };
    await bench.run();
    expect(bench.commands).toContain(`AT+QFDWL="${key}"`);
    expect(heard).toContain(keyLines()[0]);
    expectNothingTold(bench);
  });

  it("is not told when the modem sends more of it than it announced", async () => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port) });
    await bench.run();
    bench.log.length = bench.board.answers.length = 0;
    const { keyPem } = session.identities.client;
    const [key] = bench.names(keyPem);
    let lies = 0;
    bench.onSaid = (bytes) => {
      const text = bytes.toString("latin1");
      if (bench.commands.at(-1) !== `AT+QFDWL="${key}"` || !text.includes("CONNECT\r\n")) return bytes;
      lies++;
      return Buffer.from(
        text.replace("CONNECT\r\n", () => `CONNECT\r\n${keyPem.slice(0, 300)}`),
        "latin1",
      );
    };
    await bench.run().catch(() => {});
    expect(lies).toBeGreaterThan(0);
    expectNothingTold(bench);
  });
});
