import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../../../tools/terminal/usage-error";
import { readArguments, readLocalConfig } from "../../../tools/provision/provision-arguments";
import { scratchDirectory } from "../interpreter/scratch-directory";

const BOARDS = ["LINUX", "PICO"];

describe("readArguments", () => {
  it("takes the flags of the command line", () => {
    const words = [
      "--port",
      "tcp://h:23",
      "--ca",
      "a",
      "--cert",
      "b",
      "--key",
      "c",
      "--config",
      "d",
      "--board",
      "linux",
    ];
    expect(readArguments([...words, "--uart", "/dev/x", "--uart-baud", "9600", "--baud", "1200"], BOARDS)).toEqual({
      isHelp: false,
      port: "tcp://h:23",
      baud: 1200,
      paths: { ca: "a", cert: "b", key: "c" },
      config: "d",
      board: "LINUX",
      uart: { path: "/dev/x", baud: 9600 },
      isJson: false,
    });
    expect(readArguments(["--ca", "a"], BOARDS)).toMatchObject({
      port: undefined,
      board: undefined,
      paths: { ca: "a" },
    });
    expect(readArguments(["--help"], BOARDS).isHelp).toBe(true);
  });

  it.each([
    [[], /^--ca is missing: give the certificate of the CA/],
    [["--ca", "a", "--nonsense"], /--nonsense/],
    [["--ca", "a", "extra"], /extra/],
    [["--ca"], /--ca/],
    [["--ca", "a", "--board", "TOASTER"], /^--board "TOASTER": choose one of LINUX, PICO$/],
    [["--ca", "a", "--baud", "fast"], /^--baud "fast": give a whole number from 300 to 9999999$/],
    [["--ca", "a", "--uart-baud", "1"], /^--uart-baud "1": give a whole number from 9600 to 921600$/],
    [["--ca", "a", "--port", "tcp://host"], /^--port "tcp:\/\/host": give tcp:\/\/host:port/],
    [["--ca", "a", "--port", ""], /^--port "": give a path/],
  ])("refuses %j by name", (words, text) => {
    expect(() => readArguments(words, BOARDS)).toThrow(text);
    expect(() => readArguments(words, BOARDS)).toThrow(UsageError);
  });
});

describe("readLocalConfig", () => {
  const directory = scratchDirectory();
  const names = { ca: "1.pem" };
  const good = '{ "apn": "a", "server": { "url": "https://a.example" } }';

  function file(name: string, content: string): string {
    const full = path.join(directory(), name);
    writeFileSync(full, content, "latin1");
    return full;
  }

  it("saves the changed text whole, with the mode that the file had, and leaves nothing beside it", () => {
    mkdirSync(path.join(directory(), "one"));
    const config = file("one/config.json", good);
    chmodSync(config, 0o600);
    const { text, save } = readLocalConfig(config, names);
    expect(text).toBe(good);
    save("changed");
    expect(readFileSync(config, "latin1")).toBe("changed");
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(config))).toEqual(["config.json"]);
  });

  it.each([
    ["nonsense", /is no JSON$/],
    ["[]", /is no JSON object$/],
    [good.replace('"apn"', '"colour"'), /colour: unknown key/],
    [good.replace("https", "ftp"), /server.url: ftp:\/\/a.example must begin with https/],
    [good.replace("}", '}, "tls": { "verify": "mutual" }'), /tls.verify is mutual: give --cert and --key too/],
  ])("refuses %j before the board is touched", (text, reason) => {
    expect(() => readLocalConfig(file("bad.json", text), names)).toThrow(reason);
    expect(() => readLocalConfig(file("bad.json", text), names)).toThrow(UsageError);
  });

  it("names a file that cannot be read", () => {
    expect(() => readLocalConfig("/nowhere/c.json", names)).toThrow("--config /nowhere/c.json cannot be read (ENOENT)");
    expect(() => readLocalConfig(directory(), names)).toThrow(/cannot be read \(EISDIR\)/);
  });
});
