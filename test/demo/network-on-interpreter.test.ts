/** Espruino's own network modules, and one from the public, over the modem: on the real interpreter, against real servers. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import path from "node:path";
import { crc32 } from "node:zlib";
import { RealClock } from "../../tools/clock";
import { freePort } from "../../tools/fleet/server-process";
import { byteLiteral } from "../../tools/interpreter/byte-literal";
import { EchoServer } from "../doubles/echo-server";
import { describeWithMosquitto, Mosquitto } from "../doubles/mosquitto-server";
import { describeWithNginx, NginxServer } from "../doubles/nginx-server";
import { ProgramSession } from "../doubles/program-session";
import { Random } from "../doubles/random";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

/** Writes down what happens; `get` fetches with Espruino's own module. */
const PROGRAM = `
var log=[],modem;
function note(text) { log.push(text); }
function get(options) {
  var body="";
  require("http").get(options,function(answer) {
    note(answer.statusCode);
    answer.on("data",function(data) { body+=data; });
    answer.on("close",function(isError) { note(body.length>99?E.CRC32(body):body); note("closed "+isError); });
  }).on("error",function(error) { note(error.code+" "+error.message); });
}
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:ca}},function(error,m) {
  modem=m;
  note(error?error.message:"online");
});
`;

/** Sends back what comes. */
const ECHO = `
function echo(options) {
  var socket=require("net").connect(options,function() { note("open"); });
  socket.on("data",function(data) { socket.write(data); });
  socket.on("error",function(error) { note(error.code+" "+error.message); });
}`;

/** Sends four bytes and closes when they have come back, doubled. */
const DATAGRAMS = `
function datagrams(own) {
  var socket=require("dgram").createSocket("udp4");
  socket.on("message",function(text,from) {
    note([text=="\\0\\xff\\r\\n\\0\\xff\\r\\n",from.size,from.address,from.port==port].join(" "));
    socket.close();
  });
  if (own) socket.bind(own);
  socket.send("\\0\\xff\\r\\n",port,"127.0.0.1");
}`;

/** Publishes what it has subscribed to itself. */
const TALK = `
function talk() {
  var mqtt=require("MQTT").create("server.example",{port:port,client_id:"espruino",username:"board",password:"secret"});
  mqtt.on("connected",function() {
    mqtt.subscribe("loop/#");
    mqtt.publish("loop/short","hello");
    mqtt.publish("loop/long",new Array(1501).join("x"));
  });
  mqtt.on("publish",function(p) { note(p.topic+" "+(p.message.length>99?p.message.length:p.message)); });
  mqtt.on("disconnected",function() { note("disconnected"); });
  mqtt.connect();
}`;

/** Modules of Espruino's own collection, which are no part of this project. */
const collection = process.env["ESPRUINO_MODULES"];
const mqttPath = path.join(collection ?? "", "MQTT.js");
const hasMqtt = collection !== undefined && existsSync(mqttPath);

/** Of each connection when there are twelve: an echo carries half of it each way. */
const LENGTH_BYTES = 100 * 1024;
/** What an echo may be behind by: the board holds it meanwhile. */
const WINDOW_BYTES = 4096;
/** At 115200 baud two minutes for what there is to carry; a loaded machine takes many times as long. */
const TWELVE_MS = 1800e3;

describeOnInterpreter("the network on the real interpreter", (interpreter) => {
  const directory = scratchDirectory();
  const session = new ProgramSession({
    interpreter,
    clock: new RealClock(),
    baud: 115200,
    modules: ["QuectelBringUp", "QuectelUdp", "QuectelNetwork", "QuectelSSL"],
  });
  const untilNoted = (count: number): Promise<void> => session.until(`log.length>=${count}`);
  const printed = (): string[] => session.board.lines.filter((line) => line !== "");

  async function listen(server: Server): Promise<number> {
    session.keep({ stop: () => server.close() });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  const secure = (listener: RequestListener): Promise<number> =>
    listen(createServer({ key: session.identity.keyPem, cert: session.identity.certPem }, listener));

  describeWithNginx("http and nginx", () => {
    it("fetches files over the modem's TLS, short ones and long ones", async () => {
      const long = Buffer.from(new Random(3).bytes(20_000));
      const nginx = session.keep(
        await NginxServer.start(directory(), {
          certificate: session.identity,
          files: { "/hello.txt": "hello", "/long.bin": long },
        }),
      );
      await session.start(nginx.port, PROGRAM);
      await untilNoted(1);
      await session.evaluate('get({host:"server.example",port:port,path:"/hello.txt"})');
      await untilNoted(4);
      await session.evaluate('get({host:"server.example",port:port,path:"/long.bin"})');
      await untilNoted(7);
      expect(await session.evaluate("log")).toEqual([
        "online",
        ...["200", "hello", "closed false"],
        ...["200", crc32(long), "closed false"],
      ]);
      expect(nginx.requests).toEqual([
        expect.stringMatching(/^TLSv1\.2 \S+ GET \/hello\.txt 200$/),
        expect.stringMatching(/^TLSv1\.2 \S+ GET \/long\.bin 200$/),
      ]);
      expect(printed()).toEqual([]);
    });
  });

  it("a URL https: goes over the modem's TLS although this build has its own, and http: is plain", async () => {
    const port = await secure((request, response) => void response.end(`safe ${request.url}`));
    const plain = await listen(createPlainServer((request, response) => void response.end(`plain ${request.url}`)));
    await session.start(port, PROGRAM);
    await untilNoted(1);
    await session.evaluate('get("https://server.example:"+port+"/a")');
    await untilNoted(4);
    await session.evaluate(`get("http://server.example:${plain}/b")`);
    await untilNoted(7);
    await session.evaluate('get("https://other.example:"+port+"/c")');
    await untilNoted(8);
    await session.evaluate(
      'require("tls").connect({host:"server.example",port:port},function(s) { note("open"); s.end(); })',
    );
    await untilNoted(9);
    expect(await session.evaluate("log")).toEqual([
      "online",
      ...["200", "safe /a", "closed false"],
      ...["200", "plain /b", "closed false"],
      "-13 SSL handshake failed",
      "open",
    ]);
    expect(printed()).toEqual(["other.example: QSSLOPEN 2: 566 (TCP or TLS failed: check port, CA, name, clock)"]);
  });

  it("a program that had http before still has no TLS in TLS: its https: is refused with a word", async () => {
    const port = await secure((_request, response) => void response.end("never"));
    await session.start(port, `var http=require("http");${PROGRAM}`);
    await untilNoted(1);
    await session.evaluate('try { http.get("https://server.example:"+port,note); } catch (e) { note(e.message); }');
    await untilNoted(2);
    expect(await session.evaluate("log")).toEqual(["online", "Unable to create socket"]);
    expect(printed()).toEqual(["https: require http after connect"]);
    expect(session.modem.status().sockets).toEqual([]);
  });

  describeWithMosquitto("a public MQTT module and Mosquitto", () => {
    (hasMqtt ? it : it.skip)(
      `publishes and subscribes over the modem's TLS${hasMqtt ? "" : " (skipped: set ESPRUINO_MODULES to the folder that holds MQTT.js)"}`,
      async () => {
        const { identity: certificate } = session;
        const broker = session.keep(await Mosquitto.start(directory(), { certificate, users: { board: "secret" } }));
        const module = readFileSync(mqttPath, "latin1");
        await session.start(broker.port, `Modules.addCached("MQTT",${byteLiteral(module)});${PROGRAM}${TALK}`);
        await untilNoted(1);
        await session.evaluate("talk()");
        await untilNoted(3);
        await broker.stop();
        await untilNoted(4);
        expect(await session.evaluate("log")).toEqual([
          "online",
          ...["loop/short hello", "loop/long 1500", "disconnected"],
        ]);
        expect(printed()).toEqual([]);
      },
    );
  });

  it("dgram sends and receives: on a port of its own choice, and on one that it was bound to", async () => {
    const server = createSocket("udp4").bind(0, "127.0.0.1");
    session.keep({ stop: () => server.close() });
    await once(server, "listening");
    server.on("message", (bytes, from) => server.send(Buffer.concat([bytes, bytes]), from.port, from.address));
    await session.start(server.address().port, PROGRAM + DATAGRAMS);
    await untilNoted(1);
    await session.evaluate("datagrams(0)");
    await untilNoted(2);
    await session.evaluate(`datagrams(${await freePort()})`);
    await untilNoted(3);
    await session.until("modem.status().slots.length===0");
    expect(await session.evaluate("log")).toEqual(["online", ...Array<string>(2).fill("true 8 127.0.0.1 true")]);
    expect(printed()).toEqual([]);
  });

  it(
    "twelve at once, TLS and plain, net and http, carry 100 KB each, every byte right",
    async () => {
      const kinds = [session.identity, undefined].map((identity) =>
        EchoServer.start(identity, LENGTH_BYTES / 2, WINDOW_BYTES),
      );
      const echoes = (await Promise.all(kinds)).map((server) => session.keep(server));
      const body = Buffer.from(new Random(5).bytes(LENGTH_BYTES));
      const answer: RequestListener = (_request, response) => void response.end(body);
      const ports = [await secure(answer), await listen(createPlainServer(answer))];
      const kindsOf = [
        'echo({host:"server.example",port:port});',
        `echo({host:"server.example",port:${echoes[1]!.port},tls:false});`,
        `get({host:"server.example",port:${ports[0]},path:"/"});`,
        `get("http://server.example:${ports[1]}/");`,
      ];
      const openAll = `function openAll() { for (var i=0;i<3;i++) { ${kindsOf.join("")} } }`;
      await session.start(echoes[0]!.port, PROGRAM + ECHO + openAll);
      await untilNoted(1);
      await session.evaluate("openAll()");
      await session.until("modem.status().slots.length===12");
      await Promise.all(echoes.map((server) => server.untilDone(3)));
      await untilNoted(1 + 6 + 6 * 3);
      expect(echoes.map(({ results }) => results)).toEqual(Array(2).fill(Array(3).fill({ length: LENGTH_BYTES / 2 })));
      const notes = (await session.evaluate("log")) as (string | number)[];
      const count = (text: string | number): number => notes.filter((one) => one === text).length;
      expect([count("open"), count("200"), count(crc32(body)), count("closed false")]).toEqual([6, 6, 6, 6]);
      expect(printed()).toEqual([]);
    },
    TWELVE_MS,
  );
});
