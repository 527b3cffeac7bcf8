/** The readers that are compared, as modules for the interpreter. Each exports `connect(port)` -> `[use, read]`, see at-entry.ts. */

export type ReaderName = "empty" | "AT.min.js" | "ours";

export interface Reader {
  name: ReaderName;
  /** Module name -> text, put where `require` finds it. The module `reader` is the one that the bench loads. */
  modules: Record<string, string>;
}

/** Does nothing with what it is given: the floor, which the bench's own loop makes. */
export const emptyReader: Reader = {
  name: "empty",
  modules: {
    reader:
      "exports.connect=function(port){port.on('data',function(chunk){});return[function(){},function(command){}]};",
  },
};

/**
 * Drives Espruino's AT module: lines by `registerLine`, payload by `register` and `getData`, commands by `cmd`.
 * A handler that finds no line end yet gives the text back and is called again.
 */
const atModuleDriver = `
exports.connect=function(port){
var at=require("AT").connect(port),onLine,onPayload;
function announce(prefix,field){
at.register(prefix,function(t){
var e=t.indexOf("\\r\\n");
if(e<0)return t;
var n=parseInt(t.substr(prefix.length,e).split(",")[field]);
onLine();
t=t.substr(e+2);
if(t.length>n){onPayload(t.substr(0,n));return t.substr(n)}
if(t.length)onPayload(t);
at.getData(n-t.length,onPayload);
return"";
});
}
announce('+QSSLURC: "recv",3,',0);
announce("+QSSLRECV: ",0);
return[function(line,payload){
if(onLine){at.unregisterLine("+CREG: ");at.unregisterLine("RING");at.unregisterLine('+QSSLURC: "recv",3')}
onLine=line;onPayload=payload;
at.registerLine("+CREG: ",line);at.registerLine("RING",line);at.registerLine('+QSSLURC: "recv",3',line);
},function(command){at.cmd("AT"+command+"\\r\\n",1e3,function(t){onLine()})}];
};`.replaceAll("\n", "");

/** @param text of the module `AT`; undefined when the interpreter has it built in. */
export function atModuleReader(text: string | undefined): Reader {
  return { name: "AT.min.js", modules: { ...(text === undefined ? {} : { AT: text }), reader: atModuleDriver } };
}

/** @param text made by `buildAtModule`. */
export function ourReader(text: string): Reader {
  return { name: "ours", modules: { reader: text } };
}
