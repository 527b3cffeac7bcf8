/** Espruino's network through the modem: what the interpreter is told, and what the modem is asked. */
import type { ConnectOptions, ModemInterface } from "../../../modules/quectel/index";
import type { MemoryPeer } from "../../../tools/simulator";
import { installDevice, printed } from "../../doubles/device";
import { HTTP, InterpreterNetwork, type InterpreterSocket, TCP, TLS, UDP } from "../../doubles/interpreter-network";
import { BRING_UP_MS, CA_PEM, passAsync, Simulated } from "./simulated";

/** Modules of a build without TLS, and of one that has it. */
const PLAIN_BUILD = "Flash,Storage,net,dgram,http,NetworkJS,crypto";
const TLS_BUILD = "Flash,Storage,net,dgram,tls,http,NetworkJS,crypto";
const HOST = "h.example";
/** Time between two rounds of the idle loop, milliseconds; a chip is faster. */
const ROUND_MS = 10;

let simulated: Simulated;
let interpreter: InterpreterNetwork;
let modem: ModemInterface;

async function online(options: ConnectOptions = {}, build = PLAIN_BUILD): Promise<void> {
  installDevice();
  interpreter = new InterpreterNetwork(build);
  simulated = new Simulated();
  modem = await simulated.connect({ apn: "internet", tls: { ca: CA_PEM }, ...options });
  expect(simulated.failure()).toBe("");
}

afterEach(() => {
  simulated.modem.dispose();
  delete process.env["MODULES"];
});

/** Lets time pass, with the idle loop in it. */
async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += ROUND_MS) {
    await passAsync(ROUND_MS);
    interpreter.idle();
  }
}

/** A server; its end of each connection. */
function listen(port: number, onConnection: (peer: MemoryPeer) => void = () => {}): MemoryPeer[] {
  const peers: MemoryPeer[] = [];
  simulated.network.listen(HOST, port, (peer) => {
    peers.push(peer);
    onConnection(peer);
  });
  return peers;
}

const open = (options: object, type = TCP): InterpreterSocket => interpreter.open({ host: HOST, ...options }, type)!;
const opened = (): string[] => simulated.commands.filter((command) => /OPEN=/.test(command));

describe("a connection of the network", () => {
  beforeEach(() => online());

  it("is told of only when it is up, and carries all bytes both ways", async () => {
    const sent = String.fromCharCode(...Array(256).keys()).repeat(40);
    let got = "";
    const [peer] = [listen(443, (one) => (one.onData = (bytes) => (got += bytes.toString("latin1"))))];
    const socket = open({ port: 443 });
    socket.write(sent);
    interpreter.idle();
    expect(socket.events).toEqual([]);
    await pass(5000);
    peer[0]!.send(Buffer.from(sent, "latin1"));
    await pass(5000);
    expect([got, socket.received]).toEqual([sent, sent]);
    expect(socket.events).toEqual(["connect", "drain"]);
    expect(peer[0]!.request.tls).toMatchObject({ securityLevel: 1, sendsName: true, trusted: [CA_PEM] });
  });

  it("is asked for nothing more while nobody takes what came, and loses nothing of it", async () => {
    const peers = listen(443);
    const socket = open({ port: 443 });
    await pass(2000);
    const sent = "x".repeat(50_000);
    peers[0]!.send(sent);
    await passAsync(20_000);
    // What one command can bring beyond what the interpreter takes at once.
    expect(modem.status().slots[0]![3]).toBeLessThanOrEqual(536 + 1500);
    expect(peers[0]!.unsentBytes).toBeGreaterThan(0);
    await pass(60_000);
    expect(socket.received.length).toBe(sent.length);
  });

  it("takes nothing more while the modem cannot send, and sends all in order when it can", async () => {
    let got = "";
    const peers = listen(443, (peer) => {
      peer.onData = (bytes) => (got += bytes.toString("latin1"));
      peer.setStalled(true);
    });
    const socket = open({ port: 443 });
    const sent = Array.from({ length: 6000 }, (_, index) => `${index},`).join("");
    socket.write(sent);
    await pass(10_000);
    expect(socket.waiting.length).toBeGreaterThan(0);
    expect(socket.events).toEqual(["connect"]);
    peers[0]!.setStalled(false);
    await pass(20_000);
    expect(got).toBe(sent);
    expect(socket.events).toEqual(["connect", "drain"]);
  });

  it("gives all that came before it tells that the peer has closed", async () => {
    const peers = listen(443);
    const socket = open({ port: 443 });
    await pass(2000);
    peers[0]!.send("y".repeat(9000));
    peers[0]!.close();
    await pass(10_000);
    expect(socket.received.length).toBe(9000);
    expect(socket.events).toEqual(["connect", "close"]);
    expect(modem.status().slots).toEqual([]);
  });

  it("sends what was taken before it ends by our side", async () => {
    let got = 0;
    const closed = jest.fn();
    listen(443, (peer) => {
      peer.onData = (bytes) => (got += bytes.length);
      peer.onClosed = closed;
    });
    const socket = open({ port: 443 });
    socket.write("z".repeat(5000));
    socket.end();
    await pass(10_000);
    expect(got).toBe(5000);
    expect(closed).toHaveBeenCalledTimes(1);
    expect(socket.events).toEqual(["connect", "close"]);
    expect(modem.status().slots).toEqual([]);
  });

  it("can be ended at any moment, also before it is up, and leaves nothing behind", async () => {
    listen(443, (peer) => peer.send("w".repeat(3000)));
    for (let at = 0; at < 400; at += 20) {
      const socket = open({ port: 443 });
      await pass(at);
      socket.end();
      await pass(20_000);
      expect(socket.events.slice(-1)).toEqual(["close"]);
      expect(modem.status().slots).toEqual([]);
    }
    expect(printed).toEqual([]);
  });

  it("ends with the others when the interpreter starts anew", async () => {
    listen(443);
    [1, 2, 3].forEach(() => open({ port: 443 }));
    await pass(3000);
    interpreter.kill();
    await passAsync(5000);
    expect(modem.status().slots).toEqual([]);
  });
});

describe("how a connection is secured", () => {
  beforeEach(() => online());

  it.each<[string, object, number, string]>([
    ["net.connect: TLS", { port: 8883 }, TCP, '"h.example",8883,0'],
    ["net.connect without a port: TLS to 443", {}, TCP, '"h.example",443,0'],
    ["http.request to 443: TLS", { port: 443 }, HTTP, '"h.example",443,0'],
    ["an https: URL, where the chip has no TLS: the modem's", { protocol: "https:" }, HTTP | TLS, '"h.example",443,0'],
    ["an https: URL at port 80 too", { protocol: "https:", port: 80 }, HTTP | TLS, '"h.example",80,0'],
    ["tls: true at port 80", { port: 80, tls: true }, TCP, '"h.example",80,0'],
    ["http.request with tls: true and without a port", { tls: true }, HTTP, '"h.example",443,0'],
  ])("%s", async (_name, options, type, address) => {
    open(options, type);
    await pass(3000);
    expect(opened()).toEqual([`AT+QSSLOPEN=1,0,0,${address}`]);
  });

  it.each<[string, object, number, string]>([
    ["an http: URL: plain, whatever its port", { protocol: "http:", port: 8080 }, HTTP, '"h.example",8080,0,0'],
    ["http.request without a port: plain, to 80", {}, HTTP, '"h.example",80,0,0'],
    ["port 80: plain", { port: 80 }, TCP, '"h.example",80,0,0'],
    ["tls: false: plain", { port: 1883, tls: false }, TCP, '"h.example",1883,0,0'],
  ])("%s", async (_name, options, type, address) => {
    open(options, type);
    await pass(3000);
    expect(opened()).toEqual([`AT+QIOPEN=1,0,"TCP",${address}`]);
  });

  it("takes the certificates from where Espruino's programs put them, or from tls", async () => {
    const peers = listen(443);
    const [other, cert, key] = ["ca", "cert", "key"].map((name) => CA_PEM.replace("MIIB", name));
    open({ port: 443, ca: other, cert, key });
    open({ port: 443, tls: { version: 4 } });
    await pass(5000);
    expect(peers.map(({ request }) => request.tls)).toMatchObject([
      { trusted: [other], securityLevel: 2, certificate: cert, key },
      { trusted: [CA_PEM], securityLevel: 1, sslVersion: 4 },
    ]);
  });

  it("gives tls.connect the modem's TLS, at every port", async () => {
    const { connect } = interpreter.builtIn;
    const { tls } = await import("../../../modules/quectel/network-module");
    expect(interpreter.added.get("tls")).toBe("exports=require('QuectelNetwork').tls");
    expect(interpreter.added.has("http")).toBe(false);
    tls.connect!({ host: HOST, port: 80 });
    tls.connect!("h.example:80");
    expect(connect.mock.calls).toMatchObject([[{ host: HOST, port: 80, tls: true }], [{ port: 80, tls: true }]]);
  });
});

describe("on a build that has TLS of its own", () => {
  beforeEach(() => online({}, TLS_BUILD));

  it("a socket that the chip would wrap is refused with a word to what works, so that there is no TLS in TLS", async () => {
    expect(interpreter.open({ host: HOST, port: 443 }, TCP | TLS)).toBeUndefined();
    await pass(1000);
    expect(opened()).toEqual([]);
    expect(printed).toEqual(["https: require http after connect"]);
  });

  it("the chip's own TLS runs over plain TCP when the options say so", async () => {
    open({ port: 443, tls: false }, TCP | TLS);
    await pass(1000);
    expect(opened()).toEqual(['AT+QIOPEN=1,0,"TCP","h.example",443,0,0']);
  });

  it("http takes https: URLs to the modem's TLS, and others as they are", async () => {
    const { request, get } = interpreter.builtIn;
    const { http } = await import("../../../modules/quectel/network-module");
    const callback = (): void => {};
    expect(interpreter.added.get("http")).toBe("exports=require('QuectelNetwork').http");
    http.get!("https://h.example/a", callback);
    http.request!({ host: HOST, protocol: "https:", tls: { version: 4 } });
    http.get!("http://h.example/b");
    expect(get.mock.calls).toMatchObject([
      [{ host: HOST, path: "/a", protocol: "", tls: true }, callback],
      [{ host: HOST, path: "/b", protocol: "http:" }, undefined],
    ]);
    expect(get.mock.calls[1][0]).not.toHaveProperty("tls");
    expect(request.mock.calls).toMatchObject([[{ protocol: "", tls: { version: 4 } }, undefined]]);
  });
});

describe("an error", () => {
  beforeEach(() => online());

  it.each<[string, object, number, string]>([
    ["a name that nobody knows", { host: "nowhere" }, -6, "nowhere: QSSLOPEN 0: 565 (DNS failed: check host)"],
    ["TLS that fails", { port: 1 }, -13, "h.example: QSSLOPEN 0: 566 (TCP or TLS failed: check port, CA, name, clock)"],
    ["a refused plain connection", { port: 80 }, -9, "h.example: QIOPEN 0: 566 "],
    ["a port out of range", { port: 70_000 }, -12, "h.example: port: 70000 is not 1-65535"],
    ["a name that no command can carry", { host: 'a"' }, -12, 'a": host: at most 150 printable ASCII, no quotes'],
    ["no key beside the certificate", { tls: { verify: "mutual", cert: "c" } }, -12, "h.example: tls.key: needed"],
    ["no CA", { tls: { ca: "" } }, -12, "h.example: tls.ca: needed, unless verify is none"],
  ])("says what failed: %s", async (_name, options, error, words) => {
    listen(443);
    const socket = open(options);
    await pass(5000);
    expect(socket.events).toEqual([{ error }, "close"]);
    expect(printed.map((line) => line.substr(0, words.length))).toEqual([words]);
    expect(modem.status().slots).toEqual([]);
  });

  it("of a server that never answers is a timeout", async () => {
    simulated.network.swallow(HOST, 443);
    const socket = open({ port: 443 });
    for (let at = 0; at < 460e3; at += 5000) {
      await passAsync(5000);
      interpreter.idle();
    }
    expect(socket.events).toEqual([{ error: -3 }, "close"]);
  });

  it("refuses the 13th at once, and leaves the twelve alone", async () => {
    listen(443);
    const twelve = Array.from({ length: 12 }, () => open({ port: 443 }));
    const refused = open({ port: 443 });
    await pass(10_000);
    expect(refused.events).toEqual([{ error: -7 }, "close"]);
    expect(printed).toEqual(["h.example: 12 ids in use: close one"]);
    expect(twelve.map(({ events }) => events)).toEqual(Array(12).fill(["connect"]));
    twelve[5]!.end();
    await pass(1000);
    const again = open({ port: 443 });
    await pass(3000);
    expect(again.events).toEqual(["connect"]);
  });

  it("refuses a seventh different TLS setting, and takes equal ones", async () => {
    listen(443);
    const six = [10, 20, 30, 40, 50, 70].map((negotiateS) => open({ port: 443, tls: { negotiateS } }));
    const seventh = open({ port: 443, tls: { negotiateS: 80 } });
    const equal = open({ port: 443, tls: { negotiateS: 10 } });
    await pass(20_000);
    expect(seventh.events).toEqual([{ error: -5 }, "close"]);
    expect(printed).toEqual(["h.example: tls: 6 in use: close one"]);
    expect([...six, equal].map(({ events }) => events)).toEqual(Array(7).fill(["connect"]));
  });

  it("comes to every socket when the modem restarts; until it is online again there is no route", async () => {
    listen(443);
    const sockets = [open({ port: 443 }), open({ port: 443 })];
    await pass(3000);
    simulated.modem.reboot();
    await pass(3000);
    expect(sockets.map(({ events }) => events)).toEqual(Array(2).fill(["connect", { error: -9 }, "close"]));
    const early = open({ port: 443 });
    await pass(100);
    expect(early.events).toEqual([{ error: -4 }, "close"]);
    const done = jest.fn();
    modem.start(done);
    await passAsync(BRING_UP_MS);
    expect(done).toHaveBeenCalledTimes(1);
    const late = open({ port: 443 });
    await pass(3000);
    expect(late.events).toEqual(["connect"]);
  });

  it("refuses a server, which the modem is not", () => {
    expect(interpreter.network.create(undefined, 80, TCP, undefined)).toBe(-1);
    expect(printed).toEqual(["no servers"]);
    expect(interpreter.network.accept(0)).toBe(-1);
  });
});

describe("datagrams", () => {
  /** Answers with what it heard, and from which port. */
  const echo = (address: string, port: number): void =>
    simulated.network.listenDatagrams(address, port, (bytes, answer, from) =>
      answer(Buffer.concat([Buffer.from(`${from} `), bytes])),
    );

  beforeEach(() => online());

  it("go to any address and come back with theirs, each whole and by itself", async () => {
    echo("9.8.7.6", 53);
    echo("1.2.3.4", 65535);
    const socket = interpreter.openDatagrams(5000);
    const all = String.fromCharCode(...Array(256).keys());
    socket.sendTo("hello", 53, "9.8.7.6");
    socket.sendTo(all, 65535, "1.2.3.4");
    await pass(3000);
    expect(socket.messages).toEqual([
      { text: "5000 hello", address: "9.8.7.6", port: 53 },
      { text: `5000 ${all}`, address: "1.2.3.4", port: 65535 },
    ]);
    expect(opened()).toEqual(['AT+QIOPEN=1,0,"UDP SERVICE","127.0.0.1",0,5000,1']);
  });

  it("that nobody bound a port for get one of their own, which no other socket has", async () => {
    echo("9.8.7.6", 53);
    const sockets = [0, 0].map((port) => interpreter.openDatagrams(port));
    for (const socket of sockets) socket.sendTo("", 53, "9.8.7.6");
    for (const socket of sockets) socket.sendTo("x", 53, "9.8.7.6");
    await pass(3000);
    expect(sockets.map(({ messages }) => messages[0]!.text)).toEqual(["49152 x", "49153 x"]);
    // There is no empty datagram on this modem.
    expect(printed).toEqual(Array(2).fill("UDP: 1 to 1460 bytes, to an address: 0 to 9.8.7.6"));
  });

  it("to a name, or too long for the modem, are dropped with a word, and those behind them go", async () => {
    echo("9.8.7.6", 53);
    const socket = interpreter.openDatagrams(5000);
    socket.sendTo("x", 53, "dns.example");
    socket.sendTo("y".repeat(1461), 53, "9.8.7.6");
    socket.sendTo("z".repeat(500), 53, "9.8.7.6");
    await pass(3000);
    expect(socket.messages.map(({ text }) => text.length)).toEqual([505]);
    expect(printed).toEqual([
      "UDP: 1 to 1460 bytes, to an address: 1 to 255.255.255.255",
      "UDP: 1 to 1460 bytes, to an address: 1461 to 9.8.7.6",
    ]);
  });

  it("that come faster than they are taken are lost, and the memory stays bounded", async () => {
    simulated.network.listenDatagrams("9.8.7.6", 53, (_bytes, answer) => {
      for (let index = 0; index < 50; index++) answer(`${index}`);
    });
    const socket = interpreter.openDatagrams(5000);
    await pass(1000);
    socket.sendTo("go", 53, "9.8.7.6");
    interpreter.idle();
    await passAsync(5000);
    await pass(1000);
    expect(socket.messages.map(({ text }) => text)).toEqual(["0", "1", "2", "3"]);
  });

  it("beside connections keep to themselves, close like them, and leave their id to others", async () => {
    echo("9.8.7.6", 53);
    const peers = listen(80);
    const socket = interpreter.openDatagrams(5000);
    const plain = open({ port: 80 });
    await pass(2000);
    peers[0]!.send("from tcp");
    socket.sendTo("a", 53, "9.8.7.6");
    await pass(2000);
    expect([plain.received, socket.messages.length]).toEqual(["from tcp", 1]);
    socket.end();
    await pass(2000);
    expect(socket.events).toEqual(["connect", "drain", "close"]);
    expect(modem.status().slots.map(([id]) => id)).toEqual([1]);
    // The interpreter asks once more for one that was bound.
    expect(interpreter.network.recv(-1, 536, UDP)).toBe(-1);
    peers[0]!.send("!");
    await pass(2000);
    expect(plain.received).toBe("from tcp!");
  });

  it("end with an error when the modem restarts", async () => {
    const socket = interpreter.openDatagrams(5000);
    await pass(1000);
    simulated.modem.reboot();
    await pass(3000);
    expect(socket.events).toEqual(["connect", { error: -9 }, "close"]);
  });

  it("need their module on the board", async () => {
    jest.doMock("QuectelUdp", () => {
      throw new Error('Module "QuectelUdp" not found');
    });
    const socket = interpreter.openDatagrams(5000);
    await pass(100);
    expect(socket.events).toEqual([{ error: -12 }, "close"]);
    expect(printed).toEqual(['UDP: Module "QuectelUdp" not found']);
    jest.dontMock("QuectelUdp");
  });
});

describe("a board without the module", () => {
  it("comes online all the same", async () => {
    jest.doMock("QuectelNetwork", () => {
      throw new Error("Module QuectelNetwork not found");
    });
    await online();
    expect(modem.status().isOnline).toBe(true);
    expect(interpreter.network).toBeUndefined();
    jest.dontMock("QuectelNetwork");
  });
});
