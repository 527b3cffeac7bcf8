import { parseSource } from "../../../tools/docs/sources";
import { testCases, type TestCase } from "../../../tools/docs/test-cases";

const casesOf = (text: string): TestCase[] => testCases(parseSource("a.test.ts", text));
const titles = (text: string): string[] => casesOf(text).flatMap((test) => test.titles);

describe("tests of a file", () => {
  it("are found in their groups, with the texts they use", () => {
    const [group, test] = casesOf(`describe("sending", () => {
      const host = "not the test's own";
      it("works", async () => { await send("AT+QSSLSEND=0,1"); await send(\`AT+QSSLSEND=\${id}\`); });
    });`);
    expect(group).toMatchObject({ kind: "group", titles: ["sending"], texts: [], group: undefined });
    expect(test).toMatchObject({ kind: "test", titles: ["works"], texts: ["AT+QSSLSEND=0,1", "AT+QSSLSEND=…"] });
    expect(test!.group).toBe(group);
  });

  it("have the titles of their rows too", () => {
    expect(titles('it.each([["AT+A", 1], ["AT+B", 2]])("refuses %s", () => {});')).toEqual([
      "refuses %s",
      "refuses AT+A",
      "refuses AT+B",
    ]);
    expect(titles('const rows = ["AT+C"] as const; describe.each(rows)("of %j", () => {});')).toContain("of AT+C");
  });

  it("have no title with a line break in it", () => {
    expect(titles('it.each(["OK\\r\\n"])("ends at %j", () => {});')).toEqual(["ends at %j"]);
  });

  it.each(['it.skip("x", () => {});', 'describe.skip("x", () => { it("y", () => {}); });', 'it.todo("x");'])(
    "are none that never run: %s",
    (text) => {
      expect(casesOf(text)).toEqual([]);
    },
  );

  it.each([
    'describeOnInterpreter("x", () => {});',
    '(has ? describe : describe.skip)("x", () => {});',
    "test.each`a`('x', () => {});",
  ])("may be called by another name: %s", (text) => {
    expect(titles(text)).toEqual(["x"]);
  });

  it("are not other functions", () => {
    expect(casesOf('modem.on("data", () => {}); iterate("x", () => {}); expect("x");')).toEqual([]);
  });
});
