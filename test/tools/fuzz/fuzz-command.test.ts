import { JOB_INPUTS, jobsOf } from "../../../tools/fuzz/campaign";
import { FUZZ_HELP, parseFuzzArguments, UsageError } from "../../../tools/fuzz/fuzz-arguments";
import { Progress } from "../../../tools/fuzz/progress";
import { targets } from "../../../tools/fuzz/targets";
import { runCommand, stopCommands } from "../../doubles/command";

afterEach(stopCommands);

describe("the command line", () => {
  it("has a default for everything, and takes what it is given", () => {
    expect(parseFuzzArguments([])).toMatchObject({
      inputs: 200_000,
      seed: 1,
      targets: targets.map(({ name }) => name),
    });
    const words = ["--inputs", "7", "--seed", "0", "--target", "at", "--workers", "3"];
    expect(parseFuzzArguments(words)).toEqual({ inputs: 7, seed: 0, targets: ["at"], workers: 3 });
  });

  it.each([
    [["--inputs", "0"], '--inputs "0": give a whole number from 1'],
    [["--inputs", "1e6"], '--inputs "1e6": give a whole number from 1'],
    [["--seed=-1"], '--seed "-1": give a whole number from 0'],
    [["--workers", "65"], '--workers "65": give a whole number from 1 to 64'],
    [["--target", "moon"], '--target "moon": choose one of reader, at, clients, config, http, tls'],
    [["--fast"], "Unknown option '--fast'"],
    [["reader"], "Unexpected argument 'reader'"],
  ])("refuses %j by name and with what to do", (words, text) => {
    expect(() => parseFuzzArguments(words)).toThrow(UsageError);
    expect(() => parseFuzzArguments(words)).toThrow(text);
  });

  it("names every target in its help", () => {
    expect(parseFuzzArguments(["--help"])).toBeUndefined();
    for (const { name } of targets) expect(FUZZ_HELP).toContain(` ${name} `);
  });
});

it("shares out just as many inputs as are wanted, each job with its own seed", () => {
  const jobs = jobsOf({ inputs: 1_000_003, seed: 5, targets: ["reader", "clients"] });
  expect(jobs.reduce((sum, { inputs }) => sum + inputs, 0)).toBe(1_000_003);
  expect(Math.max(...jobs.map(({ inputs }) => inputs))).toBe(JOB_INPUTS);
  const seeds = jobs.filter(({ target }) => target === "reader").map(({ seed }) => seed);
  expect(seeds).toEqual(seeds.map((_, index) => 5 + index));
});

describe("progress", () => {
  const told = (isTTY: boolean, ...inputs: number[]): string[] => {
    const lines: string[] = [];
    const progress = new Progress({ isTTY, write: (text) => lines.push(text) }, 3_000_000);
    for (const count of inputs) progress.add(count);
    return lines;
  };

  it("is a line for each million of inputs in a pipe", () => {
    expect(told(false, 999_999, 2, 500, 1_000_000)).toEqual([
      "1000001 of 3000000 inputs\n",
      "2000501 of 3000000 inputs\n",
    ]);
  });

  it("is one line on a terminal, written anew as often as there is something to tell", () => {
    expect(told(true, 500, 500).map((text) => text.trim())).toEqual([
      "500 of 3000000 inputs",
      "1000 of 3000000 inputs",
    ]);
  });
});

it("runs in threads, prints the table and ends well", async () => {
  const { exitCode, stdout, stderr } = await runCommand("fuzz/fuzz.ts", ["--inputs", "300", "--workers", "2"]);
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^all +300 /m);
  expect(stdout).toMatch(/300 inputs in \d+ s, the build included; seed 1/);
});

it("ends with 2, one line and where the flags are listed for a wrong command line", async () => {
  const { exitCode, stdout, stderr } = await runCommand("fuzz/fuzz.ts", ["--inputs", "many"]);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toBe(
    'fuzz: --inputs "many": give a whole number from 1 to 1000000000000\nSee npm run fuzz -- --help\n',
  );
});
