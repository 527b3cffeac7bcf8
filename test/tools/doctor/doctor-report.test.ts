import type { StepResult } from "../../../tools/doctor/connection-test";
import { parseDoctorArguments } from "../../../tools/doctor/doctor-arguments";
import { jsonText, stepText, summaryText } from "../../../tools/doctor/doctor-report";
import { UsageError } from "../../../tools/terminal/usage-error";

const OK: StepResult = { step: "board", state: "ok", text: "Espruino 2v29", durationMs: 20 };
const FAILED: StepResult = {
  step: "sim",
  state: "failed",
  text: "IMSI 26201…90",
  remedy: "put it in",
  durationMs: 2400,
};
const pipe = { write: () => {} };

describe("the report of npm run doctor", () => {
  it("has a line for each step, the time of what took over a second, and the remedy below it", () => {
    const environment = { LANG: "C.UTF-8" };
    expect(stepText(OK, pipe, environment)).toBe("✓ Board              Espruino 2v29");
    expect(stepText(FAILED, pipe, environment)).toBe(
      "✗ SIM                IMSI 26201…90 (2 s)\n                     → put it in",
    );
  });

  it("is ASCII where the terminal shows nothing else", () => {
    for (const result of [OK, FAILED]) expect(stepText(result, pipe, {})).toMatch(/^[\n -~]+$/);
    expect(stepText(FAILED, pipe, {})).toMatch(/^x SIM .*26201\.\.\.90 \(2 s\)\n +-> put it in$/);
  });

  it("is coloured on a terminal", () => {
    expect(stepText(FAILED, { ...pipe, isTTY: true }, {})).toContain("\x1b[31mx\x1b[39m");
  });

  it("ends with one line: what failed, or what deserves a look", () => {
    expect(summaryText([OK])).toBe("all in order: the board reaches its server");
    expect(summaryText([OK, { ...OK, step: "signal", state: "warning" }])).toBe(
      "the board reaches its server; look at: Signal",
    );
    expect(summaryText([OK, FAILED])).toBe("SIM failed: IMSI 26201…90");
    expect(JSON.parse(jsonText([OK, FAILED]))).toEqual({
      isOk: false,
      summary: "SIM failed: IMSI 26201…90",
      steps: [OK, FAILED],
    });
  });
});

describe("the command line of npm run doctor", () => {
  it("takes its flags", () => {
    const words = "--port p --config c --board linux --baud 115200 --uart /dev/m --uart-baud 9600 --json".split(" ");
    expect(parseDoctorArguments(words)).toEqual({
      port: "p",
      config: "c",
      board: "LINUX",
      baud: 115200,
      uart: { path: "/dev/m", baud: 9600 },
      isJson: true,
    });
    expect(parseDoctorArguments(["--help"])).toBeUndefined();
  });

  it.each([
    ["--board TOASTER", /--board "TOASTER": choose one of .*LINUX/],
    ["--baud fast", /--baud "fast": give a whole number/],
    ["--uart-baud 5", /--uart-baud "5": give a whole number from 9600 to 921600/],
    ["--port tcp://h", /--port "tcp:\/\/h": give tcp:\/\/host:port/],
  ])("refuses %s", (words, text) => {
    expect(() => parseDoctorArguments(words.split(" "))).toThrow(UsageError);
    expect(() => parseDoctorArguments(words.split(" "))).toThrow(text);
  });
});
