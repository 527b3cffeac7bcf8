import { asArrowFunctions } from "../../../tools/build/arrow-functions";

describe("top-level functions as arrow functions", () => {
  it.each([
    ["function f(a){g(a)}", "let f=(a)=>{g(a)};"],
    ["function f(a,b){return a+b}", "let f=(a,b)=>(a+b);"],
    ["function f(){return {a:1}}", "let f=()=>({a:1});"],
    ["function f(){return}", "let f=()=>{return};"],
    ["let a=1,b;const c=2;function f(){}", "let a=1,b,c=2,f=()=>{};"],
    ["let a;g();let b", "let a;\ng();\nlet b;"],
  ])("makes %s %s", (code, arrows) => {
    expect(asArrowFunctions(code)).toBe(arrows);
  });

  it.each(["function f(){return this.a}", "function f(){return arguments[0]}", "function f(){on(()=>this.a)}"])(
    "leaves %s, which has a context of its own",
    (code) => {
      expect(asArrowFunctions(code)).toBe(code);
    },
  );

  it("does not mind a context that belongs to a function inside", () => {
    expect(asArrowFunctions("function f(){return function(){return this.a}}")).toBe(
      "let f=()=>(function(){return this.a});",
    );
  });
});
