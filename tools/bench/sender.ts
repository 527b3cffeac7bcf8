/** The senders that are compared, as modules for the interpreter. Each exports `connect(port)` -> `write(payload)`, see send-entry.ts. */
import type { ReaderName } from "./reader";

export interface Sender {
  name: ReaderName;
  /** Module name -> text, put where `require` finds it. The module `sender` is the one that the bench loads. */
  modules: Record<string, string>;
}

/** Writes command and payload to the port without a thought: the floor, which the bench's own loop makes. */
export const emptySender: Sender = {
  name: "empty",
  modules: {
    sender: `exports.connect=function(port){
port.on("data",function(chunk){});
return function(payload){port.write("AT+QSSLSEND=0,"+payload.length+"\\r");port.write(payload)};
};`.replaceAll("\n", ""),
  },
};

/** Drives Espruino's AT module as the modem modules that come with Espruino do: a handler for the prompt, then the command. */
const atModuleDriver = `
exports.connect=function(port){
var at=require("AT").connect(port);
return function(payload){
at.register("> ",function(t){at.unregister("> ");at.write(payload);return t.substr(2)});
at.cmd("AT+QSSLSEND=0,"+payload.length+"\\r\\n",1e4,function(line){if(line!="SEND OK")throw new Error(line)});
};
};`.replaceAll("\n", "");

/** @param text of the module `AT`; undefined when the interpreter has it built in. */
export function atModuleSender(text: string | undefined): Sender {
  return { name: "AT.min.js", modules: { ...(text === undefined ? {} : { AT: text }), sender: atModuleDriver } };
}

/** @param text made by `buildBenchModule` of send-entry.ts. */
export function ourSender(text: string): Sender {
  return { name: "ours", modules: { sender: text } };
}
