import { expandTokens, pretokenise } from "../../../tools/build/pretokenise";

const bytes = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const withoutSpaces = (code: string): string => code.replace(/ +/g, "");

describe("pretokenise", () => {
  it("writes words and operators as Espruino's lexer numbers them, and leaves out the spaces beside them", () => {
    expect(bytes(pretokenise("if(a===b)return 1;else c=>d"))).toEqual(
      [163, "(a", 139, "b)", 171, "1;", 164, "c", 162, "d"].flatMap((part) =>
        typeof part === "number" ? [part] : bytes(part),
      ),
    );
  });

  it.each([
    "let a=1,b=typeof a=='number'?void 0:null;",
    "for(let k of[1,2])if(k in{1:2}||k instanceof Object)continue;",
    "try{throw Error('x')}catch(e){delete e.a}finally{a<<=2;b>>>=1}",
    "a+ +b- -c",
    "return/if/.test(x)",
  ])("gives %s back when it is expanded", (code) => {
    expect(withoutSpaces(expandTokens(pretokenise(code)))).toBe(withoutSpaces(code));
  });

  it("leaves texts, property names and longer names alone", () => {
    const code = "x.catch(\"if(a) return\",'new',ifs,o.delete)";
    expect(pretokenise(code)).toBe(code);
  });

  it("keeps the signs of a+ +b apart", () => {
    expect(pretokenise("a+ +b")).toBe("a+ +b");
  });

  it("refuses a template literal and a character that would be a token", () => {
    expect(() => pretokenise("a=`if`")).toThrow(/template literals/);
    expect(() => pretokenise('a="\xa3"')).toThrow(/must be ASCII/);
  });

  it("expands no byte of a text", () => {
    expect(expandTokens('a="\xa3",b=\'\xab"\'')).toBe('a="\xa3",b=\'\xab"\'');
  });
});
