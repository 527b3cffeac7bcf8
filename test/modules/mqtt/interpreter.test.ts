/** The built module on the real interpreter: the same words and bytes whatever the cut, regular expressions of its own, and no growth. */
import { buildModule } from "../../../tools/build/bundle";
import { byteLiteral } from "../../../tools/interpreter/byte-literal";
import { runOnEspruino } from "../../tools/build/espruino-run";
import { describeOnInterpreter } from "../../tools/interpreter/on-interpreter";
import { connack, packet, PINGRESP, puback, publish, suback, unsuback } from "./peer";

/** `begin(options)` makes a client whose connection is `on` (its listeners) and `sent`. */
const PLAYER = `
var on={},sent="",full=false,said=[],client;
function begin(options) {
  options.clientId="c";
  options.connect=function() {
    return { on:function(e,f) { on[e]=f; }, write:function(d) { if (!full) sent+=d; return !full; }, end:function() { said.push("end"); } };
  };
  client=require("mqtts").create(options);
  client.on("connected",function(p) { said.push("connected "+p); });
  client.on("publish",function(p) { said.push([p.topic,p.message,p.qos,p.retain,p.dup].join()); });
  client.on("error",function(e) { said.push(e.message); });
  client.on("disconnected",function() { said.push("disconnected"); });
}
function open() { client.connect(); on.open(); }
function feed(stream,size) { for (var i=0;i<stream.length;i+=size) on.data(stream.substr(i,size)); }
function take() { var all=[said,sent]; said=[]; sent=""; return all; }
`;

describeOnInterpreter("mqtts on the interpreter", (interpreter) => {
  let code: string;
  beforeAll(async () => ({ code } = await buildModule({ name: "mqtts" })));

  const run = (...calls: string[]): Promise<string[]> =>
    runOnEspruino(interpreter, [`Modules.addCached("mqtts",${byteLiteral(code)});`, PLAYER, ...calls].join("\n"));

  it("talks to a broker, whatever the cut", async () => {
    const stream =
      connack(0, 1) +
      publish("a/\xc3\xa9", "\0\r\nOK\r\n\xff", 2, 513) +
      suback(1, 1) +
      puback(2) +
      PINGRESP +
      publish("b", "x".repeat(300), 11, 7) +
      unsuback(3);
    const dialogue = (size: number): string[] => [
      'begin({clean:false,username:"u",password:"p",will:{topic:"w",message:"m",qos:1,retain:true}});',
      'client.subscribe("s/+/#",{qos:1},function(e,q) { said.push("granted "+e+" "+q); });',
      'client.publish("p","\\xe9",{qos:1,retain:true},function(e) { said.push("delivered "+e); });',
      'client.unsubscribe("u",function(e) { said.push("left "+e); });',
      `open();feed(${byteLiteral(stream)},${size});client.disconnect();on.close();out(take());`,
      // What was not acknowledged goes again.
      `client.publish("q","1",{qos:1});open();feed(${byteLiteral(connack())},2);on.error(new Error("lost"));sent="";`,
      `open();feed(${byteLiteral(connack())},1);out(take());`,
    ];
    const connect = packet(0x10, "\0\x04MQTT\x04\xec\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p");
    const requests = packet(0x82, "\0\x01\0\x05s/+/#\x01") + publish("p", "\xe9", 3, 2) + packet(0xa2, "\0\x03\0\x01u");
    const again =
      packet(0x10, "\0\x04MQTT\x04\xec\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p") + publish("q", "1", 10, 4);
    const right = [
      [
        [
          "connected true",
          "a/\xc3\xa9,\0\r\nOK\r\n\xff,1,false,false",
          "granted null 1",
          "delivered null",
          `b,${"x".repeat(300)},1,true,true`,
          "left null",
          "end",
          "end",
          "disconnected",
        ],
        connect + requests + puback(513) + puback(7) + "\xe0\0",
      ],
      [["connected false", "end", "lost", "disconnected", "connected false"], again],
    ];
    for (const size of [1, 3, 64, 1500])
      expect((await run(...dialogue(size))).map((text) => JSON.parse(text) as unknown)).toEqual(right);
  });

  it("refuses what is no topic, and sends characters as UTF-8", async () => {
    const said = await run(
      `begin({});open();feed(${byteLiteral(connack())},4);take();`,
      "function attempt(f) { try { f(); out(true); } catch (e) { out(e.message); } }",
      ...["a/+", "#", "a\\0b", ""].map((topic) => `attempt(function() { client.publish("${topic}","m"); });`),
      ...["a/b+", "+a", "a/#/b", "a#"].map((topic) => `attempt(function() { client.subscribe("${topic}"); });`),
      ...["#", "+", "a/+/b/#", "/+"].map((topic) => `attempt(function() { client.subscribe("${topic}"); });`),
      'sent="";client.publish("t",E.asUTF8("\\xc3\\xa9"));out(sent);',
    );
    const refused = ["a/+", "#", "a\0b", "", "a/b+", "+a", "a/#/b", "a#"].map((topic) => `MQTT: bad topic ${topic}`);
    expect(said.map((text) => JSON.parse(text) as unknown)).toEqual([
      ...refused,
      true,
      true,
      true,
      true,
      publish("t", "\xc3\xa9"),
    ]);
  });

  it("takes no more memory after a hundred connections and a thousand messages, nor for a packet without end", async () => {
    const said = await run(
      "begin({});var before=0,i,j;",
      "function round() {",
      `  open();feed(${byteLiteral(connack())},4);`,
      `  for (j=0;j<5;j++) { client.publish("a","b",{qos:1}); feed("@\\2"+sent.substr(sent.length-3,2),4); feed(${byteLiteral(publish("c", "d", 2, 9))},5); }`,
      '  on.error(new Error("lost"));on={};said=[];sent="";',
      "}",
      "round();round();process.memory();before=process.memory().usage;",
      "for (i=0;i<100;i++) round();process.memory();out(process.memory().usage-before);",
      `open();feed(${byteLiteral(connack())},4);said=[];sent="";process.memory();before=process.memory().usage;`,
      `feed(${byteLiteral(publish("a", "x".repeat(2000)).substr(0, 500))},100);`,
      "out(said.slice(0,2));said=[];on={};sent='';out(process.memory().usage<=before);",
    );
    // The last identifier may have become a number that takes a variable.
    expect(+said[0]!).toBeLessThanOrEqual(1);
    expect(said.slice(1)).toEqual(['["end","MQTT: packet 0x30, 2003 bytes: see maxPacketBytes"]', "true"]);
  });
});
