import type { Row } from "./row";

/** Files in flash memory. A table, so longer than a file of code. */
export const storageRows: Row[] = [
  {
    title: "is empty at first",
    code: 'var s=require("Storage");s.eraseAll();done([s.getFree(),s.list(),s.read("x"),s.readJSON("x"),s.readJSON("x",1),s.readArrayBuffer("x")])',
    real: "[262144,[],null,null,null,null]",
  },
  {
    title: "writes and reads back",
    code: 'var s=require("Storage");done([s.write("a","hello"),s.read("a"),s.read("a",1,2),s.read("a",-3,2),s.read("a",3,9),s.read("a",9,1),s.read("a",1),s.read("a",0,0)])',
    real: '[true,"hello","el","he","lo","","ello","hello"]',
  },
  {
    title: "counts free bytes with headers and alignment",
    code: 'var s=require("Storage"),f=[];s.eraseAll();f.push(s.getFree());s.write("a","12345");f.push(s.getFree());s.write("b","1234");f.push(s.getFree());s.write("a","12345");f.push(s.getFree());s.write("a","12346");f.push(s.getFree());s.erase("a");f.push(s.getFree());done(f)',
    real: "[262144,262104,262068,262068,262028,262028]",
  },
  {
    title: "leaves an equal file where it is",
    code: 'var s=require("Storage");s.eraseAll();s.write("a","xy");var h=s.getStats();s.write("a","xy");done([h,s.getStats()])',
    real: '[{"totalBytes":262144,"freeBytes":262108,"fileBytes":36,"fileCount":1,"trashBytes":0,"trashCount":0},{"totalBytes":262144,"freeBytes":262108,"fileBytes":36,"fileCount":1,"trashBytes":0,"trashCount":0}]',
  },
  {
    title: "lists files in the order of their places",
    code: 'var s=require("Storage");s.eraseAll();s.write("b","1");s.write("a","2");s.write("b","3");done([s.list(),s.list(/^a/),s.list(/x/)])',
    real: '[["a","b"],["a"],[]]',
  },
  {
    title: "cuts names after 28 characters",
    code: 'var s=require("Storage");s.eraseAll();var n="0123456789012345678901234567890";done([s.write(n,"x"),s.list(),s.read(n),s.read(n.substr(0,28)),s.read(n.substr(0,27))])',
    real: '[true,["0123456789012345678901234567"],"x","x",null]',
  },
  {
    title: "fills a file of a given size piece by piece",
    code: 'var s=require("Storage"),r=[];s.eraseAll();s.write("f","ab",0,8);r.push(""+s.read("f"));s.write("f","ef",4);r.push(""+s.read("f"));s.write("f","cd",2);r.push(""+s.read("f"));s.write("f","gh",6);r.push(""+s.read("f"));done(r)',
    real: '["ab\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF","ab\\u00FF\\u00FFef\\u00FF\\u00FF","abcdef\\u00FF\\u00FF","abcdefgh"]',
  },
  {
    title: "refuses to write where something is",
    code: 'var s=require("Storage"),r=[];s.eraseAll();s.write("f","abcd",0,8);function t(f){try{r.push(f())}catch(e){r.push(e.message)}}t(function(){return s.write("f","xx",2)});t(function(){return s.write("f","cd",2)});t(function(){return s.write("f","\\x00",1)});t(function(){return s.write("f","123456789",4)});t(function(){return s.write("f","e",4)});t(function(){return s.write("f","",4)});r.push(s.read("f"));done(r)',
    real: '["File already written with different data","File already written with different data","File already written with different data","Too much data for file size",true,"Can\'t create zero length file","abcde\\u00FF\\u00FF\\u00FF"]',
  },
  {
    title: "starts a new file at offset 0",
    code: 'var s=require("Storage");s.eraseAll();s.write("f","abcd",0,8);s.write("f","x",0,8);done([s.read("f"),s.list(),s.getStats().trashCount])',
    real: '["x\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF",["f"],1]',
  },
  {
    title: "writes into a reserved file at offset 0",
    code: 'var s=require("Storage");s.eraseAll();s.write("f","\\xff",0,4);s.write("f","x",0,4);done([s.read("f"),s.list(),s.getStats().trashCount])',
    real: '["x\\u00FF\\u00FF\\u00FF",["f"],0]',
  },
  {
    title: "refuses what cannot be",
    code: 'var s=require("Storage"),r=[];s.eraseAll();function t(f){try{r.push(f())}catch(e){r.push(e.message)}}t(function(){return s.write("z","")});t(function(){return s.write("z")});t(function(){return s.write("z","1",4)});t(function(){return s.write("z","1",4,10)});t(function(){return s.write("z","1",-4,10)});t(function(){return s.write("z","1",0,300000)});r.push(s.list());done(r)',
    real: '["Can\'t create zero length file","Can\'t get pointer to data to write","Unable to find or create file","Unable to find or create file",false,"Unable to find or create file",[]]',
  },
  {
    title: "writes bytes, arrays and objects",
    code: 'var s=require("Storage");s.eraseAll();s.write("o",{a:1,b:[1,"x\\xff"]});s.write("p",[1,2,300]);s.write("q",new Uint8Array([4,5]));s.write("n",123);done([s.read("o"),s.readJSON("o"),s.read("p"),s.read("q"),s.read("n")])',
    real: '["{\\"a\\":1,\\"b\\":[1,\\"x\\\\u00FF\\"]}",{"a":1,"b":[1,"x\\u00FF"]},"\\u0001\\u0002,","\\u0004\\u0005","{"]',
  },
  {
    title: "writes a live string",
    code: 'var s=require("Storage"),u=new Uint8Array(3),t=E.toString(u);u.set("abc");s.write("l",t);done(s.read("l"))',
    real: '"abc"',
  },
  {
    title: "writes and reads compact JSON",
    code: 'var s=require("Storage");s.eraseAll();s.writeJSON("j",{a:1,"b-c":"x\\xff\\n\\"",d:[1.5,null,true]});done([s.read("j"),s.readJSON("j")])',
    real: '["{a:1,\\"b-c\\":\\"x\\\\xFF\\\\n\\\\\\"\\",d:[1.5,null,true]}",{"a":1,"b-c":"x\\u00FF\\n\\"","d":[1.5,null,true]}]',
  },
  {
    title: "reads bad JSON",
    code: 'var s=require("Storage"),r=[];s.write("bj","{a:");r.push(s.readJSON("bj",true));try{s.readJSON("bj");r.push("none")}catch(e){r.push(e.message)}done(r)',
    real: '[null,"Expecting valid value, got EOF"]',
  },
  {
    title: "erases",
    code: 'var s=require("Storage");s.eraseAll();s.write("a","1");done([s.erase("a"),s.erase("nope"),s.read("a"),s.list()])',
    real: "[null,null,null,[]]",
  },
  {
    title: "makes room by compacting when full",
    code: 'var s=require("Storage"),u=new Uint8Array(60000).fill(65);s.eraseAll();s.write("k","keep");for(var i=0;i<6;i++){u[0]=i;s.write("f",u)}done([s.list(),s.read("k"),s.read("f",0,2),s.getStats()])',
    real: '[["k","f"],"keep","\\u0005A",{"totalBytes":262144,"freeBytes":142044,"fileBytes":60068,"fileCount":2,"trashBytes":60032,"trashCount":1}]',
  },
  {
    title: "compacts",
    code: 'var s=require("Storage");s.eraseAll();s.write("a","1");s.write("b","2");s.erase("a");s.compact();done([s.list(),s.read("b"),s.getStats()])',
    real: '[["b"],"2",{"totalBytes":262144,"freeBytes":262108,"fileBytes":36,"fileCount":1,"trashBytes":0,"trashCount":0}]',
  },
  {
    title: "hashes names and places",
    code: 'var s=require("Storage"),r=[];s.eraseAll();r.push(s.hash());s.write("a","1");r.push(s.hash());s.write("b","1");r.push(s.hash(),s.hash(/b/));done(r)',
    real: "[-1412571974,-1356069066,1072095664,908416680]",
  },
  {
    title: "appends to a storage file",
    code: 'var s=require("Storage"),f;s.eraseAll();f=s.open("log","a");f.write("one\\ntwo\\n");f.write("three");f=s.open("log","a");f.write("!");f=s.open("log","r");done([f.getLength(),f.readLine(),f.read(2),f.readLine(),f.readLine(),f.readLine(),s.list(),s.list(undefined,{sf:true}),s.list(undefined,{sf:false})])',
    real: '[14,"one\\n","tw","o\\n","three!",null,["log\\u0001"],["log"],[]]',
  },
  {
    title: "carries a storage file over several parts",
    code: 'var s=require("Storage"),f,i;s.eraseAll();f=s.open("log","w");for(i=0;i<50;i++)f.write("line "+i+" of a long file that needs more than one part\\n");f=s.open("log","r");for(i=0;i<40;i++)f.readLine();done([f.readLine(),f.getLength(),s.getStats().fileCount,s.list(),(f.erase(),s.list())])',
    real: '["line 40 of a long file that needs more than one part\\n",2640,3,["log\\u0001"],[]]',
  },
  {
    title: "saves boot code",
    code: 'var s=require("Storage"),r=[];s.eraseAll();E.setBootCode("print(1)",false);r.push(s.list());E.setBootCode("print(2)",true);r.push(s.list(),""+s.read(".bootrst"));E.setBootCode();r.push(s.list());done(r)',
    real: '[[".bootcde"],[".bootrst"],"print(2)",[]]',
  },
  {
    title: "follows the flash with a string that was read",
    code: 'var s=require("Storage");s.eraseAll();s.write("f","ab",0,4);var t=s.read("f");s.write("f","cd",2);done(t)',
    real: '"abcd"',
    host: { answer: '"ab\\u00FF\\u00FF"', reason: "copy: Node's strings cannot follow memory" },
  },
];
