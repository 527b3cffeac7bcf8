import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseBenchArguments } from "../../../tools/bench/bench-arguments";
import { scratchDirectory } from "../interpreter/scratch-directory";

const project = path.resolve(__dirname, "../../..");

/** Runs the command on a machine where only Node is on the `PATH`. */
function bench(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: path.dirname(process.execPath) };
  const arguments_ = [path.join(project, "node_modules/tsx/dist/cli.mjs"), "tools/bench/bench.ts", ...words];
  return spawnSync(process.execPath, arguments_, { cwd: project, env, encoding: "utf8" });
}

describe("arguments of npm run bench", () => {
  const directory = scratchDirectory();

  it("takes the interpreters, the folder of AT.min.js, --markdown and --check", () => {
    writeFileSync(path.join(directory(), "AT.min.js"), "");
    const words = ["--espruino", "e", "--reference", directory(), "--small", "s", "--markdown", "--check"];
    expect(parseBenchArguments(words)).toEqual({
      espruino: "e",
      small: "s",
      isMarkdown: true,
      reference: path.join(directory(), "AT.min.js"),
      isCheck: true,
      isJson: false,
    });
    expect(parseBenchArguments([])).toEqual({
      espruino: undefined,
      reference: undefined,
      small: undefined,
      isMarkdown: false,
      isCheck: false,
      isJson: false,
    });
  });

  it.each([
    [["--speed"], "--speed"],
    [["now"], "now"],
    [["--espruino"], "--espruino"],
    [["--espruino", ""], "--espruino"],
    [["--small"], "--small"],
    [["--small", ""], '--small "": give the path of an Espruino interpreter limited to 2500 variables'],
    [["--reference", "/nowhere"], "--reference /nowhere: there is no AT.min.js"],
  ])("refuses %j by name", (words, text) => {
    expect(() => parseBenchArguments(words)).toThrow(text);
  });

  it("prints help and ends with 0", () => {
    const { status, stdout } = bench("--help");
    expect([status, stdout]).toEqual([0, expect.stringContaining("--reference FOLDER")]);
  });

  it("ends with 2 for an unknown flag and without an interpreter, saying what to give", () => {
    expect(bench("--speed")).toMatchObject({ status: 2, stderr: expect.stringContaining("'--speed'") });
    expect(bench()).toMatchObject({ status: 2, stderr: expect.stringContaining("give --espruino PATH") });
    const missing = "/nowhere/espruino is not an executable file";
    expect(bench("--espruino", "/nowhere/espruino")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(missing),
    });
  });

  it("ends with 2 when --small names no interpreter, or one of another size", () => {
    const other = path.join(directory(), "other");
    writeFileSync(other, "#!/bin/sh\necho version:2v29\necho @total 4096\n", { mode: 0o755 });
    expect(bench("--espruino", other, "--small", other)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("has 4096 variables: give an interpreter limited to 2500"),
    });
    expect(bench("--espruino", other, "--small", "/nowhere")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--small: /nowhere is not an executable file"),
    });
  });
});
