import { endBareReturns, minifyForEspruino } from "../../../tools/build/minify";

describe("shortening for Espruino", () => {
  it.each([
    ["function f(x){if(x)return}", "function f(x){if(x)return;}"],
    ["function f(x){if(x)g();else return}", "function f(x){if(x)g();else return;}"],
    ["var f=x=>{for(;;)return}", "var f=x=>{for(;;)return;}"],
    ["function f(){function g(x){if(x)return}return}", "function f(){function g(x){if(x)return;}return;}"],
    ["class A{m(x){if(x)return}}", "class A{m(x){if(x)return;}}"],
  ])("ends a bare return at the end of a function: %s", (code, ended) => {
    expect(endBareReturns(code)).toBe(ended);
  });

  it.each(["function f(x){if(x)return;}", "function f(x){if(x){return}g()}", "function f(x){if(x)return 1}"])(
    "leaves %s as it is",
    (code) => {
      expect(endBareReturns(code)).toBe(code);
    },
  );

  it("writes control characters and characters above 127 as escapes", async () => {
    expect(await minifyForEspruino('out("\x10\x1b\xe9")')).toBe('out("\\x10\\x1b\\xe9");');
  });

  it("keeps statements as a block, since a block that is not run is skipped faster than a comma list", async () => {
    expect(await minifyForEspruino("if(a){b();c();}")).toBe("if(a){b();c()}");
  });

  it("moves functions above their first use, as Espruino does not", async () => {
    expect(await minifyForEspruino("out(late(1));out(late(2));function late(x){return x}")).toMatch(/^function/);
  });

  it("keeps a cold function apart from the hot one that calls it once", async () => {
    const code = await minifyForEspruino("on(function(x){if(x<0){cold(x)}});function cold(x){log(x);log(-x);}");
    expect(code).toMatch(/^function (\w)\(.*on\(.*\1\(/);
  });

  it("shortens private members alike in every place and leaves public ones and __proto__ alone", async () => {
    const source = "function f(a,b){a._secret=1;a.open=2;a.__proto__=b}f(x,y);function g(a){return a._secret}g(x)";
    const code = await minifyForEspruino(`${source};g(y);f(y,x)`);
    const short = [...code.matchAll(/\.(\w+)\b/g)].map((match) => match[1]);
    expect(short).toEqual([expect.stringMatching(/^\w$/), "open", "__proto__", short[0]]);
  });

  it("gives no global the name of a pin or of an object of the interpreter", async () => {
    const functions = Array.from({ length: 700 }, (_, i) => `function f${i}(){return f${(i + 1) % 700}}`).join(";");
    const names = [...(await minifyForEspruino(`${functions};out(f0)`)).matchAll(/function ([\w$]+)/g)].map(
      (m) => m[1]!,
    );
    expect(names).toHaveLength(700);
    expect(names.filter((name) => /^(E|of|[A-Z]\d)$/.test(name))).toEqual([]);
  });
});
