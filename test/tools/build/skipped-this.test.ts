import { braceSkippedThis, skippedThisOffsets } from "../../../tools/build/skipped-this";
import { findSubsetFaults } from "../../../tools/build/subset";

describe("arrow functions with this in code that may be skipped", () => {
  it.each([
    ["a&&f(()=>this.x)", "{if(a){f(()=>this.x);}}"],
    ["a||f(()=>this.x)", "{if(!(a)){f(()=>this.x);}}"],
    ["a?f(()=>this.x):g()", "{if(a){f(()=>this.x);}else{g();}}"],
    ["a?g():b?f(()=>this.x):h()", "{if(a){g();}else{{if(b){f(()=>this.x);}else{h();}}}}"],
    ["if(a)f(()=>this.x)", "if(a){f(()=>this.x)}"],
    ["if(a)g();else f(()=>this.x)", "if(a)g();else {f(()=>this.x)}"],
    ["for(;a;)f(()=>{this.x})", "for(;a;){f(()=>{this.x})}"],
    ["o={m(){return a?f(()=>this.x):b}}", "o={m(){{if(a){return f(()=>this.x);}else{return b;}}}}"],
    ["h=x=>f(()=>this.x)", "h=x=>{return f(()=>this.x)}"],
    ["h=x=>({m:()=>this.x})", "h=x=>{return ({m:()=>this.x})}"],
  ])("get braces: %s", (code, braced) => {
    expect(braceSkippedThis(code)).toBe(braced);
  });

  it.each([
    "f(()=>this.x)",
    "a&&f(()=>x)",
    "a&&f(function(){return this.x})",
    "if(a){f(()=>this.x)}",
    "if(a)return;f(()=>this.x)".replace("return", "g()"),
    "h=x=>{f(()=>this.x)}",
  ])("are left alone where nothing skips them or braces do: %s", (code) => {
    expect(braceSkippedThis(code)).toBe(code);
    expect(skippedThisOffsets(code)).toEqual([]);
  });

  it("keep an else with its own if", () => {
    expect(braceSkippedThis("if(a)b&&f(()=>this.x);else c()")).toBe("if(a){{if(b){f(()=>this.x);}}}else c()");
  });

  it("are reported where the value of the condition is used, with the place", () => {
    const code = "x=a&&f(()=>this.x)";
    expect(braceSkippedThis(code)).toBe(code);
    expect(findSubsetFaults(code)).toEqual([
      { line: 1, column: 8, message: expect.stringContaining("an if statement with braces") as string },
    ]);
  });
});
