import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { makeAuthority } from "../../../tools/certificates/certificates";
import { parseCollectArguments } from "../../../tools/collector/collect-arguments";
import { UsageError } from "../../../tools/terminal/usage-error";
import { batch } from "./collector-client";

const ROOT = join(__dirname, "..", "..", "..");

function run(argv: string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "tools/collect.ts", ...argv], { cwd: ROOT });
}

async function runToEnd(argv: string[]): Promise<{ code: number; out: string; error: string }> {
  const child = run(argv);
  const [out, error, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, "close")]);
  return { code: code as number, out, error };
}

describe("collect", () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "collect-"))));

  afterEach(() => rmSync(folder, { recursive: true }));

  it("listens on this machine only, with certificates for a demonstration, unless told otherwise", () => {
    expect(parseCollectArguments([])).toEqual({
      port: 8443,
      host: "127.0.0.1",
      certificate: undefined,
      clientCa: undefined,
      demoFolder: ".demo",
      pagePort: undefined,
      faults: [],
    });
    expect(parseCollectArguments(["--help"])).toBeUndefined();
  });

  it("reads the files it is given", async () => {
    const { certPem, keyPem } = await makeAuthority({ commonName: "a", keyType: "EC" });
    const [cert, key] = [join(folder, "a.pem"), join(folder, "a.key")];
    writeFileSync(cert, certPem);
    writeFileSync(key, keyPem);
    const flags = [
      "--port",
      "0",
      "--cert",
      cert,
      "--key",
      key,
      "--client-ca",
      cert,
      "--host",
      "::1",
      "--page-port",
      "0",
    ];
    expect(parseCollectArguments(flags)).toMatchObject({
      port: 0,
      host: "::1",
      certificate: { cert: certPem, key: keyPem },
      clientCa: certPem,
      pagePort: 0,
    });
  });

  it.each([
    [["--bogus"], "Unknown option '--bogus'"],
    [["extra"], "Unexpected argument 'extra'"],
    [["--port"], "Option '--port <value>' argument missing"],
    [["--port", "65536"], "--port 65536: not a port; give a whole number from 0 to 65535"],
    [["--port=-1"], "--port -1: not a port"],
    [["--page-port", "80x"], "--page-port 80x: not a port"],
    [["--host", ""], '--host "": give an address'],
    [["--cert", "a.pem"], "--key is missing: --cert and --key go together"],
    [["--key", "a.key"], "--cert is missing"],
    [["--cert", "a", "--key", "b", "--demo", "c"], "--demo c: not together with --cert"],
    [["--cert", "/none/a.pem", "--key", "b"], "--cert /none/a.pem: cannot be read (ENOENT); check the path"],
    [["--client-ca", __dirname], `--client-ca ${__dirname}: cannot be read (EISDIR)`],
    [["--client-ca", __filename], `--client-ca ${__filename}: not a PEM file with a CERTIFICATE`],
  ])("refuses %j and says what to do", (argv, message) => {
    expect(() => parseCollectArguments(argv)).toThrow(UsageError);
    expect(() => parseCollectArguments(argv)).toThrow(message);
  });

  it("ends with code 2 and a message for a bad value, and prints help when asked", async () => {
    const bad = await runToEnd(["--port", "many"]);
    expect(bad).toEqual({
      code: 2,
      out: "",
      error: "collect: --port many: not a port; give a whole number from 0 to 65535\nSee npm run collect -- --help\n",
    });
    const help = await runToEnd(["--help"]);
    expect([help.code, help.error]).toEqual([0, ""]);
    expect(help.out).toContain("--page-port P");
  });

  it("receives with demonstration certificates, serves the page, and sums up when interrupted", async () => {
    const child = run(["--port", "0", "--demo", join(folder, "demo"), "--page-port", "0"]);
    const ended = once(child, "close");
    const lines = createInterface(child.stdout!)[Symbol.asyncIterator]();
    const next = async (): Promise<string> => (await lines.next()).value as string;
    expect(await next()).toBe(`demonstration certificates: give the board ${join(folder, "demo", "ca.pem")}`);
    const [, port] = /^collector: https:\/\/127\.0\.0\.1:(\d+)\/readings$/.exec(await next())!;
    const [, pageUrl] = /^page: (http:.*)$/.exec(await next())!;
    expect((await fetch(pageUrl!)).status).toBe(200);

    const ca = readFileSync(join(folder, "demo", "ca.pem"));
    const headers = { "Content-Type": "application/json" };
    const options: RequestOptions = {
      host: "127.0.0.1",
      port,
      ca,
      method: "POST",
      path: "/readings",
      headers,
      agent: false,
    };
    const sent = request(options).end(JSON.stringify(batch([1, 3])));
    const [response] = await once(sent, "response");
    expect(await text(response)).toBe('{"stored":2,"repeated":0}');
    expect(await next()).toMatch(/^collector: linux-1a2b boot 7: 2 stored, 0 repeated/);

    child.kill("SIGINT");
    expect(await next()).toBe("summary: 1 batches, 2 readings stored, 0 repeated");
    expect(await next()).toBe("  linux-1a2b: 2 stored, 0 repeated, 1 missing, 0 dropped on the board");
    expect((await ended)[0]).toBe(0);
  });
});
