import type { Row } from "./row";

/** The language: names that are missing, syntax that works, errors, promises. A table, so longer than a file of code. */
export const languageRows: Row[] = [
  {
    title: "runs pretokenised code",
    code: '\xadf=x\xa2{\xa3(x\x8b1)\xab"one";\xa4\xab\xbfx},y={a:1};done([f(1),f(2),y.a])',
    real: '["one","number",1]',
    host: {
      answer: '"threw SyntaxError: Invalid or unexpected token"',
      reason:
        "tokens are expanded in files and module texts; this program is the argument of an eval, which is V8's own",
    },
  },
  {
    title: "lacks the names that device code must not use",
    code: 'var f=["Map","Set","WeakMap","Symbol","Proxy","Reflect","BigInt","Buffer","queueMicrotask","setImmediate","structuredClone","TextEncoder","URL","Intl","Atomics","SharedArrayBuffer","WebAssembly","escape","unescape","AbortController","performance","fetch"];done(f.filter(function(n){return eval("typeof "+n)!="undefined"}))',
    real: "[]",
  },
  {
    title: "lacks the static functions that device code must not use",
    code: "done([Object.freeze,Object.is,Object.hasOwn,Number.isInteger,Number.parseInt,Array.from,Array.of,Math.trunc,Math.hypot,Math.log10,Promise.race,Promise.any,Promise.allSettled,String.raw,Date.UTC].map(function(f){return f===undefined}))",
    real: "[true,true,true,true,true,true,true,true,true,true,true,true,true,true,true]",
  },
  {
    title: "lacks the array methods that device code must not use",
    code: "var a=[1];done([a.at,a.flat,a.flatMap,a.findLast,a.keys,a.values,a.entries,a.lastIndexOf,a.reduceRight,a.copyWithin].map(function(f){return f===undefined}))",
    real: "[true,true,true,true,true,true,true,true,true,true]",
  },
  {
    title: "lacks matchAll",
    code: 'try{done("a".matchAll(/a/g)===undefined)}catch(e){done(true)}',
    real: "true",
  },
  {
    title: "makes no piece of a text that is much shorter than the separator, and knows no limit",
    code: 'var t=function(a,b){return a.split(b)};done([t("a","abc"),t("ab","abc"),t("abc","abc"),t("","xy"),t("",","),t("aX","XX"),t("XXX","XX"),"a,b,c".split(",",2),"ab".split()])',
    real: '[[],["ab"],["",""],[],[""],["aX"],["","X",""],["a","b","c"],["ab"]]',
  },
  {
    title: "has the functions of language level 5",
    code: 'done(["indexOf","map","filter","some","every","reduce","sort","splice","slice","concat","join","reverse","fill","find","findIndex","includes"].filter(function(n){return typeof [][n]!="function"}))',
    real: "[]",
  },
  {
    title: "loops with for of, for in and do",
    code: "var r=[];for(var x of [1,2])r.push(x);for(var k in {a:1,b:2})r.push(k);var i=0;do{i++}while(i<3);done([r,i])",
    real: '[[1,2,"a","b"],3]',
  },
  {
    title: "runs switch with fall through",
    code: 'function f(x){switch(x){case 1:case 2:return "low";case "a":return "text";default:return "other"}}done([f(1),f(2),f("a"),f(9),f("1")])',
    real: '["low","low","text","other","other"]',
  },
  {
    title: "has closures and arrow functions",
    code: "var c=(n=>()=>++n)(5);done([c(),c(),((a,b)=>a+b)(1,2),[1,2].map(x=>x+1)])",
    real: "[6,7,3,[2,3]]",
  },
  {
    title: "binds this",
    code: "var o={n:1,f:function(){return this.n},g(){return this.n+1}};done([o.f(),o.g(),o.f.call({n:5}),o.f.bind({n:7})(),o.f.apply({n:9},[])])",
    real: "[1,2,5,7,9]",
  },
  {
    title: "has getters",
    code: "var o={n:2,get d(){return this.n*2}};done([o.d,(o.n=4,o.d)])",
    real: "[4,8]",
  },
  {
    title: "has classes with fields, statics, getters and super",
    code: "class A{n=1;static make(){return new A()}constructor(){this.m=2}get sum(){return this.n+this.m}add(x){this.n+=x;return this}}class B extends A{constructor(){super();this.k=3}add(x){return super.add(x*2)}}var b=new B();done([A.make().sum,b.add(2).sum,b.k,b instanceof A,b instanceof B,A.make() instanceof B])",
    real: "[3,7,3,true,true,false]",
  },
  {
    title: "has template literals, ?? and shorthand",
    code: 'var a=1,b="x";done([`${a}-${b}`,null??5,0??5,undefined??"d",{a,b}])',
    real: '["1-x",5,0,"d",{"a":1,"b":"x"}]',
  },
  {
    title: "short-circuits",
    code: 'done([0||"a",1&&"b",null&&1,""||0,!0,!!"a",1?2:3])',
    real: '["a","b",null,0,true,true,2]',
  },
  {
    title: "hides let in blocks",
    code: "var r=[];let x=1;{let x=2;r.push(x)}r.push(x);done(r)",
    real: "[2,1]",
  },
  {
    title: "catches, rethrows and finishes",
    code: 'var r=[];try{try{throw new Error("x")}catch(e){r.push(e.message);throw e}finally{r.push("f")}}catch(e){r.push(e instanceof Error)}try{throw "s"}catch(e){r.push(e)}done(r)',
    real: '["x","f",true,"s"]',
  },
  {
    title: "has errors with message and text",
    code: 'var e=new Error("x");done([e.message,""+e,e.toString(),typeof e.stack,e instanceof Error,""+new TypeError("t")])',
    real: '["x","Error: x","Error: x","string",true,"TypeError: t"]',
  },
  {
    title: "throws for a call of undefined",
    code: "try{({}).x();done(0)}catch(e){done([e instanceof Error])}",
    real: "[true]",
  },
  {
    title: "throws for a field of undefined",
    code: "try{var u;u.x;done(0)}catch(e){done([e instanceof Error])}",
    real: "[true]",
  },
  {
    title: "throws for an unknown name",
    code: "try{nope;done(0)}catch(e){done([e instanceof ReferenceError])}",
    real: "[true]",
  },
  {
    title: "knows types",
    code: 'done([typeof 1,typeof "a",typeof {},typeof [],typeof null,typeof undefined,typeof function(){},typeof true,typeof nope,Array.isArray([]),Array.isArray({})])',
    real: '["number","string","object","object","object","undefined","function","boolean","undefined",true,false]',
  },
  {
    title: "resolves promises after the code at hand",
    code: 'var r=[];Promise.resolve(1).then(function(x){r.push(x);return 2}).then(function(x){r.push(x);throw new Error("e")}).catch(function(e){r.push(e.message);done(r)});r.push(0)',
    real: '[0,1,2,"e"]',
  },
  {
    title: "joins promises",
    code: "Promise.all([Promise.resolve(1),Promise.resolve(2)]).then(function(v){done(v)})",
    real: "[1,2]",
  },
  {
    title: "evaluates text",
    code: 'done([eval("1+1"),typeof new Function("a","return a")])',
    real: '[2,"function"]',
  },
  {
    title: "counts arguments",
    code: "function f(){return [arguments.length,arguments[1]]}done([f(1,2,3),f()])",
    real: "[[3,2],[0,null]]",
  },
];
