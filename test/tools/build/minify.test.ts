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

  it("keeps the order of the source, in which the hot path comes first", async () => {
    const code = await minifyForEspruino("let hot=g(1);function f(){return hot++}on(f);out(f)");
    expect(code).toMatch(/^let (\w)=g\(1\),(\w)=\(\)=>\1\+\+;on\(\2\),out\(\2\);?$/);
  });

  it("keeps a cold function apart from the hot one that calls it once, where the source says so", async () => {
    const source = "function cold(x){log(x);log(-x)}on(function(x){if(x<0)/*@__NOINLINE__*/cold(x)})";
    expect(await minifyForEspruino(source)).toMatch(/^let (\w)=\w=>.*on\(.*\1\(/);
  });

  it("gives the shortest names to the bindings that are used most", async () => {
    const rare = Array.from({ length: 60 }, (_, i) => `let rare${i}=g(${i});on(()=>rare${i}++)`).join(";");
    const code = await minifyForEspruino(`${rare};let often=g();on(()=>often++,()=>often--,()=>out(often))`);
    expect(code).toMatch(/let [A-Za-z_$]=g\(\);on\(/);
  });

  it("shortens names of properties, but none that crosses the border of the bundle", async () => {
    const code = await minifyForEspruino("out({hidden:1,readings:2,apn:3},x.hidden,x.readings,x.apn,x['quoted'])");
    expect(code).toMatch(/^out\(\{(\w):1,readings:2,apn:3\},x\.\1,x\.readings,x\.apn,x\["quoted"\]\);?$/);
  });

  it("shortens private members alike in every place and leaves public ones and __proto__ alone", async () => {
    const source = "function f(a,b){a._secret=1;a.open=2;a.__proto__=b}f(x,y);function g(a){return a._secret}g(x)";
    const code = await minifyForEspruino(`${source};g(y);f(y,x)`);
    const short = [...code.matchAll(/\.(\w+)\b/g)].map((match) => match[1]);
    expect(short).toEqual([expect.stringMatching(/^\w$/), "open", "__proto__", short[0]]);
  });

  it("gives no global the name of a pin or of an object of the interpreter", async () => {
    const functions = Array.from({ length: 700 }, (_, i) => `function f${i}(){return f${(i + 1) % 700}}`).join(";");
    const names = [...(await minifyForEspruino(`${functions};out(f0)`)).matchAll(/([\w$]+)=\(\)=>/g)].map((m) => m[1]!);
    expect(names).toHaveLength(700);
    expect(names.filter((name) => /^(E|of|[A-Z]\d)$/.test(name))).toEqual([]);
  });
});
