/** Writes the program that the interpreter runs to send: one sender, one size of payload, a number of commands. */
import { byteLiteral } from "../interpreter/byte-literal";
import type { Sender } from "./sender";

export interface SendRun {
  sender: Sender;
  payloadBytes: number;
  /** Payloads that are sent while it is measured. */
  sends: number;
}

/** What the program says at its end. */
export interface SendReport {
  /** What came out at the port in the two sends of proof, by CRC-32. */
  sent: [lengthBytes: number, crc: number][];
}

/** What the modem of the bench answers until a connection is open; more rounds than it takes, so that all senders get as many. */
const OPENING_ROUNDS = 40;
const ANSWERS = { probe: "\r\n+CMEE: 1\r\n\r\nOK\r\n", open: "\r\nOK\r\n\r\n+QSSLOPEN: 0,0\r\n", other: "\r\nOK\r\n" };

/** Every byte value, line ends and prompts among them. */
export function sendPayload(lengthBytes: number): string {
  return Array.from({ length: lengthBytes }, (_, i) => String.fromCharCode(i & 255)).join("");
}

/**
 * The program. `setTimeout` is replaced: what was set when an answer is complete (a guard time) is called at once. First a modem that says
 * OK until the connection is open; then one payload to prove what comes out at the port, the measured ones, and one
 * more proof. While measuring the port takes what it is given.
 */
export function sendScript({ sender, payloadBytes, sends }: SendRun): string {
  const modules = Object.entries(sender.modules).map(
    ([name, text]) => `Modules.addCached(${byteLiteral(name)},${byteLiteral(text)});`,
  );
  return [
    'var timer,handler,out="",sent=[];',
    "global.setTimeout=function(f){timer=f;return 1};global.clearTimeout=function(){timer=0};",
    // An interval that runs would keep the interpreter from ending.
    "global.setInterval=function(){return 1};",
    ...modules,
    "function nothing(){}",
    "function keep(text){out+=text}",
    "var port={write:keep,removeAllListeners:nothing,on:function(e,f){handler=f}};",
    "function answer(text){",
    `return text.includes("+CMEE")?${byteLiteral(ANSWERS.probe)}:text.includes("LOPEN=")?${byteLiteral(ANSWERS.open)}:${byteLiteral(ANSWERS.other)}`,
    "}",
    "function open(){",
    `for(var i=0;i<${OPENING_ROUNDS};i++){`,
    'var text=out;out="";',
    "if(text)handler(answer(text));",
    "if(timer)timer();",
    "}",
    "}",
    "function payload(){",
    `for(var b=${byteLiteral(sendPayload(Math.min(payloadBytes, 256)))},t=b;t.length<${payloadBytes};)t+=b;`,
    `return t.substr(0,${payloadBytes})`,
    "}",
    "function feed(h,write,text,sends){",
    "while(sends--){",
    "write(text);",
    'h("\\r\\n> ");',
    'h("\\r\\nSEND OK\\r\\n");',
    "if(timer)timer();",
    "}",
    "}",
    "function run(){",
    'var write=require("sender").connect(port),text=payload();',
    "Modules.removeAllCached();",
    "open();",
    'function prove(){out="";port.write=keep;feed(handler,write,text,1);sent.push([out.length,E.CRC32(out)])}',
    "prove();",
    "port.write=nothing;",
    `feed(handler,write,text,${sends});`,
    "prove();",
    "}",
    'try{run();print("@bench "+JSON.stringify({sent}))}',
    'catch(e){print("@error "+e.toString())}',
    "quit();",
    "",
  ].join("\n");
}
