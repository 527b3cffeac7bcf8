/** The package as somebody else gets it: packed, and run where nothing of this project is. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { FIRMWARE_NAMES } from "../../../tools/simulator/profiles";

const PROJECT = path.resolve(__dirname, "../../..");
const PROGRAM = "espruino-qssl-simulator";

describe("the packed package", () => {
  let elsewhere: string;
  let packed: string[];
  let child: ChildProcess | undefined;

  beforeAll(() => {
    elsewhere = mkdtempSync(path.join(tmpdir(), "packed-"));
    const made = run("npm", ["pack", "--json", "--pack-destination", elsewhere], PROJECT);
    // In front of it stands what prepack printed.
    const json = made.slice(made.indexOf("[\n")) || "[]";
    packed = (JSON.parse(json) as { files: { path: string }[] }[])[0]!.files.map((file) => file.path);
    run("tar", ["-xzf", "espruino-qssl-0.1.0.tgz"], elsewhere);
  });

  afterEach(() => child?.kill());
  afterAll(() => rmSync(elsewhere, { recursive: true }));

  /** With a cache of its own, and without the network: what the package needs must be in it. */
  function run(command: string, args: string[], cwd: string): string {
    const env = { ...process.env, npm_config_cache: path.join(elsewhere, "cache"), npm_config_offline: "true" };
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  it("holds the program and its manual, and needs no other package", () => {
    expect(packed.sort()).toEqual([
      "LICENSE",
      "README.md",
      "dist/bin/LICENSES.txt",
      `dist/bin/${PROGRAM}.js`,
      "docs/faults.md",
      "docs/simulator.md",
      "package.json",
    ]);
    const manifest = JSON.parse(run("cat", ["package/package.json"], elsewhere)) as Record<string, unknown>;
    expect(manifest["dependencies"]).toBeUndefined();
  });

  it("is run by npx", () => {
    const listed = run(
      "npx",
      ["--yes", "--package", "./espruino-qssl-0.1.0.tgz", PROGRAM, "--list-profiles"],
      elsewhere,
    );
    expect(listed.split("\n").map((line) => line.split(" ")[0])).toEqual([...FIRMWARE_NAMES, ""]);
  });

  it("is a modem for a program that connects to it", async () => {
    const command = [`package/dist/bin/${PROGRAM}.js`, "--tcp", "0", "--profile", "EC25"];
    child = spawn(process.execPath, command, { cwd: elsewhere, stdio: ["ignore", "pipe", "inherit"] });
    const [where] = (await once(child.stdout!.setEncoding("utf8"), "data")) as [string];
    const host = connect(Number(/^tcp:\/\/127\.0\.0\.1:(\d+)\n$/.exec(where)![1]), "127.0.0.1");
    let text = "";
    host.setEncoding("latin1").on("data", (piece: string) => (text += piece));
    // As to any modem: it hears nothing while it boots.
    const asking = setInterval(() => host.write("ATE0\rATI\r"), 500);
    while (!/Revision.*OK\r\n$/s.test(text)) await once(host, "data");
    clearInterval(asking);
    host.destroy();
    expect(text).toContain("\r\nQuectel\r\nEC25\r\n");
  });

  it("names a wrong option as the tool of the project does, with the way to the help", () => {
    const { status, stderr } = spawnSync(process.execPath, [`package/dist/bin/${PROGRAM}.js`, "--profile", "BG77"], {
      cwd: elsewhere,
      encoding: "utf8",
    });
    expect(status).toBe(2);
    expect(stderr).toContain('no modem profile "BG77"');
  });
});
