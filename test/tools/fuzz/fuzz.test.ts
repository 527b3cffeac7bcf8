/** The fuzzing itself: it finds what is put into the code, and nothing in the code as it is. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildDeviceCode } from "../../../tools/fuzz/device-code";
import type { Input } from "../../../tools/fuzz/input";
import type { InstrumentedCode } from "../../../tools/fuzz/instrument";
import { runJob, type JobResult } from "../../../tools/fuzz/job";
import { failureText, resultTable } from "../../../tools/fuzz/report";
import { targetNamed, targets } from "../../../tools/fuzz/targets";

const PROJECT = path.resolve(__dirname, "../../..");

/** The faults that the code is given: file, what stands there, what is to stand there. */
const FAULTS: readonly [file: string, is: string, becomes: string][] = [
  // What stands for the line end before the next line is left out.
  ["modules/at/line-reader.ts", "put(LINE_END, tail++ - 2);", "tail++;"],
  // A command that fails is told of twice.
  [
    "modules/at/at-client.ts",
    "if (line) fail(command, line, code || AtFault.Refused);",
    "if (line) { fail(command, line, code || AtFault.Refused); fail(command, line, 0); }",
  ],
  // A length below 0 makes the reader go backwards.
  ["modules/quectel/client-table.ts", "else if (length > 0 &&", "else if (length &&"],
  // A text of a configuration may hold anything.
  ["modules/quectel/text.ts", "/^[ !#-~]*$/", "/^[^]*$/"],
  // A header block may be as long as it likes.
  ["firmware/http.ts", "const HEAD_MAX = 1024;", "const HEAD_MAX = 1e9;"],
  // What a server calls itself is passed on.
  ["modules/tls/index.ts", '.replace(/[^ -~]/g, "?")', ""],
];

let code: InstrumentedCode;
let faulty: InstrumentedCode;

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "fuzz-")));
  try {
    for (const name of ["firmware", "board", "modules", "tools/build", "tools/fuzz", "tsconfig.json"])
      cpSync(path.join(PROJECT, name), path.join(folder, name), { recursive: true });
    symlinkSync(path.join(PROJECT, "node_modules"), path.join(folder, "node_modules"));
    for (const [name, is, becomes] of FAULTS) {
      const file = path.join(folder, name);
      const text = readFileSync(file, "utf8");
      expect(text).toContain(is);
      writeFileSync(file, text.replace(is, becomes));
    }
    faulty = await buildDeviceCode({ folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
  code = await buildDeviceCode();
});

const run = (built: InstrumentedCode, target: string, inputs: number, seed = 1): JobResult =>
  runJob(built, targetNamed(target), { target, seed, inputs });

it.each(targets.map(({ name, share }) => [name, 60 * share]))(
  "finds nothing wrong with the code as it is: %s",
  (name, inputs) => {
    const { failure, ...result } = run(code, name, inputs);
    expect(failure && failureText(failure)).toBeUndefined();
    expect(result.inputs).toBe(inputs);
    expect(result.corpus).toBeGreaterThan(5);
  },
);

it.each([
  ["reader", /./],
  ["at", /ends twice/],
  ["clients", /does not end|ends twice/],
  ["config", /^taken: /],
  ["http", /characters more are held/],
  ["tls", /^says /],
])("finds the fault that was put into the code and says how to find it again: %s", (name, problem) => {
  const found = run(faulty, name, 20_000).failure!;
  expect(found.problem).toMatch(problem);
  const text = failureText(found);
  expect(text).toContain(`npm run fuzz -- --target ${name} --seed 1 --inputs ${found.inputs}`);
  expect(text).toMatch(/^[ -~\n]*$/);
});

it("finds a fault again by its seed, and takes as much out of the input that shows it as it can", () => {
  const failure = run(faulty, "config", 20_000).failure!;
  expect(run(faulty, "config", failure.inputs).failure).toEqual(failure);
  const { shortest } = failure;
  expect(shortest).toHaveLength(1);
  const [input] = shortest as [Input];
  const text = input.map(([, value]) => value).join("");
  expect(text.length).toBeLessThan(120);
});

it("does the same with the same seed, and something else with another", () => {
  const first = run(code, "reader", 300);
  expect(run(code, "reader", 300)).toEqual(first);
  expect(run(code, "reader", 300, 2)).not.toEqual(first);
});

it("tells while it runs how many were tried, of a job that fails too", () => {
  const told = (built: InstrumentedCode, inputs: number): number[] => {
    const counts: number[] = [];
    runJob(built, targetNamed("config"), { target: "config", seed: 1, inputs }, (count) => counts.push(count));
    return counts;
  };
  const counts = told(code, 1100);
  expect(counts.length).toBeGreaterThan(1);
  expect(counts.reduce((sum, count) => sum + count)).toBe(1100);
  const { inputs } = run(faulty, "config", 20_000).failure!;
  expect(told(faulty, 20_000).reduce((sum, count) => sum + count)).toBe(inputs);
});

it("shows for each target what was tried", () => {
  const { inputs, entered, corpus } = run(code, "http", 200);
  const table = resultTable([{ target: "http", inputs, seconds: 0.5, entered, corpus }]);
  expect(table).toMatch(
    /^target +inputs +a second and thread +kept +blocks entered\nhttp +200 +400 +\d+ +\d+ +HTTP response parser$/,
  );
});
