import type { Row } from "./row";

/** Timers, ports, events, dates, modules and files of the machine. A table, so longer than a file of code. */
export const systemRows: Row[] = [
  {
    title: "gives small numbers as timer handles and uses the last again",
    code: "var a=setTimeout(function(){},9e5),b=setInterval(function(){},9e5);clearTimeout(b);var c=setTimeout(function(){},9e5);done([typeof a,b-a,c-a]);clearTimeout(a);clearTimeout(c)",
    real: '["number",1,1]',
  },
  {
    title: "refuses to clear undefined and ignores the unknown",
    code: 'var r=[];try{clearTimeout(undefined);r.push("none")}catch(e){r.push(e.message)}try{clearInterval(undefined);r.push("none")}catch(e){r.push(e.message)}clearTimeout(9999);clearTimeout("x");done(r)',
    real: '["clearTimeout(undefined) not allowed. Use clearTimeout() instead","clearInterval(undefined) not allowed. Use clearInterval() instead"]',
  },
  {
    title: "runs timers in the order of their times",
    code: "var r=[];setTimeout(function(){r.push(3)},60);setTimeout(function(){r.push(1)},20);setTimeout(function(){r.push(2)},40);setTimeout(function(){done(r)},80)",
    real: "[1,2,3]",
  },
  {
    title: "runs timers that are due together in the order of their handles",
    code: "var r=[];setTimeout(function(){r.push(1)},30);setTimeout(function(){r.push(2)},30);setTimeout(function(){r.push(3)},30);setTimeout(function(){done(r)},60)",
    real: "[1,2,3]",
  },
  {
    title: "clears a timer from another",
    code: "var r=[];var b;setTimeout(function(){r.push(1);clearTimeout(b)},20);b=setTimeout(function(){r.push(2)},40);setTimeout(function(){done(r)},60)",
    real: "[1]",
  },
  {
    title: "repeats until cleared",
    code: "var n=0,i=setInterval(function(){if(++n==3){clearInterval(i);setTimeout(function(){done(n)},50)}},10)",
    real: "3",
  },
  {
    title: "clears an interval with clearTimeout",
    code: "var n=0,i=setInterval(function(){n++;clearTimeout(i)},10);setTimeout(function(){done(n)},50)",
    real: "1",
  },
  {
    title: "passes arguments to timers and runs text",
    code: 'var r=[];setTimeout(function(a,b){r.push(a,b)},10,"x",5);global.tt=r;setTimeout("tt.push(7)",20);setTimeout(function(){done(r)},40)',
    real: '["x",5,7]',
  },
  {
    title: "goes on after an exception in a timer",
    code: 'setTimeout(function(){throw new Error("expected")},10);setTimeout(function(){done("alive")},30)',
    real: '"alive"',
  },
  {
    title: "keeps an interval that throws",
    code: 'var n=0,i=setInterval(function(){n++;if(n<3)throw new Error("expected");clearInterval(i);done(n)},10)',
    real: "3",
  },
  {
    title: "refuses a timer without function",
    code: 'try{setTimeout(5,1);done("none")}catch(e){done(e.message)}',
    real: '"Function or String not supplied!"',
  },
  {
    title: "changes an interval",
    code: "var n=0,i=setInterval(function(){n++;clearInterval(i);done(n)},9e5);changeInterval(i,10)",
    real: "1",
  },
  {
    title: "runs timers before those that they make",
    code: "var r=[];setTimeout(function(){r.push(1);setTimeout(function(){r.push(3);done(r)},0)},10);setTimeout(function(){r.push(2)},10)",
    real: "[1,2,3]",
  },
  {
    title: "carries bytes over the loopback",
    code: 'var got="";LoopbackB.on("data",function(d){got+=d;if(got.length>=9){LoopbackB.removeAllListeners("data");done(got)}});LoopbackA.write("abc",65,[66,[67]],new Uint8Array([1,2]),"\\xff")',
    real: '"abcABC\\u0001\\u0002\\u00FF"',
  },
  {
    title: "prints text where write sends bytes",
    code: 'var got="";LoopbackB.on("data",function(d){got+=d;if(got.length>=11){LoopbackB.removeAllListeners();done(got)}});LoopbackA.print(65);LoopbackA.print([1,2]);LoopbackA.print("a\\n");LoopbackA.println("x");LoopbackA.write(65)',
    real: '"651,2a\\nx\\r\\nA"',
  },
  {
    title: "does not deliver bytes before the code at hand has ended",
    code: 'var r=[],g="";LoopbackB.on("data",function(d){g+=d;if(g.length==2){LoopbackB.removeAllListeners();done([r,g])}});LoopbackA.write("a");LoopbackA.write("b");r.push("written")',
    real: '[["written"],"ab"]',
  },
  {
    title: "splits what arrives at once into events of up to 63 bytes",
    code: 'var r=[],n=0;LoopbackB.on("data",function(d){r.push(d.length);n+=d.length;if(n==200){LoopbackB.removeAllListeners();done(r)}});LoopbackA.write("x".repeat(200))',
    real: "[1,63,63,63,10]",
  },
  {
    title: "keeps bytes without listener for read",
    code: 'LoopbackA.write("hello");setTimeout(function(){done([LoopbackB.available(),LoopbackB.read(2),LoopbackB.read(),LoopbackB.read(),LoopbackB.available()])},100)',
    real: '[5,"he","llo","",0]',
  },
  {
    title: "gives waiting bytes to a first listener",
    code: 'LoopbackA.write("hello");setTimeout(function(){var r=[];LoopbackB.on("data",function(d){r.push(d)});setTimeout(function(){LoopbackB.removeAllListeners();done([r,LoopbackB.available()])},100)},100)',
    real: '[["hello"],0]',
  },
  {
    title: "keeps at most 512 bytes without listener",
    code: 'var i=0;function f(){LoopbackA.write("x".repeat(100));if(++i<6)setTimeout(f,5);else setTimeout(function(){done([LoopbackB.available(),LoopbackB.read().length,E.getErrorFlags()])},50)}E.getErrorFlags();f()',
    real: '[512,512,["BUFFER_FULL"]]',
  },
  {
    title: "loses bytes when the queue is full and says so",
    code: 'var n=0,fl;E.getErrorFlags();LoopbackB.on("data",function(d){n+=d.length});LoopbackA.write("y".repeat(3000));setTimeout(function(){LoopbackB.removeAllListeners();done([n<3000,n>900,E.getErrorFlags()])},100)',
    real: '[true,true,["FIFO_FULL"]]',
  },
  {
    title: "announces error flags as an event",
    code: 'E.getErrorFlags();var r;E.on("errorFlag",function(f){r=f});LoopbackB.on("data",function(){});LoopbackA.write("y".repeat(3000));setTimeout(function(){LoopbackB.removeAllListeners();E.removeAllListeners("errorFlag");E.getErrorFlags();done(r)},100)',
    real: '["FIFO_FULL"]',
  },
  {
    title: "delivers injected bytes",
    code: 'var g="";LoopbackB.on("data",function(d){g+=d;if(g.length==3){LoopbackB.removeAllListeners();done(g)}});LoopbackB.inject("hi",33)',
    real: '"hi!"',
  },
  {
    title: "calls several listeners and removes one",
    code: 'var r=[],f=function(d){r.push("f"+d)},g=function(d){r.push("g"+d);if(d=="2"){LoopbackB.removeAllListeners();done(r)}};LoopbackB.on("data",f);LoopbackB.on("data",g);LoopbackA.write("1");setTimeout(function(){LoopbackB.removeListener("data",f);LoopbackA.write("2")},100)',
    real: '["f1","g1","g2"]',
  },
  {
    title: "goes on after an exception in a data listener",
    code: 'var n=0;LoopbackB.on("data",function(d){if(n++)return LoopbackB.removeAllListeners(),done(d);throw new Error("expected")});LoopbackA.write("1");setTimeout(function(){LoopbackA.write("2")},100)',
    real: '"2"',
  },
  {
    title: "gives events to every object",
    code: 'var o={},r=[];o.on("x",function(a,b){r.push(a,b,this===o);setTimeout(function(){done(r)},10)});o.emit("x",1,2);r.push("emitted")',
    real: '["emitted",1,2,true]',
  },
  {
    title: "formats dates",
    code: 'var d=new Date(1767225600123);done([d.toISOString(),d.toJSON(),d.toString(),d.toUTCString(),d.toLocalISOString(),d.getTime(),d.getFullYear(),d.getMonth(),d.getDate(),d.getDay(),d.getHours(),d.getMilliseconds(),""+d,d-1])',
    real: '["2026-01-01T00:00:00.123Z","2026-01-01T00:00:00.123Z","Thu Jan 1 2026 00:00:00 GMT+0000","Thu, 1 Jan 2026 00:00:00 GMT","2026-01-01T00:00:00.123+0000",1767225600123,2026,0,1,4,0,123,"1767225600123",1767225600122]',
  },
  {
    title: "makes dates",
    code: 'done([new Date(2026,0,1,5,6,7,8).getTime(),new Date("2026-01-01T00:00:00Z").getTime(),new Date("2026-01-01T00:00:00").getTime(),Date.parse("Thu, 01 Jan 2026 00:00:00 GMT"),new Date(0).getTime(),typeof Date.now()])',
    real: '[1767243967008,1767225600000,1767225600000,1767225600000,0,"number"]',
  },
  {
    title: "follows the time zone",
    code: 'E.setTimeZone(2);var d=new Date(1767225600123),r=[d.toString(),d.toISOString(),d.getHours(),d.getTimezoneOffset(),d.toLocalISOString(),new Date(2026,0,1,5).getTime(),new Date("2026-01-01T00:00:00").getTime()];E.setTimeZone(0);done(r)',
    real: '["Thu Jan 1 2026 02:00:00 GMT+0200","2026-01-01T00:00:00.123Z",2,-120,"2026-01-01T02:00:00.123+0200",1767236400000,1767218400000]',
  },
  {
    title: "names a missing module",
    code: 'try{require("nope");done("none")}catch(e){done(e.message)}',
    real: '"Module \\"nope\\" not found"',
  },
  {
    title: "loads modules from text",
    code: 'Modules.addCached("m1","exports.a=function(){return 5}");Modules.addCached("m2",function(){exports.b=6});done([require("m1").a(),require("m2").b,require("m1")===require("m1")])',
    real: "[5,6,true]",
  },
  {
    title: "loads modules from Storage",
    code: 'require("Storage").write("m3","exports.c=7;");done(require("m3").c)',
    real: "7",
  },
  {
    title: "prefers a module that was given to a library of the same name, which comes back when it is removed",
    code: 'Modules.addCached("fs","exports.d=8");var a=require("fs").d;Modules.removeCached("fs");done([a,typeof require("fs").d,typeof require("fs").readFile])',
    real: '[8,"undefined","function"]',
  },
  {
    title: "does not find a module again that was given and removed",
    code: 'Modules.addCached("m5","exports.e=9");Modules.removeCached("m5");try{require("m5");done("none")}catch(e){done(e.message)}',
    real: '"Module \\"m5\\" not found"',
  },
  {
    title: "throws or answers for files that are not there",
    code: 'var fs=require("fs"),r=[];function t(f){try{r.push(f())}catch(e){r.push(e.message)}}t(function(){return fs.readFileSync("/nope/nope")});t(function(){return fs.readFile("/nope/nope")});t(function(){return fs.statSync("/nope/nope")});t(function(){return fs.readdirSync("/nope/nope")});t(function(){return fs.writeFileSync("/nope/nope","x")});t(function(){return fs.appendFileSync("/nope/nope","x")});t(function(){return fs.unlinkSync("/nope/nope")});done(r)',
    real: '["Could not open file : UNKNOWN","Could not open file : UNKNOWN",null,null,"Could not open file : UNKNOWN","Could not open file : UNKNOWN","Unable to delete file : UNKNOWN"]',
  },
  {
    title: "writes, appends, lists and removes files",
    code: 'var fs=require("fs"),r=[];r.push(fs.writeFileSync("rowfile","a\\xff"),fs.appendFileSync("rowfile","b"),fs.readFileSync("rowfile"),fs.statSync("rowfile").size,fs.readdirSync(".").indexOf("rowfile")>=0,fs.unlinkSync("rowfile"),fs.statSync("rowfile"));done(r)',
    real: '[true,true,"a\\u00FFb",3,true,true,null]',
  },
  {
    title: "has the hardware functions",
    code: 'done(["digitalWrite","digitalRead","digitalPulse","pinMode","setWatch","clearWatch","analogRead","getTime","setTime","getSerial","print","load","reset","changeInterval","getPinMode"].filter(function(n){return typeof global[n]!="function"}))',
    real: "[]",
  },
  {
    title: "gives a pin by its name, an empty object for no pin",
    code: 'done([""+new Pin("D1"),""+new Pin("Z9"),isNaN(undefined),(new Pin("D1")).read()])',
    real: '["D1","[object Object]",true,false]',
  },
  {
    title: "has a watchdog that is enabled and kicked without an answer",
    code: "done([E.enableWatchdog(3600,false),E.kickWatchdog()])",
    real: "[null,null]",
  },
  {
    title: "names itself",
    code: "done([process.env.BOARD,/^2v\\d+/.test(process.version),typeof process.memory().free,process.memory().rx.total,typeof getSerial(),E.getConsole()])",
    real: '["LINUX",true,"number",1024,"string","USB"]',
  },
];
