import { parseFlashArguments } from "../../../tools/flash/flash-arguments";
import { parseMonitorArguments } from "../../../tools/monitor/monitor-arguments";
import { runCommand } from "../../doubles/command";

describe("the command line of npm run flash", () => {
  it("needs nothing", () => {
    expect(parseFlashArguments([])).toEqual({
      isHelp: false,
      port: undefined,
      baud: 9600,
      board: undefined,
      configFile: undefined,
      modules: [],
      upload: undefined,
      isErasedFirst: false,
      isJson: false,
    });
  });

  it("takes what is named", () => {
    const words =
      "--port tcp://h:1 --board linux --config c --modules QuectelSSL,TlsExplain --upload chunks --baud 115200 --erase-all";
    expect(parseFlashArguments(words.split(" "))).toMatchObject({
      port: "tcp://h:1",
      board: "LINUX",
      configFile: "c",
      modules: ["QuectelSSL", "TlsExplain"],
      upload: "chunks",
      baud: 115200,
      isErasedFirst: true,
      isJson: false,
    });
    expect(parseFlashArguments(["--all-modules"]).modules).toContain("QuectelTransparent");
  });

  it.each([
    ["--nosuch", /Unknown option '--nosuch'/],
    ["--bord LINUX", /'--bord': did you mean --board\?/],
    ["stray", /Unexpected argument 'stray'/],
    ["--board nosuch", /--board "nosuch": choose one of .*LINUX/],
    ["--port tcp://h", /--port "tcp:\/\/h": give tcp:\/\/host:port/],
    ["--modules Nosuch", /--modules "Nosuch": choose among QuectelSSL/],
    ["--upload both", /--upload "both": choose packets or chunks/],
    ["--baud fast", /--baud "fast": give a whole number/],
    ["--erase-all", /--erase-all: erases the board's config.json too: give --config/],
  ])("refuses %s with a remedy", (words, message) => {
    expect(() => parseFlashArguments(words.split(" "))).toThrow(message);
  });

  it("ends with code 2 for a wrong configuration, before a port is looked for", async () => {
    const { exitCode, stderr, stdout } = await runCommand("flash.ts", [
      "--port",
      "/dev/nosuch",
      "--config",
      __filename,
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/arguments\.test\.ts: no JSON/);
  }, 60e3);

  it("ends with code 1 for a port that is not there", async () => {
    const { exitCode, stderr } = await runCommand("flash.ts", ["--port", "/dev/nosuch"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "flash: /dev/nosuch does not exist: plug the board in, or check --port\n",
    });
  }, 60e3);
});

describe("the command line of npm run monitor", () => {
  it("takes what is named", () => {
    expect(parseMonitorArguments("--port /dev/x --at --duration 5".split(" "))).toEqual({
      isHelp: false,
      port: "/dev/x",
      baud: 9600,
      hasDialogue: true,
      durationS: 5,
    });
  });

  it.each([
    ["--nosuch", /Unknown option '--nosuch'/],
    ["--duration 0", /--duration "0": give a whole number of seconds from 1 to 86400/],
    ["--duration 86401", /--duration "86401"/],
    ["--duration x", /--duration "x"/],
  ])("refuses %s with a remedy", (words, message) => {
    expect(() => parseMonitorArguments(words.split(" "))).toThrow(message);
  });
});
