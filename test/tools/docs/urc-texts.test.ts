import { parseSource } from "../../../tools/docs/sources";
import { urcTexts } from "../../../tools/docs/urc-texts";

const formsOf = (text: string): string[] => urcTexts([parseSource("a.ts", text)]).map(({ form }) => form);

describe("URCs in the simulator's code", () => {
  it("are shown with the parameters' names in small letters and without units", () => {
    expect(formsOf("function f() { modem.urc(`+QSSLURC: ${client.options.clientId},${lengthBytes}`); }")).toEqual([
      "+QSSLURC: <clientid>,<length>",
    ]);
    expect(formsOf('function f() { urc("POWERED DOWN"); }')).toEqual(["POWERED DOWN"]);
  });

  it("have brackets around what depends on a condition", () => {
    const text = 'class A { f() { this.urc(`+X: ${id}${isPush ? `,${length}` : ""}`); } }';
    expect(formsOf(text)).toEqual(["+X: <id>[,<length>]"]);
  });

  it("are followed into the function of the same file that makes them", () => {
    const text = `class A { f() { this.urc(this._text(1)); }
      _text(id) { if (this.isSeed) return \`+X: \${id}\`; return \`+X: "recv",\${id}\`; } }`;
    expect(formsOf(text)).toEqual(["+X: <id>", '+X: "recv",<id>']);
  });

  it("are each one when a loop over a table makes their names", () => {
    const text =
      'function f() { for (const [name, n] of [["A", a], ["B", b]] as const) if (n) urc(`+${name}: ${stat}`); }';
    expect(formsOf(text)).toEqual(["+A: <stat>", "+B: <stat>"]);
  });

  it("show the number of a fixed code", () => {
    expect(formsOf("function f() { urc(`+X: ${id},${StackCode.IdentityUsed}`); }")).toEqual(["+X: <id>,563"]);
  });

  it("name the function that sends them, and are not lines from elsewhere", () => {
    const places = urcTexts([parseSource("a.ts", 'class A { f(line) { this.urc(line); this.urc("RDY"); } }')]);
    expect(places).toEqual([{ form: "RDY", file: "a.ts", name: "A.f" }]);
  });
});
