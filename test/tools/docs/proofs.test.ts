import { bestProofs, type Subject } from "../../../tools/docs/proofs";
import { parseSource } from "../../../tools/docs/sources";
import { testCases } from "../../../tools/docs/test-cases";

const subject: Subject = {
  isNamedIn: (title) => title.includes("AT+X"),
  isUsedIn: (text) => text.startsWith("AT+X"),
};

/** Titles of the best proofs; those that only use the subject are in brackets. */
function proofsOf(files: Record<string, string>): string[] {
  const cases = Object.entries(files).flatMap(([file, text]) => testCases(parseSource(file, text)));
  return bestProofs(cases, subject).map(({ title, isNamed }) => (isNamed ? title : `(${title})`));
}

const named = (title: string): string => `it("${title}", () => {});`;
const using = (title: string, ...lines: string[]): string =>
  `it("${title}", () => { ${lines.map((line) => `send("${line}");`).join(" ")} });`;

describe("best proofs", () => {
  it("are tests whose titles name it, those of the driver first, two at the most", () => {
    const files = {
      "test/tools/simulator/a.test.ts": named("answers AT+X"),
      "test/demo/b.test.ts": named("shows AT+X"),
      "test/modules/c.test.ts": named("sends AT+X"),
    };
    expect(proofsOf(files)).toEqual(["sends AT+X", "shows AT+X"]);
  });

  it("are the driver's use beside a title of the simulator", () => {
    const files = {
      "test/tools/simulator/a.test.ts": named("answers AT+X"),
      "test/modules/c.test.ts": using("comes online", "AT+X=1", "AT+Y"),
    };
    expect(proofsOf(files)).toEqual(["(comes online)", "answers AT+X"]);
  });

  it("are, of tests that only use it, the one most about it", () => {
    const text =
      using("does much", "AT+X", "AT+Y", "AT+Z") + using("does this", "AT+X") + using("does both", "AT+X", "AT+Y");
    expect(proofsOf({ "test/tools/simulator/a.test.ts": text })).toEqual(["(does this)"]);
  });

  it("are a title that is a row of each before a sentence with one in it", () => {
    const sentence = 'it.each(["AT+X=1"])("ends after %s", () => {});';
    const whole = 'describe.each(["AT+X=<id>"])("%s", () => {});';
    expect(proofsOf({ "test/modules/a.test.ts": sentence + whole })).toEqual(["AT+X=<id>", "ends after AT+X=1"]);
  });

  it("are a group rather than each test in it", () => {
    const text = `describe("AT+X", () => { ${named("takes AT+X=1")} ${using("works", "AT+X")} });`;
    expect(proofsOf({ "test/modules/a.test.ts": text })).toEqual(["AT+X"]);
  });

  it("are a refusal only when nothing else is there", () => {
    const refusal = named("refuses AT+X=9");
    expect(proofsOf({ "test/tools/simulator/a.test.ts": refusal })).toEqual(["refuses AT+X=9"]);
    expect(proofsOf({ "test/tools/simulator/a.test.ts": refusal + using("works", "AT+X") })).toEqual(["(works)"]);
  });

  it("carry the titles of their groups where the title itself names nothing", () => {
    const text = `describe("clock", () => { ${using("is set", "AT+X")} });`;
    expect(proofsOf({ "test/modules/a.test.ts": text })).toEqual(["(clock is set)"]);
  });

  it("are none where no test touches it", () => {
    expect(proofsOf({ "test/modules/a.test.ts": using("works", "AT+Y") })).toEqual([]);
  });
});
