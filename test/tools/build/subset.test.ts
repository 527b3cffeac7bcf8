import { findSubsetFaults } from "../../../tools/build/subset";
import { findEspruino, runOnEspruino, runOnV8 } from "./espruino-run";
import { lintSources, type Finding } from "./lint-sources";
import { allowed, forbidden, unfitStrings, type Sample } from "./subset-samples";

const forbiddenAt = (stage: string): Sample[] => forbidden.filter((sample) => (sample.stage ?? stage) === stage);

describe("language subset in built code", () => {
  it.each(allowed)("allows %s", (code) => {
    expect(findSubsetFaults(code)).toEqual([]);
  });

  it.each(forbiddenAt("built").map(({ code }) => code))("refuses %s", (code) => {
    expect(findSubsetFaults(code)).not.toEqual([]);
  });

  it.each(unfitStrings)("refuses %s", (code) => {
    expect(findSubsetFaults(code)).not.toEqual([]);
  });

  it("names place, construct and remedy", () => {
    expect(findSubsetFaults("let a;\nlet b=1;  a??=b")).toEqual([
      { line: 2, column: 11, message: "Espruino: logical assignment. Instead: write an if." },
    ]);
  });

  it("refuses raw control characters anywhere, which a console would obey", () => {
    expect(findSubsetFaults("let a='\x10'")).not.toEqual([]);
    expect(findSubsetFaults("let a;\x0b")).not.toEqual([]);
  });

  it("refuses what is no JavaScript", () => {
    expect(findSubsetFaults("let a=")).toHaveLength(1);
  });

  it("takes a variable of the code's own for what it is, whatever its name", () => {
    expect(findSubsetFaults("class Map{}let a=new Map;")).toEqual([]);
  });

  it("cannot be switched off by a comment", () => {
    expect(findSubsetFaults("/* eslint-disable */let a=2**3;")).toHaveLength(1);
  });
});

describe("language subset in sources", () => {
  const refused = [...forbiddenAt("source").map(({ code }) => code), ...unfitStrings];
  const codes = [...allowed, ...refused];
  let findings: Map<string, Finding[]>;

  beforeAll(() => {
    const prefix = "declare function out(value: unknown): void; export {};";
    const found = lintSources(codes.map((code) => ({ folder: "firmware", code: prefix + code })));
    findings = new Map(codes.map((code, index) => [code, found[index]!]));
  }, 60000);

  const ofSubset = (code: string): Finding[] =>
    findings.get(code)!.filter(({ rule }) => rule.startsWith("espruino/") || rule === "syntax error");

  it.each(allowed)("allows %s", (code) => {
    expect(ofSubset(code)).toEqual([]);
  });

  it.each(refused)("refuses %s", (code) => {
    expect(ofSubset(code)).not.toEqual([]);
  });
});

const espruino = findEspruino();
const onInterpreter = espruino === undefined ? describe.skip : describe;

onInterpreter("language subset on the interpreter (needs espruino on the PATH, or ESPRUINO)", () => {
  it.concurrent.each(allowed)("runs as on V8: %s", async (code) => {
    expect(await runOnEspruino(espruino!, code)).toEqual(runOnV8(code));
  });

  it.concurrent.each(forbidden.map(({ code }) => code))("fails or differs from V8: %s", async (code) => {
    expect(await runOnEspruino(espruino!, code)).not.toEqual(runOnV8(code));
  });
});
