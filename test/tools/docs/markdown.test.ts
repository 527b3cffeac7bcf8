import { code, codeList, fileLink, plain, table } from "../../../tools/docs/markdown";

describe("Markdown", () => {
  it("keeps a bar inside its cell", () => {
    expect(table(["a", "b"], [[code("x|y"), "z"]])).toBe("| a | b |\n| --- | --- |\n| `x\\|y` | z |");
  });

  it("gives a long list places to break at, and leaves a short one alone", () => {
    expect(codeList("(0-5),(0-2)")).toBe("`(0-5),(0-2)`");
    expect(codeList("(0X0035,0X002F,0X0005,0X000A,0X003D,0XC003,0XFFFF)")).toBe(
      "`(0X0035, 0X002F, 0X0005, 0X000A, 0X003D, 0XC003, 0XFFFF)`",
    );
  });

  it("takes the meaning from characters in prose", () => {
    expect(plain("a_b *c* <d> [e]")).toBe("a\\_b \\*c\\* \\<d\\> \\[e\\]");
  });

  it("links from docs/ to a file by its bare name", () => {
    expect(fileLink("tools/simulator/errors.ts")).toBe("[errors.ts](../tools/simulator/errors.ts)");
  });
});
