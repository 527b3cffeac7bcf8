import type { Row } from "./row";

/** Calls `f` and keeps its answer or its error. */
const ATTEMPT = "var r=[];function t(f){try{r.push(f())}catch(e){r.push(e.message)}};";

/** The place of a file, found by walking the headers of Storage as a program does that needs the address of its file. */
const PLACE =
  'function place(n){var f=require("Flash"),a=0x10000000,h,s;for(;;){h=f.read(32,a);s=h[0]|h[1]<<8|h[2]<<16;if(s==0xffffff||!s)return;' +
  "if(E.toString(h.subarray(4,4+n.length))==n&&!h[4+n.length])return a+32;a+=32+(s+3&~3)}};";

/**
 * The flash memory by address, and files of Storage that are erased page by page. What was read is copied (`""+`), since the
 * interpreter's string follows the flash. A table, so longer than a file of code.
 */
export const flashRows: Row[] = [
  {
    title: "tells the page of an address",
    code: 'var f=require("Flash");done([f.getPage(0x10000000),f.getPage(0x10000401),f.getPage(0x1003ffff),f.getPage(0x10040000),f.getPage(0x0fffffff),f.getPage(),f.getPage("x"),f.getPage(-1),f.getPage("268435457")])',
    real: '[{"addr":268435456,"length":1024},{"addr":268436480,"length":1024},{"addr":268696576,"length":1024},null,null,null,null,null,{"addr":268435456,"length":1024}]',
  },
  {
    title: "counts all of the memory as free",
    code: 'done(require("Flash").getFree())',
    real: '[{"addr":268435456,"length":262144}]',
  },
  {
    title: "reads, 0 outside of the memory",
    code: 'var f=require("Flash");require("Storage").eraseAll();done([f.read(4,0x10000000),f.read(3,0x10000001),f.read(0,0x10000000),f.read(-1,0x10000000),f.read(4),f.read(),f.read(8,0x1003fffc),f.read(4,0x20000000),f.read(4.7,0x10000000),f.read(4,0x10000000) instanceof Uint8Array])',
    real: "[[255,255,255,255],[255,255,255],null,null,[0,0,0,0],null,[255,255,255,255,0,0,0,0],[0,0,0,0],[255,255,255,255],true]",
  },
  {
    title: "writes at any address, only clearing bits, and erases pages",
    code: 'var f=require("Flash"),r=[];require("Storage").eraseAll();r.push(f.write("abcd",0x10000000),f.write("xy",0x10000005),f.write([1,[2]],0x1000000a),f.write(5,0x1000000f),f.read(16,0x10000000),f.write("\\x0f\\xf0",0x10000001),f.read(5,0x10000000),f.write("z",0x10000400),f.erasePage(0x10000005),f.read(6,0x10000000),f.read(1,0x10000400),f.erasePage(0x10000400));done(r)',
    real: "[null,null,null,null,[97,98,99,100,255,120,121,255,255,255,1,2,255,255,255,5],null,[97,2,96,100,255],null,null,[255,255,255,255,255,255],[122],null]",
  },
  {
    title: "ignores writing and erasing outside of the memory",
    code: 'var f=require("Flash");require("Storage").eraseAll();done([f.write("abcd",0x20000000),f.write("abcd",0x0ffffffc),f.erasePage(0x20000000),f.erasePage(-1),f.read(4,0x10000000)])',
    real: "[null,null,null,null,[255,255,255,255]]",
  },
  {
    title: "refuses what cannot be written",
    code: `${ATTEMPT}var f=require("Flash");t(function(){f.write()});t(function(){f.write(undefined,0x10000000)});t(function(){f.write(null,0x10000000)});t(function(){return f.write("",0x10000000)});done(r)`,
    real: '["Data is not defined","Data is not defined","Expecting Number or iterable, got null",null]',
  },
  {
    title: "refuses to erase what is no integer",
    code: `${ATTEMPT}var f=require("Flash");["",1.5,"268435456",true,null,[]].forEach(function(a){t(function(){return f.erasePage(a||undefined)})});done(r)`,
    real: '["Address should be an integer, got undefined","Address should be an integer, got Number","Address should be an integer, got String","Address should be an integer, got Number","Address should be an integer, got undefined","Address should be an integer, got Array"]',
  },
  {
    title: "refuses to erase at a whole number that came of a division or of Math.floor",
    code: `${ATTEMPT}var f=require("Flash");require("Storage").eraseAll();t(function(){return f.erasePage(0x20000000/2)});t(function(){return f.erasePage(Math.floor(0x10000000))});t(function(){return f.erasePage(0x20000000/2|0)});t(function(){return f.erasePage(0x100003ff-0x100003ff%1024)});done(r)`,
    real: '["Address should be an integer, got Number","Address should be an integer, got Number",null,null]',
    host: { answer: "[null,null,null,null]", reason: "Node has one kind of number" },
  },
  {
    title: "shows the header of a file: size, flags and name, then the content",
    code: 'var s=require("Storage"),f=require("Flash");s.eraseAll();s.write("first","abc");s.open("log","w").write("xyz");done([f.read(36,0x10000000),f.read(40,0x10000024)])',
    real: "[[3,0,0,0,102,105,114,115,116,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,97,98,99,255],[224,3,0,64,108,111,103,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,120,121,122,255,255,255,255,255]]",
  },
  {
    title: "lets a program find its file by walking the headers, deleted ones between",
    code: `${PLACE}var s=require("Storage");s.eraseAll();s.write("a","12345");s.write("log","x",0,4000);s.write("a","1");s.erase("a");s.write("b","y");done([place("log"),place("b"),place("a"),place("lo"),E.toString(require("Flash").read(1,place("b")))])`,
    real: '[268435528,268439596,null,null,"y"]',
  },
  {
    title: "fills a file of a given size at offsets, unaligned too, and counts its room",
    code: 'var s=require("Storage"),r=[],g;s.eraseAll();g=s.getFree();s.write("log","[1]\\n",0,3000);r.push(g-s.getFree());s.write("log","[22]\\n",4);s.write("log","[3]\\n",9);r.push(g-s.getFree(),(""+s.read("log",0,14)),s.read("log",2990).length,s.list());done(r)',
    real: '[3032,3032,"[1]\\n[22]\\n[3]\\n\\u00FF",10,["log"]]',
  },
  {
    title: "refuses a place in a file that is not erased, even for the same bytes, and writes nothing",
    code: `${ATTEMPT}var s=require("Storage");s.eraseAll();s.write("log","[1]\\n",0,2000);t(function(){return s.write("log","[1]\\n",2)});t(function(){return s.write("log","\\n[2]\\n",3)});t(function(){return s.write("log","x".repeat(1997),4)});t(function(){return s.write("log","x",2000)});t(function(){return s.write("log","\\xff\\xff",6)});t(function(){return s.write("log","[2]\\n",4)});r.push((""+s.read("log",0,9)));done(r)`,
    real: '["File already written with different data","File already written with different data","Too much data for file size","Too much data for file size",true,true,"[1]\\n[2]\\n\\u00FF"]',
  },
  {
    title: "erases a page inside a file, which can be written again, and leaves the bytes around it",
    code: `${PLACE}${ATTEMPT}var s=require("Storage"),f=require("Flash"),p,g;s.eraseAll();s.write("a","before");s.write("log","x".repeat(4000),0,4096);s.write("b","behind");g=s.getFree();p=place("log");r.push(p);t(function(){return s.write("log","new",3000)});f.erasePage(p+1500&~1023);p=(p+1500&~1023)-p;r.push(p,(""+s.read("log",p-1,3)),(""+s.read("log",p+1022,4)),s.write("log","new",p),s.write("log","!",p+1023),(""+s.read("log",p-1,5)),(""+s.read("log",p+1021,4)),(""+s.read("a")),(""+s.read("b")),s.list(),s.getFree()-g);done(r)`,
    real: '[268435528,"File already written with different data",952,"x\\u00FF\\u00FF","\\u00FF\\u00FFxx",true,true,"xnew\\u00FF","\\u00FF\\u00FF!x","before","behind",["a","log","b"],0]',
  },
  {
    title: "moves a file with its erased pages when Storage is compacted",
    code: `${PLACE}var s=require("Storage"),f=require("Flash"),r=[],p;s.eraseAll();s.write("a","12345");s.write("log","x".repeat(3000),0,4096);s.write("b","behind");p=place("log");f.erasePage(p+1500&~1023);r.push(p,(""+s.read("log",951,2)));s.erase("a");s.compact();r.push(place("log"),(""+s.read("log",951,2)),(""+s.read("log",1974,4)),(""+s.read("b")),s.getStats().trashCount,s.write("log","new",952),s.write("log","end",4093),(""+s.read("log",950,6)));done(r)`,
    real: '[268435528,"x\\u00FF",268435488,"x\\u00FF","\\u00FF\\u00FFxx","behind",0,true,true,"xxnew\\u00FF"]',
  },
  {
    title: "finds a file whose pages are erased again after Storage had to make room for another",
    code: `${PLACE}var s=require("Storage"),r=[],i;s.eraseAll();s.write("big","0".repeat(60000));s.write("log","[1]\\n",0,4096);for(i=1;i<5;i++)s.write("big",i+"0".repeat(60000));r.push(s.list(),place("log"),(""+s.read("log",0,5)),s.write("log","[2]\\n",4),(""+s.read("log",0,9)));done(r)`,
    real: '[["log","big"],268435488,"[1]\\n\\u00FF",true,"[1]\\n[2]\\n\\u00FF"]',
  },
  {
    title: "keeps a file of a given size, whatever is in it, when it is written at an offset only",
    code: 'var s=require("Storage"),f=require("Flash"),r=[];s.eraseAll();s.write("log","\\xff",0,3000);r.push(s.getStats().trashCount);s.write("log","[1]\\n",1024);r.push(s.getStats().trashCount,(""+s.read("log",1024,4)));f.erasePage(0x10000400);r.push(s.write("log","[2]\\n",1024),s.getStats().trashCount);done(r)',
    real: '[0,0,"[1]\\n",true,0]',
  },
];
