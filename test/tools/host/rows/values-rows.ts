import type { Row } from "./row";

/** Values and their texts: strings, regular expressions, numbers, JSON, arrays and objects. A table, so longer than a file of code. */
export const valuesRows: Row[] = [
  {
    title: "parses integers",
    code: 'done([parseInt("12abc"),parseInt("abc"),parseInt("0x1f"),parseInt("077"),parseInt("1e3"),parseInt(""),parseInt(" 42 "),parseInt("-7"),parseInt("ff",16),parseInt(undefined)])',
    real: "[12,null,31,77,1,null,42,-7,255,null]",
  },
  {
    title: "reads base64 over line breaks",
    code: String.raw`done([atob("QUJD\nREVG\r\n"),atob(""),atob("AP8=").charCodeAt(1)])`,
    real: '["ABCDEF","",255]',
  },
  {
    title: "parses numbers",
    code: 'done([parseFloat("1.5x"),parseFloat("."),parseFloat("-2.5e2"),Number(""),Number("1x"),Number("0x10"),Number(undefined),Number(null),Number(true),+"",+"3",+"-1.5"])',
    real: "[1.5,null,-250,0,null,16,null,0,1,0,3,-1.5]",
  },
  {
    title: "makes integers with bit operators",
    code: 'done(["5"|0,""|0,"x"|0,1.9|0,-1.9|0,4294967295|0,undefined|0,null|0,1<<31,-1>>>0,-1>>>28,5&3,5^3,~5])',
    real: "[5,0,0,1,-1,-1,0,0,-2147483648,4294967295,15,1,6,-6]",
  },
  {
    title: "divides and takes remainders",
    code: "done([7/2,7%3,-7%3,7.5%2,1/0,-1/0,0/0,2147483647+1,2147483647*2])",
    real: "[3.5,1,-1,1.5,null,null,null,2147483648,4294967294]",
  },
  {
    title: "compares with conversion",
    code: 'done(["1"==1,""==0,null==undefined,null==0,"a"=="a","10"<"9","10"<9,NaN==NaN,[1]==1,true=="1"])',
    real: "[true,true,true,false,true,true,false,false,true,true]",
  },
  {
    title: "has a length and charCodeAt that answers NaN outside",
    code: 'done(["abc".length,"abc".charCodeAt(1),"abc".charCodeAt(9),"abc"[1],"abc"[9]===undefined,"abc".charAt(9)])',
    real: '[3,98,null,"b",true,""]',
  },
  {
    title: "finds text",
    code: 'var s="OK\\r\\n+QSSLURC: \\"recv\\",0\\r\\n";done([s.indexOf("\\r\\n"),s.indexOf("\\r\\n",3),s.indexOf("x"),s.indexOf(""),s.lastIndexOf("\\r\\n"),s.indexOf("OK",-5),s.indexOf("OK",99),s.includes("recv"),s.startsWith("OK"),s.endsWith("\\n"),s.startsWith("+",4)])',
    real: "[2,22,-1,0,22,0,-1,true,true,true,true]",
  },
  {
    title: "takes a pattern that the end of the text cuts off for found",
    code: 'done(["abc\\r".indexOf("\\r\\n"),"abc\\r\\n".indexOf("\\r\\n\\r\\n"),"ab".indexOf("xc"),"ab".indexOf("abc"),"aab".indexOf("abc"),"x|OK|".indexOf("|NO|"),"abcd".indexOf("d",9),"abc".indexOf("",3),"abc\\r\\n".split("\\r\\n\\r").length,"abb".lastIndexOf("bc")])',
    real: "[3,3,-1,-1,1,4,-1,-1,1,-1]",
  },
  {
    title: "cuts text",
    code: 'var s="abcdef";done([s.substr(1,2),s.substr(-2),s.substr(4,9),s.substr(9),s.substring(1,3),s.substring(3,1),s.slice(1,-1),s.slice(-2),s.slice(2),s.substr(2)])',
    real: '["bc","ef","ef","","bc","bc","bcde","ef","cdef","cdef"]',
  },
  {
    title: "splits and joins",
    code: 'done(["a,b,,c".split(","),"abc".split(""),"a".split(","),"".split(","),[1,2].join("-"),[].join(),[1,[2,3]].join(),[null,undefined,1].join()])',
    real: '[["a","b","","c"],["a","b","c"],["a"],[""],"1-2","","1,2,3",",,1"]',
  },
  {
    title: "trims, pads and repeats",
    code: 'done([" a\\r\\n".trim(),"7".padStart(3,"0"),"7".padEnd(3),"1234".padStart(2),"ab".repeat(3),"ab".repeat(0)])',
    real: '["a","007","7  ","1234","ababab",""]',
  },
  {
    title: "replaces text",
    code: 'done(["a-b-c".replace("-","+"),"a-b-c".replace(/-/g,"+"),"x1y2".replace(/\\d/g,function(d){return d*2}),"a.b.a".replaceAll("a","c"),"abc".replace(/(b)/,"[$1]")])',
    real: '["a+b-c","a+b+c","x2y4","c.b.c","a[b]c"]',
  },
  {
    title: "changes case",
    code: 'done(["aBc".toUpperCase(),"aBc".toLowerCase()])',
    real: '["ABC","abc"]',
  },
  {
    title: "makes characters from codes",
    code: 'done([String.fromCharCode(65,66),String.fromCharCode(0,255).length,String(12),String(null),String(undefined),String([1,2]),""+{}])',
    real: '["AB",2,"12","null","undefined","1,2","[object Object]"]',
  },
  {
    title: "matches regular expressions",
    code: 'var m=/^\\+(\\w+): (\\d+),"(.*)"$/.exec("+CREG: 12,\\"ab\\"");done([m&&m[1],m&&m[2],m&&m[3],m&&m.index,/x/.exec("a"),/^[0-9a-fA-F]+$/.test("12aF"),"a1b22".match(/\\d+/g),"k=v".match(/(.)=(.)/)[2]])',
    real: '["CREG","12","ab",0,null,true,["1","22"],"v"]',
  },
  {
    title: "knows no groups without number in regular expressions",
    code: 'done(/^(?:a)b$/.exec("ab"))',
    real: "null",
    host: { answer: '["ab"]', reason: "Node's expressions are the full ones" },
  },
  {
    title: "knows no blanks around a number's text",
    code: 'done(Number(" 12 "))',
    real: "null",
    host: { answer: "12", reason: "Node's conversion" },
  },
  {
    title: "writes numbers in JSON",
    code: "done([0.1+0.2,21.3,-21.35,0.05,100.1,123456.789,1e5,-0,123456789012,4294967296,0.00001,1.5e-5])",
    real: "[0.3,21.3,-21.35,0.05,100.1,123456.789,100000,0,123456789012,4294967296,0.00001,0.000015]",
  },
  {
    title: "cuts numbers after eleven decimals in JSON",
    code: "done([1/3,2/3,3.14159265358979,1/7])",
    real: "[0.33333333333,0.66666666666,3.14159265358,0.14285714285]",
  },
  {
    title: "writes special values in JSON",
    code: "done([NaN,Infinity,undefined,null,true,function(){},new Date(0)])",
    real: '[null,null,null,null,true,undefined,"1970-01-01T00:00:00.000Z"]',
  },
  {
    title: "leaves functions and undefined out of objects in JSON",
    code: "done({a:undefined,b:function(){},c:1,d:null,e:{toJSON:function(){return 5}}})",
    real: '{"c":1,"d":null,"e":5}',
  },
  {
    title: "escapes all that is not ASCII in JSON",
    code: 'done("a\\xff\\x00\\x80\\n\\r\\t\\x7f\\x1b\\b\\f\\v\\"\\\\/")',
    real: '"a\\u00FF\\u0000\\u0080\\n\\r\\t\\u007F\\u001B\\b\\f\\u000B\\"\\\\/"',
  },
  {
    title: "answers a text for undefined in JSON",
    code: 'done([JSON.stringify(undefined),JSON.stringify(null),JSON.stringify("x"),JSON.stringify(1.5)])',
    real: '["null","null","\\"x\\"","1.5"]',
  },
  {
    title: "writes typed arrays as arrays in JSON",
    code: "done([new Uint8Array([1,2]),{a:new Int16Array([-1])}])",
    real: '[[1,2],{"a":[-1]}]',
  },
  {
    title: "reads JSON",
    code: 'done([JSON.parse("{\\"a\\":[1,-2.5,true,null,\\"x\\\\u0041\\\\n\\"]}"),JSON.parse(" 12 "),JSON.parse("\\"a\\""),JSON.parse("[]"),JSON.parse("{}"),JSON.parse("1e3")])',
    real: '[{"a":[1,-2.5,true,null,"xA\\n"]},12,"a",[],{},1000]',
  },
  {
    title: "ignores what follows a value in JSON",
    code: 'done([JSON.parse("1 2"),JSON.parse("[1,]"),JSON.parse("{\\"a\\":1,}")])',
    real: '[1,[1],{"a":1}]',
  },
  {
    title: "throws SyntaxError for bad JSON",
    code: 'var r=[];["","{","[1","{a:1}","x","{\\"a\\" 1}","\\"abc"].forEach(function(s){try{JSON.parse(s);r.push("none")}catch(e){r.push(e instanceof SyntaxError)}});done(r)',
    real: "[true,true,true,true,true,true,true]",
  },
  {
    title: "tells what is wrong in bad JSON",
    code: 'var r=[];["","{","[1"].forEach(function(s){try{JSON.parse(s);r.push("none")}catch(e){r.push(e.message)}});done(r)',
    real: '["Expecting valid value, got EOF","Got EOF expected \'}\'","Got EOF expected \',\'"]',
  },
  {
    title: "indents JSON",
    code: "done(JSON.stringify({a:1,b:[1,{c:2}]},null,2))",
    real: '"{ \\n  \\"a\\": 1, \\n  \\"b\\": [ \\n    1, \\n    { \\n      \\"c\\": 2\\n     }\\n   ]\\n }"',
  },
  {
    title: "formats with toFixed and radix",
    code: "done([(0.5).toFixed(2),(21.345).toFixed(1),(123.456).toFixed(0),(255).toString(16),(5).toString(2),(10).toString(),(1).toFixed(1)])",
    real: '["0.50","21.3","123","ff","101","10","1.0"]',
  },
  {
    title: "writes simple numbers in text",
    code: 'done([""+21.3,`${0.5}`,""+1e5,""+NaN,""+(1/0),"a"+1+2,1+2+"a",""+true,""+null])',
    real: '["21.3","0.5","100000","NaN","Infinity","a12","3a","true","null"]',
  },
  {
    title: "rounds",
    code: "done([Math.round(2.5),Math.round(-2.5),Math.floor(-1.5),Math.ceil(1.2),Math.abs(-3),Math.min(1,2),Math.max(1,5,2),Math.pow(2,10),Math.sqrt(16)])",
    real: "[3,-3,-2,2,3,1,5,1024,4]",
  },
  {
    title: "keeps the order of keys",
    code: "done([Object.keys({b:1,a:2,c:3}),Object.keys({x:1,y:2}).length])",
    real: '[["b","a","c"],2]',
  },
  {
    title: "keeps integer keys where they were made",
    code: "var o={};o.b=1;o[2]=1;o.a=1;o[1]=1;done(Object.keys(o))",
    real: '["b","2","a","1"]',
    host: { answer: '["1","2","b","a"]', reason: "Node puts integers first" },
  },
  {
    title: "deletes and tests keys",
    code: 'var o={a:1,b:2};delete o.a;done([o,"a" in o,"b" in o,o.hasOwnProperty("b"),o.z===undefined])',
    real: '[{"b":2},false,true,true,true]',
  },
  {
    title: "copies and lists objects",
    code: "done([Object.assign({a:1},{b:2},{a:3}),Object.values({a:1,b:2}),Object.entries({a:1})])",
    real: '[{"a":3,"b":2},[1,2],[["a",1]]]',
  },
  {
    title: "indexes arrays",
    code: "var a=[3,1,2];done([a.indexOf(1),a.indexOf(9),a.includes(2),a.length,a[5]===undefined,a.concat([4],5),a.slice(1),a.slice(-1),a])",
    real: "[1,-1,true,3,true,[3,1,2,4,5],[1,2],[2],[3,1,2]]",
  },
  {
    title: "searches arrays from a place",
    code: "done([[1,2,1].indexOf(1,1)])",
    real: "[2]",
  },
  {
    title: "splices and shifts",
    code: "var a=[1,2,3,4],r=[a.splice(1,2),a.splice(1,0,9),a.shift(),a.unshift(7),a.push(8),a.pop()];done([r,a])",
    real: "[[[2,3],[],1,3,4,8],[7,9,4]]",
  },
  {
    title: "sorts",
    code: 'done([[3,1,2].sort(),["b","a"].sort(),[10,9,1].sort(function(a,b){return a-b}),[1,2,3].reverse()])',
    real: '[[1,2,3],["a","b"],[1,9,10],[3,2,1]]',
  },
  {
    title: "sorts numbers without a function as text",
    code: "done([[10,9,1].sort()])",
    real: "[[1,10,9]]",
  },
  {
    title: "maps, filters and reduces",
    code: "done([[1,2,3].map(function(x){return x*2}),[1,2,3].filter(function(x){return x>1}),[1,2,3].reduce(function(a,b){return a+b},0),[1,2].some(function(x){return x>1}),[1,2].every(function(x){return x>1}),[5,6].find(function(x){return x>5}),[5,6].findIndex(function(x){return x>5})])",
    real: "[[2,4,6],[2,3],6,true,false,6,1]",
  },
  {
    title: "grows an array by index",
    code: "var a=[];a[2]=1;done([a.length,a])",
    real: "[3,[null,null,1]]",
  },
  {
    title: "cuts numbers after eleven decimals in text",
    code: 'done([""+1/3,`${0.1+0.2}`])',
    real: '["0.33333333333","0.3"]',
    host: { answer: '["0.3333333333333333","0.30000000000000004"]', reason: "Node's conversion" },
  },
];
