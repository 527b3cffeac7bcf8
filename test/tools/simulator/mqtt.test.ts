/** The modem's MQTT clients on a virtual clock: dialogue, packets, repeats and timeouts. A real broker: mqtt-broker.test.ts. */
import { ERROR, OK, PROMPT, TestHost, info } from "./host";
import { ScriptedBroker } from "./scripted-broker";

interface Scene {
  host: TestHost;
  broker: ScriptedBroker;
}

const OPEN = 'AT+QMTOPEN=0,"b.example",1883';

async function opened(...settings: string[]): Promise<Scene> {
  const host = await TestHost.online();
  const broker = new ScriptedBroker(host.network);
  for (const setting of settings) expect(await host.send(`AT+QMTCFG=${setting}`)).toBe(OK);
  expect(await host.send(OPEN)).toBe(`${OK}\r\n+QMTOPEN: 0,0\r\n`);
  return { host, broker };
}

async function connected(...settings: string[]): Promise<Scene> {
  const scene = await opened(...settings);
  expect(await scene.host.send('AT+QMTCONN=0,"id"')).toBe(OK);
  scene.broker.take();
  scene.broker.send({ cmd: "connack", returnCode: 0, sessionPresent: false });
  expect(await scene.host.wait(0)).toBe("\r\n+QMTCONN: 0,0,0\r\n");
  return scene;
}

describe("AT+QMTCFG", () => {
  it.each([
    ["version", "3", "4"],
    ["pdpcid", "1", "7"],
    ["ssl", "0", "1,2"],
    ["keepalive", "120", "3600"],
    ["session", "1", "0"],
    ["timeout", "5,3,0", "60,10,1"],
    ["will", "0", '1,2,1,"t","gone, for now"'],
    ["recv/mode", "0,0", "1,1"],
  ])("%p of a client is %s, and then what was written, until the reboot", async (name, initial, value) => {
    const host = await TestHost.ready();
    expect(await host.send(`AT+QMTCFG="${name}",2`)).toBe(info(`+QMTCFG: "${name}",${initial}`));
    expect(await host.send(`AT+QMTCFG="${name}",2,${value}`)).toBe(OK);
    expect(await host.send(`AT+QMTCFG="${name}",2`)).toBe(info(`+QMTCFG: "${name}",${value}`));
    expect(await host.send(`AT+QMTCFG="${name}",1`)).toBe(info(`+QMTCFG: "${name}",${initial}`));
    host.modem.reboot();
    await host.wait(0);
    expect(await host.send(`AT+QMTCFG="${name}",2`)).toContain(`"${name}",${initial}\r\n`);
  });

  it.each([
    '"version",0,5',
    '"version",6',
    '"keepalive",0,3601',
    '"will",0,1',
    '"ssl",0,1,6',
    '"nope",0',
    '"pdpcid",0,8',
  ])("refuses %s", async (args) => {
    expect(await (await TestHost.ready()).send(`AT+QMTCFG=${args}`)).toBe(ERROR);
  });

  it("recv/mode and AT+QMTRECV are not known to a BG96", async () => {
    const host = await TestHost.ready({ profile: "BG96" });
    expect(await host.send('AT+QMTCFG="recv/mode",0')).toBe(ERROR);
    expect(await host.send('AT+QMTCFG="pdpcid",0,16')).toBe(OK);
  });
});

describe("AT+QMTOPEN", () => {
  it("shows what is open, and answers 2 for a client that is", async () => {
    const { host } = await opened();
    expect(await host.send("AT+QMTOPEN?")).toBe(info('+QMTOPEN: 0,"b.example",1883'));
    expect(await host.send("AT+QMTCONN?")).toBe(info("+QMTCONN: 0,1"));
    expect(await host.send(OPEN)).toBe(`${OK}\r\n+QMTOPEN: 0,2\r\n`);
  });

  it("tells what is in the way: 3 no context, 4 no name, 5 no broker, -1 no answer within 75 s", async () => {
    const host = await TestHost.online();
    new ScriptedBroker(host.network);
    expect(await host.send('AT+QMTOPEN=0,"nowhere.example",1883')).toBe(`${OK}\r\n+QMTOPEN: 0,4\r\n`);
    expect(await host.send('AT+QMTOPEN=0,"b.example",1884')).toBe(`${OK}\r\n+QMTOPEN: 0,5\r\n`);
    host.network.swallow("deaf.example", 1883);
    expect(await host.send('AT+QMTOPEN=0,"deaf.example",1883', 74_999)).toBe(OK);
    expect(await host.send(OPEN)).toBe(`${OK}\r\n+QMTOPEN: 0,2\r\n`);
    expect(await host.wait(1)).toBe("\r\n+QMTOPEN: 0,-1\r\n");
    await host.send('AT+QMTCFG="pdpcid",0,2');
    expect(await host.send(OPEN)).toBe(`${OK}\r\n+QMTOPEN: 0,3\r\n`);
  });

  it("goes through TLS with the context of ssl, and fails with 5 when its CA is not there", async () => {
    const host = await TestHost.online();
    const broker = new ScriptedBroker(host.network, "b.example", 8883);
    await host.send('AT+QMTCFG="ssl",0,1,2;+QSSLCFG="sni",2,1');
    expect(await host.send('AT+QMTOPEN=0,"b.example",8883')).toContain("+QMTOPEN: 0,0");
    expect(broker.peer!.request.tls).toMatchObject({ sendsName: true, securityLevel: 0 });
    await host.send('AT+QMTCLOSE=0;+QSSLCFG="seclevel",2,1');
    expect(await host.send('AT+QMTOPEN=0,"b.example",8883')).toBe(`${OK}\r\n+QMTOPEN: 0,5\r\n`);
  });

  it.each(["0", '0,"b.example"', '6,"b.example",1883', '0,"b.example",0', '0,"",1883', `0,"${"a".repeat(101)}",1883`])(
    "refuses %s",
    async (args) => {
      expect(await (await TestHost.online()).send(`AT+QMTOPEN=${args}`)).toBe(ERROR);
    },
  );
});

describe("AT+QMTCONN", () => {
  it("sends who the host is and what the settings say", async () => {
    const { host, broker } = await opened(
      '"version",0,4',
      '"session",0,0',
      '"keepalive",0,30',
      '"will",0,1,1,1,"w","bye"',
    );
    expect(await host.send('AT+QMTCONN=0,"id","me","secret"')).toBe(OK);
    expect(broker.take()).toMatchObject([
      {
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clientId: "id",
        clean: false,
        keepalive: 30,
        username: "me",
        password: Buffer.from("secret"),
        will: { topic: "w", payload: Buffer.from("bye"), qos: 1, retain: true },
      },
    ]);
    expect(await host.send("AT+QMTCONN?")).toBe(info("+QMTCONN: 0,2"));
    broker.send({ cmd: "connack", returnCode: 0, sessionPresent: true });
    expect(await host.wait(0)).toBe("\r\n+QMTCONN: 0,0,0\r\n");
    expect(await host.send("AT+QMTCONN?")).toBe(info("+QMTCONN: 0,3"));
  });

  it("speaks MQTT 3.1 unless told otherwise", async () => {
    const { host, broker } = await opened();
    await host.send('AT+QMTCONN=0,"id"');
    expect(broker.take()).toMatchObject([{ protocolId: "MQIsdp", protocolVersion: 3, clean: true, keepalive: 120 }]);
  });

  it("passes on the broker's refusal, and tells when the broker then closes", async () => {
    const { host, broker } = await opened();
    await host.send('AT+QMTCONN=0,"id"');
    broker.send({ cmd: "connack", returnCode: 5, sessionPresent: false });
    broker.peer!.close();
    expect(await host.wait(0)).toBe("\r\n+QMTCONN: 0,0,5\r\n\r\n+QMTSTAT: 0,1\r\n");
    expect(await host.send("AT+QMTOPEN?")).toBe(OK);
  });

  it("gives up with 2 and +QMTSTAT: 0,4 when no answer comes", async () => {
    const { host } = await opened('"timeout",0,10,2,0');
    expect(await host.send('AT+QMTCONN=0,"id"', 29_999)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QMTCONN: 0,2\r\n\r\n+QMTSTAT: 0,4\r\n");
    expect(await host.send('AT+QMTCONN=0,"id"')).toBe(ERROR);
  });

  it("takes an empty identity only for a clean session of MQTT 3.1.1", async () => {
    const { host } = await opened();
    expect(await host.send('AT+QMTCONN=0,""')).toBe(ERROR);
    await host.send('AT+QMTCFG="version",0,4');
    expect(await host.send('AT+QMTCONN=0,""')).toBe(OK);
    expect(await (await TestHost.online()).send('AT+QMTCONN=0,"id"')).toBe(ERROR);
  });
});

describe("AT+QMTSUB and AT+QMTUNS", () => {
  it("answer with the levels granted, 128 for none", async () => {
    const { host, broker } = await connected();
    expect(await host.send('AT+QMTSUB=0,7,"a/+",1,"b",2')).toBe(OK);
    expect(broker.take()).toMatchObject([
      {
        cmd: "subscribe",
        messageId: 7,
        subscriptions: [
          { topic: "a/+", qos: 1 },
          { topic: "b", qos: 2 },
        ],
      },
    ]);
    broker.send({ cmd: "suback", messageId: 7, granted: [1, 128] });
    expect(await host.wait(0)).toBe("\r\n+QMTSUB: 0,7,0,1,128\r\n");
    await host.send('AT+QMTUNS=0,8,"a/+","b"');
    expect(broker.take()).toMatchObject([{ cmd: "unsubscribe", messageId: 8, unsubscriptions: ["a/+", "b"] }]);
    broker.send({ cmd: "unsuback", messageId: 8, granted: [] });
    expect(await host.wait(0)).toBe("\r\n+QMTUNS: 0,8,0\r\n");
  });

  it.each(['0,0,"a",1', '0,1,"a"', '0,1,"a",3', '0,1,"",1', "0,1,a,1", '1,1,"a",1', '0,1,"a",1,"b"'])(
    "QMTSUB refuses %s",
    async (args) => {
      expect(await (await connected()).host.send(`AT+QMTSUB=${args}`)).toBe(ERROR);
    },
  );
});

describe("AT+QMTPUB", () => {
  it("sends what comes until Ctrl+Z, with QoS 0 done at once", async () => {
    const { host, broker } = await connected();
    expect(await host.send('AT+QMTPUB=0,0,0,1,"t/1"')).toBe(PROMPT);
    expect(await host.raw("hello\x1a")).toBe(`${OK}\r\n+QMTPUB: 0,0,0\r\n`);
    expect(broker.take()).toMatchObject([
      { cmd: "publish", qos: 0, retain: true, topic: "t/1", payload: Buffer.from("hello") },
    ]);
  });

  it("sends so many bytes, whatever they are, when the length is told, and waits for PUBACK", async () => {
    const { host, broker } = await connected();
    expect(await host.send('AT+QMTPUB=0,9,1,0,"t",6')).toBe(PROMPT);
    expect(await host.raw("\x1a\x1b\r\n\x00\xff")).toBe(OK);
    expect(broker.take()).toMatchObject([{ messageId: 9, qos: 1, payload: Buffer.from("1a1b0d0a00ff", "hex") }]);
    expect(await host.send('AT+QMTPUB=0,9,1,0,"t",1')).toBe(ERROR);
    broker.send({ cmd: "puback", messageId: 9 });
    expect(await host.wait(0)).toBe("\r\n+QMTPUB: 0,9,0\r\n");
  });

  it("goes through both halves of QoS 2", async () => {
    const { host, broker } = await connected();
    await host.send('AT+QMTPUB=0,3,2,0,"t",1');
    await host.raw("x");
    broker.send({ cmd: "pubrec", messageId: 3 });
    await host.wait(0);
    expect(broker.takeCommands()).toEqual(["publish", "pubrel"]);
    broker.send({ cmd: "pubcomp", messageId: 3 });
    expect(await host.wait(0)).toBe("\r\n+QMTPUB: 0,3,0\r\n");
  });

  it("sends again what is not acknowledged, tells of it if wanted, and gives up with 2", async () => {
    const { host, broker } = await connected('"timeout",0,5,2,1');
    await host.send('AT+QMTPUB=0,3,1,0,"t",1');
    await host.raw("x", 4_999);
    expect(broker.take()).toMatchObject([{ cmd: "publish", dup: false }]);
    expect(await host.wait(1)).toBe("\r\n+QMTPUB: 0,3,1,1\r\n");
    expect(broker.take()).toMatchObject([{ cmd: "publish", dup: true, messageId: 3 }]);
    expect(await host.wait(5_000)).toBe("\r\n+QMTPUB: 0,3,1,2\r\n");
    expect(await host.wait(5_000)).toBe("\r\n+QMTPUB: 0,3,2\r\n");
    const quiet = await connected();
    await quiet.host.send('AT+QMTSUB=0,1,"t",0', 19_999);
    expect(quiet.broker.takeCommands()).toEqual(["subscribe", "subscribe", "subscribe", "subscribe"]);
    expect(await quiet.host.wait(1)).toBe("\r\n+QMTSUB: 0,1,2\r\n");
  });

  it("is taken back by ESC, and nothing is no message", async () => {
    const { host, broker } = await connected();
    await host.send('AT+QMTPUB=0,0,0,0,"t"');
    expect(await host.raw("no\x1b")).toBe(OK);
    await host.send('AT+QMTPUB=0,0,0,0,"t"');
    expect(await host.raw("\x1a")).toBe(ERROR);
    expect(broker.take()).toEqual([]);
  });

  it.each(['0,0,1,0,"t"', '0,1,3,0,"t"', '0,1,1,2,"t"', '0,1,1,0,""', '0,1,1,0,"a/#"', '0,1,1,0,"t",4097', "0,1,1,0"])(
    "refuses %s",
    async (args) => {
      expect(await (await connected()).host.send(`AT+QMTPUB=${args}`)).toBe(ERROR);
    },
  );

  it("needs a connection, also at the end of the message", async () => {
    const { host } = await opened();
    expect(await host.send('AT+QMTPUB=0,0,0,0,"t"')).toBe(ERROR);
    const other = await connected();
    await other.host.send('AT+QMTPUB=0,0,0,0,"t",2');
    other.broker.peer!.close();
    await other.host.wait(0);
    expect(await other.host.raw("ab")).toBe(`${ERROR}\r\n+QMTSTAT: 0,1\r\n`);
  });
});

it("AT+QMTPUBEX takes a length or the message itself, and has a URC of its own", async () => {
  const { host, broker } = await connected();
  expect(await host.send('AT+QMTPUBEX=0,0,0,0,"t",2')).toBe(PROMPT);
  expect(await host.raw("ab")).toBe(`${OK}\r\n+QMTPUBEX: 0,0,0\r\n`);
  expect(await host.send('AT+QMTPUBEX=0,4,1,0,"t","cd"')).toBe(OK);
  broker.send({ cmd: "puback", messageId: 4 });
  expect(await host.wait(0)).toBe("\r\n+QMTPUBEX: 0,4,0\r\n");
  expect(broker.take()).toMatchObject([{ payload: Buffer.from("ab") }, { payload: Buffer.from("cd") }]);
  expect(await host.send('AT+QMTPUBEX=0,4,1,0,"t"')).toBe(ERROR);
});

describe("+QMTRECV", () => {
  const message = { cmd: "publish", dup: false, retain: false } as const;

  it("brings the message, and acknowledges it as its QoS wants", async () => {
    const { host, broker } = await connected();
    broker.send({ ...message, qos: 0, topic: "t", payload: 'a"b\r\n' });
    expect(await host.wait(0)).toBe('\r\n+QMTRECV: 0,0,"t","a"b\r\n"\r\n');
    broker.send({ ...message, qos: 1, messageId: 5, topic: "t", payload: "one" });
    expect(await host.wait(0)).toBe('\r\n+QMTRECV: 0,5,"t","one"\r\n');
    broker.send({ ...message, qos: 2, messageId: 6, topic: "t", payload: "two" });
    broker.send({ cmd: "pubrel", messageId: 6 });
    expect(await host.wait(0)).toBe('\r\n+QMTRECV: 0,6,"t","two"\r\n');
    expect(broker.takeCommands()).toEqual(["puback", "pubrec", "pubcomp"]);
  });

  it("brings the length too, and every byte, when recv/mode says so", async () => {
    const { host, broker } = await connected('"recv/mode",0,0,1');
    broker.send({ ...message, qos: 0, topic: "tö", payload: Buffer.from([0, 255, 34]) });
    expect(await host.wait(0)).toBe(`\r\n+QMTRECV: 0,0,"${Buffer.from("tö").toString("latin1")}",3,"\0\xff""\r\n`);
  });

  it("only names a place when recv/mode is 1: AT+QMTRECV reads one or all, once", async () => {
    const { host, broker } = await connected('"recv/mode",0,1,0');
    for (const payload of ["a", "b", "c"]) broker.send({ ...message, qos: 0, topic: "t", payload });
    expect(await host.wait(0)).toBe("\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,2\r\n");
    expect(await host.send("AT+QMTRECV?")).toBe(info("+QMTRECV: 0,1,1,1,0,0"));
    expect(await host.send("AT+QMTRECV=0,1")).toBe(info('+QMTRECV: 0,0,"t","b"'));
    expect(await host.send("AT+QMTRECV=0,1")).toBe(OK);
    expect(await host.send("AT+QMTRECV=0")).toBe(info('+QMTRECV: 0,0,"t","a"', '+QMTRECV: 0,0,"t","c"'));
    for (const wrong of ["0,5", "1", "6"]) expect(await host.send(`AT+QMTRECV=${wrong}`)).toBe(ERROR);
  });

  it("a sixth message takes the place of the oldest", async () => {
    const { host, broker } = await connected('"recv/mode",0,1,0');
    for (const payload of "123456") broker.send({ ...message, qos: 0, topic: "t", payload });
    expect(await host.wait(0)).toContain("\r\n+QMTRECV: 0,4\r\n\r\n+QMTRECV: 0,0\r\n");
    expect(await host.send("AT+QMTRECV=0,0")).toBe(info('+QMTRECV: 0,0,"t","6"'));
  });
});

describe("keep-alive", () => {
  it("pings when nothing else has been sent for so long", async () => {
    const { host, broker } = await connected('"keepalive",0,30');
    await host.wait(20_000);
    await host.send('AT+QMTPUBEX=0,0,0,0,"t","x"', 29_999);
    expect(broker.takeCommands()).toEqual(["publish"]);
    await host.wait(1);
    expect(broker.takeCommands()).toEqual(["pingreq"]);
    broker.send({ cmd: "pingresp" });
    expect(await host.wait(30_000)).toBe("");
    expect(broker.takeCommands()).toEqual(["pingreq"]);
  });

  it("ends with +QMTSTAT: 0,2 when the broker does not answer a ping", async () => {
    const { host } = await connected('"keepalive",0,30');
    expect(await host.wait(49_999)).toBe("");
    expect(await host.wait(1)).toBe("\r\n+QMTSTAT: 0,2\r\n");
    expect(await host.send(OPEN)).toContain("+QMTOPEN: 0,0");
  });

  it("of 0 never pings", async () => {
    const { host, broker } = await connected('"keepalive",0,0');
    await host.wait(4 * 3600e3);
    expect(broker.take()).toEqual([]);
  });
});

describe("the end", () => {
  it("AT+QMTDISC says goodbye and frees the client", async () => {
    const { host, broker } = await connected();
    let isClosed = false;
    broker.peer!.onClosed = () => (isClosed = true);
    expect(await host.send("AT+QMTDISC=0")).toBe(`${OK}\r\n+QMTDISC: 0,0\r\n`);
    expect(broker.takeCommands()).toEqual(["disconnect"]);
    expect(isClosed).toBe(true);
    expect(await host.send("AT+QMTDISC=0")).toBe(ERROR);
    expect(await host.send(OPEN)).toContain("+QMTOPEN: 0,0");
  });

  it("AT+QMTCLOSE closes without a word to the broker, whatever the state", async () => {
    const { host, broker } = await connected();
    expect(await host.send("AT+QMTCLOSE=0")).toBe(`${OK}\r\n+QMTCLOSE: 0,0\r\n`);
    expect(broker.take()).toEqual([]);
    expect(await host.send("AT+QMTCLOSE=0")).toBe(ERROR);
  });

  it("by the broker, by rubbish from it, and by the network is told by +QMTSTAT: 0,1", async () => {
    const closed = await connected();
    closed.broker.peer!.close();
    expect(await closed.host.wait(0)).toBe("\r\n+QMTSTAT: 0,1\r\n");
    const spoilt = await connected();
    spoilt.broker.peer!.send(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff]));
    expect(await spoilt.host.wait(0)).toBe("\r\n+QMTSTAT: 0,1\r\n");
    const dropped = await connected();
    dropped.host.modem.dropPdp(1);
    expect(await dropped.host.wait(0)).toBe('\r\n+QMTSTAT: 0,1\r\n\r\n+QIURC: "pdpdeact",1\r\n');
  });

  it("by a reboot is silent, and leaves no timer", async () => {
    const { host } = await connected('"keepalive",0,30');
    await host.send('AT+QMTPUBEX=0,4,1,0,"t","x"');
    host.modem.powerOff();
    expect(host.clock.pending).toBe(0);
    host.modem.powerOn();
    expect(await host.wait(100_000)).not.toContain("QMT");
  });
});

it("six clients work beside each other", async () => {
  const { host } = await connected();
  for (let index = 1; index < 6; index++)
    expect(await host.send(`AT+QMTOPEN=${index},"b.example",1883`)).toContain(`+QMTOPEN: ${index},0`);
  expect(await host.send("AT+QMTCONN?")).toBe(
    info("+QMTCONN: 0,3", ...[1, 2, 3, 4, 5].map((index) => `+QMTCONN: ${index},1`)),
  );
});
