import type { Row } from "./row";

/** Bytes: typed arrays, strings over their memory, `E.toString` and its kin. A table, so longer than a file of code. */
export const bytesRows: Row[] = [
  {
    title: "gives a live string of a whole byte array",
    code: 'var u=new Uint8Array(64),s=E.toString(u);u.set("hello\\r\\n",0);done([s.indexOf("\\r\\n"),s.indexOf("\\r\\n",6),s.indexOf("l",-3),s.substr(0,5),s.substr(2,3),s[1],s.charCodeAt(4),s.charCodeAt(99),s.length,s=="x",s.substr(-2).length,s.slice(1,3),s.startsWith("hell"),s.split("l").length])',
    real: '[5,-1,2,"hello","llo","e",111,null,64,false,2,"el",true,3]',
  },
  {
    title: "lets a live string follow later writes",
    code: 'var u=new Uint8Array(8),s=E.toString(u),r=[s.indexOf("b")];u.set("abc",2);r.push(s.indexOf("b"),s.substr(2,3));u[3]=120;r.push(s.substr(2,3),s==E.toString(u));u.fill(65);r.push(""+s);done(r)',
    real: '[-1,3,"abc","axc",true,"AAAAAAAA"]',
  },
  {
    title: "binds the methods of an array and of its live string once for all later contents",
    code: 'var u=new Uint8Array(8),s=E.toString(u),p=u.set.bind(u),f=s.indexOf.bind(s),c=s.slice.bind(s);p("ab\\r\\ncdefgh",1);done([f("\\r\\n",0),f("e",2),f("g",0),c(1,3),c(3,1),c(5,-1),c(7,8)])',
    real: '[3,7,-1,"ab","","cd","e"]',
  },
  {
    title: "gives a live string of a short array and of a buffer",
    code: 'var u=new Uint8Array(4),s=E.toString(u),b=new ArrayBuffer(4),t=E.toString(b);u.set("abcd");new Uint8Array(b).set("efgh");done([s.substr(0),t.substr(0)])',
    real: '["abcd","efgh"]',
  },
  {
    title: "copies a part of an array",
    code: "var u=new Uint8Array([97,98,99,100]),s=E.toString(u.subarray(1,3));u[1]=120;done([s,typeof s])",
    real: '["bc","string"]',
  },
  {
    title: "copies a view that has an offset",
    code: 'var b=new ArrayBuffer(16),u=new Uint8Array(b,8,4),s=E.toString(u);u.set("abcd");done(s)',
    real: '"\\u0000\\u0000\\u0000\\u0000"',
  },
  {
    title: "takes a live string as a source",
    code: 'var u=new Uint8Array(4),s=E.toString(u),v=new Uint8Array(6);u.set("wxyz");v.set(s,1);done([v,E.toString(s,"!"),[s].join(),s+"1",{k:s}])',
    real: '[[0,119,120,121,122,0],"wxyz!","wxyz","wxyz1",{"k":"wxyz"}]',
  },
  {
    title: "finds with a live string, uses it as a key and in replace",
    code: 'var u=new Uint8Array(2),s=E.toString(u);u.set("ab");var o={ab:5};done([o[s],"xxab".indexOf(s),"xab".replace(s,"-"),s+s,s=="ab",s<"b"])',
    real: '[5,2,"x-","abab",true,true]',
  },
  {
    title: "sets strings, arrays and typed arrays",
    code: 'var u=new Uint8Array(6);u.set("ab");u.set([1,2],2);u.set(new Uint8Array([3,4]),4);done(u)',
    real: "[97,98,1,2,3,4]",
  },
  {
    title: "cuts what does not fit into an array",
    code: 'var u=new Uint8Array(4);u.set("abcdef",1);var v=new Uint8Array(3);v.set([1,2,3],2);done([u,v])',
    real: "[[0,97,98,99],[0,0,1]]",
  },
  {
    title: "refuses a number as a source",
    code: 'try{new Uint8Array(2).set(7,0);done("none")}catch(e){done(e.message)}',
    real: '"First argument must be Array, not Number"',
  },
  {
    title: "copies within one array",
    code: "var u=new Uint8Array([1,2,3,4,5,0,0]);u.set(u.subarray(2,5),0);done(u)",
    real: "[3,4,5,4,5,0,0]",
  },
  {
    title: "shares memory with subarray and buffer",
    code: "var u=new Uint8Array([1,2,3,4]),v=u.subarray(1,3);v[0]=9;var w=new Uint8Array(u.buffer);w[3]=7;done([u,v.length,w.length])",
    real: "[[1,9,3,7],2,4]",
  },
  {
    title: "slices a typed array into a plain array",
    code: "var a=new Uint8Array([1,2,3]).slice(1);done([a,a instanceof Array,Array.isArray(a)])",
    real: "[[2,3],true,true]",
  },
  {
    title: "maps a typed array",
    code: "var a=new Uint8Array([1,2]).map(function(x){return x+1});done([a])",
    real: "[[2,3]]",
  },
  {
    title: "searches and joins a typed array",
    code: "var u=new Uint8Array([5,13,10]);done([u.indexOf(13),u.indexOf(99),u.join(),u.includes(10),u.length,u.fill(1)])",
    real: '[1,-1,"5,13,10",true,3,[1,1,1]]',
  },
  {
    title: "wraps values to the element",
    code: "var u=new Uint8Array([256,-1,1.9]),i=new Int8Array([200]),w=new Uint16Array([65537]),l=new Uint32Array([-1]);done([u,i,w,l])",
    real: "[[0,255,1],[-56],[1],[4294967295]]",
  },
  {
    title: "converts strings in typed array elements",
    code: 'var u=new Uint8Array(2);u[0]="7";u[1]=300;done(u)',
    real: "[7,44]",
  },
  {
    title: "ignores writes outside a typed array",
    code: "var u=new Uint8Array(2);u[5]=1;done([u,u.length])",
    real: "[[0,0],2]",
  },
  {
    title: "reads and writes with DataView",
    code: "var d=new DataView(new ArrayBuffer(8));d.setUint16(0,258);d.setUint32(2,4294967295,true);d.setInt8(6,-1);done([d.getUint8(0),d.getUint16(0),d.getUint16(0,true),d.getUint32(2),d.getInt8(6),d.getUint8(6)])",
    real: "[1,258,513,4294967295,-1,255]",
  },
  {
    title: "flattens what E.toString is given",
    code: 'done([E.toString("a",[66,"c"],{data:"x",count:3},100),E.toString(),E.toString("abc"),E.toString(65,256+66),E.toString([1,[2,[3]]])])',
    real: '["aBcxxxd","","abc","AB","\\u0001\\u0002\\u0003"]',
  },
  {
    title: "flattens what E.toUint8Array is given",
    code: 'done([E.toUint8Array("ab",1,[2,300,-1]),E.toUint8Array({callback:function(){return "hi"}},3)])',
    real: "[[97,98,1,2,44,255],[104,105,3]]",
  },
  {
    title: "refuses what is no bytes",
    code: 'var r=[];[undefined,null,{a:1}].forEach(function(x){try{E.toString(x);r.push("none")}catch(e){r.push(e instanceof TypeError)}});done(r)',
    real: "[true,true,true]",
  },
  {
    title: "makes array buffers",
    code: 'done([new Uint8Array(E.toArrayBuffer("ab\\xff")),E.toArrayBuffer("abc").byteLength])',
    real: "[[97,98,255],3]",
  },
  {
    title: "computes CRC32 as zlib",
    code: 'done([E.CRC32("123456789"),E.CRC32(new Uint8Array([255])),E.CRC32([1,2]),E.CRC32(""),E.CRC32("a\\xff\\x00")])',
    real: "[3421780262,4278190080,3066839698,0,628131191]",
  },
  {
    title: "does bit tricks",
    code: 'done([E.reverseByte(1),E.sum([1,2,3]),E.clip(5,0,3),E.clip(-1,0,3),E.toJS({a:1,"b c":"x\\xff"})])',
    real: '[128,6,3,0,"{a:1,\\"b c\\":\\"x\\\\xFF\\"}"]',
  },
  {
    title: "calls a switch on a live string by its text",
    code: 'var u=new Uint8Array(2),s=E.toString(u);u.set("ab");switch(s){case "ab":done(1);break;default:done(0)}',
    real: "1",
    host: { answer: "0", reason: "an object stands for the string" },
  },
  {
    title: "knows a live string as a string",
    code: "done(typeof E.toString(new Uint8Array(2)))",
    real: '"string"',
    host: { answer: '"object"', reason: "an object stands for the string" },
  },
];
