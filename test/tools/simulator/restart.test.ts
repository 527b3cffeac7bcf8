/** The modem restarts, or loses its power, at every step of a session: no exception, and no answer of the earlier life. */
import { INSTANT_TIMING, type ModemSimulator, type Stage } from "../../../tools/simulator";
import { info, OK, PROMPT, TestHost } from "./host";

const GUARD_MS = 1000;
const BOOT = "RDY|+CFUN: 1|+CPIN: READY|+QUSIM: 1|+QIND: SMS DONE|+QIND: PB DONE"
  .split("|")
  .map((line) => `\r\n${line}\r\n`)
  .join("");

/** What the host writes, with the pause behind it. */
const SESSION: readonly (readonly [bytes: string, ms?: number])[] = [
  ["ATE0;+CMEE=2\r"],
  ["ATI\r"],
  ['AT+CPIN?;+CEREG?;+QICSGP=1,1,"internet"\r'],
  ["AT+QIACT=1;+QIACT?\r"],
  ['AT+QFUPL="a",6,5\r'],
  ["abc"],
  ["def"],
  ['AT+QFUPL="b",6,5,1\r'],
  ["abc", 5000],
  ['AT+QFOPEN="a"\r'],
  ["AT+QFREAD=1\r"],
  ["AT+QFWRITE=1,4\r"],
  ["12"],
  ["34"],
  ['AT+QSSLCFG="seclevel",1,0;+QSSLCFG="seclevel",1\r'],
  ['AT+QSSLOPEN=1,1,4,"h.example",443\r'],
  ["AT+QSSLSEND=4,6\r"],
  ["abc"],
  ["def"],
  ["AT+QSSLSEND=4\r"],
  ["abc"],
  ["\x1a"],
  ["AT+QSSLRECV=4,3;+QSSLRECV=4,1500;+QSSLSTATE\r"],
  ['AT+QSSLOPEN=1,1,5,"h.example",443,1\r'],
  ["AT+QSSLSEND=5,2\r"],
  ["hi"],
  ['AT+QSSLOPEN=1,1,6,"h.example",443,2\r'],
  ["through"],
  ["and back", GUARD_MS],
  ["+++", GUARD_MS],
  ["ATO\r"],
  ["more", GUARD_MS],
  ["+++", GUARD_MS],
  ['AT+QIOPEN=1,7,"TCP","h.example",443\r'],
  ["AT+QISEND=7,2\r"],
  ["hi"],
  ["AT+QIRD=7;+QISEND=7,0;+QISTATE\r"],
  ['AT+QNTP=1,"pool.ntp.org"\r', 100],
  ["AT+QSSLCLOSE=4;+QICLOSE=7\r"],
  ["AT+CFUN=4;+CFUN=1\r"],
  ["AT+CFUN=1,1\r"],
];

const RESTARTS = {
  "restarts by itself": (modem: ModemSimulator) => modem.reboot(),
  "loses its power and gets it back": (modem: ModemSimulator) => {
    modem.powerOff();
    modem.powerOn();
  },
};

interface Life {
  host: TestHost;
  /** Stages that were passed, with the line. */
  stages: string[];
  /** Connections that the server sees open. */
  openPeers: number;
}

/** A modem with a server that echoes; `onStage` is called at each one with its number. */
function start(onStage: (modem: ModemSimulator, index: number) => void): Life {
  const life: Life = { host: undefined as unknown as TestHost, stages: [], openPeers: 0 };
  life.host = new TestHost({
    timing: { ...INSTANT_TIMING, ntpMs: 50, cfunMs: 10, pdpMs: 10, sendMs: 10 },
    onStage: (stage: Stage, line: string) => onStage(life.host.modem, life.stages.push(`${stage} ${line}`) - 1),
  });
  life.host.network.listen("h.example", 443, (peer) => {
    life.openPeers++;
    peer.onData = (bytes) => peer.send(bytes);
    peer.onClosed = () => life.openPeers--;
  });
  life.host.modem.powerOn();
  return life;
}

/** Plays the session until `isOver`. */
async function play({ host }: Life, isOver: () => boolean): Promise<void> {
  await host.clock.advance(0);
  for (const [bytes, ms = 50] of SESSION) {
    if (isOver()) return;
    host.modem.uart.write(Buffer.from(bytes, "latin1"));
    await host.clock.advance(ms);
  }
}

/** The new life is as after any boot: nothing is open, and all of it works. */
async function expectFresh(life: Life): Promise<void> {
  const { host } = life;
  expect(await host.wait(600e3)).toBe(BOOT);
  expect(life.openPeers).toBe(0);
  expect(host.modem.status()).toMatchObject({ power: "on", sockets: [], contexts: [] });
  expect(await host.send("ATE0")).toBe("ATE0\r" + OK);
  for (const line of ["AT+QSSLSTATE", "AT+QISTATE", "AT+QIACT?"]) expect(await host.send(line)).toBe(OK);
  await host.send('AT+QICSGP=1,1,"a"');
  await host.send("AT+QIACT=1", 10);
  expect(await host.send('AT+QSSLOPEN=1,1,4,"h.example",443')).toBe(OK + "\r\n+QSSLOPEN: 4,0\r\n");
  expect(await host.send("AT+QSSLSEND=4,2")).toBe(PROMPT);
  expect(await host.raw("hi", 10)).toBe('\r\nSEND OK\r\n\r\n+QSSLURC: "recv",4\r\n');
  host.modem.dispose();
  expect(host.clock.pending).toBe(0);
}

/** The stages of a session in which nothing goes wrong. */
async function stagesOfSession(): Promise<string[]> {
  const life = start(() => {});
  await play(life, () => false);
  life.host.modem.dispose();
  return life.stages;
}

it("passes each kind of stage in a session, in data mode too", async () => {
  const stages = await stagesOfSession();
  expect(stages.length).toBe(86);
  for (const stage of [
    "command ATI",
    "line ATI",
    "final ATI",
    'data AT+QFUPL="a",6,5',
    'payload AT+QFUPL="a",6,5',
    "data AT+QSSLSEND=4,6",
    "payload AT+QSSLSEND=4,6",
    "payload AT+QSSLSEND=4",
    'data AT+QSSLOPEN=1,1,6,"h.example",443,2',
    'payload AT+QSSLOPEN=1,1,6,"h.example",443,2',
    "payload ATO",
    "line AT+QIRD=7;+QISEND=7,0;+QISTATE",
    "final AT+CFUN=1,1",
  ])
    expect(stages).toContain(stage);
});

describe.each(Object.entries(RESTARTS))("a modem that %s", (_, restart) => {
  it("at any stage of a session answers nothing of its earlier life, and is fresh", async () => {
    const count = (await stagesOfSession()).length;
    for (let at = 0; at < count; at++) {
      let isOver = false;
      const life = start((modem, index) => {
        if (index !== at || isOver) return;
        isOver = true;
        restart(modem);
        life.host.take();
      });
      await play(life, () => isOver);
      await expectFresh(life);
    }
  });

  it("at any moment of a session on a real line says nothing but its boot lines behind what had left", async () => {
    for (let ms = 30; ms < 2400; ms += 77) {
      const host = new TestHost({ uart: { baud: 9600 }, timing: INSTANT_TIMING });
      host.network.listen("h.example", 443, (peer) => peer.send("x".repeat(3000)));
      host.modem.powerOn();
      await host.clock.advance(1);
      host.modem.uart.write(Buffer.from('ATE0\rAT+QICSGP=1,1,"a"\rAT+QIACT=1\rAT+QSSLOPEN=1,1,4,"h.example",443\r'));
      host.modem.uart.write(Buffer.from("AT+QSSLRECV=4,1500\r"));
      await host.clock.advance(ms);
      host.take();
      restart(host.modem);
      expect(await host.wait(60e3)).toBe(BOOT);
      host.modem.dispose();
    }
  });
});

it("cuts off what is leaving in the middle of a line", async () => {
  const host = new TestHost({ splitter: (bytes) => [...bytes].map((byte) => Buffer.from([byte])) });
  let received = "";
  let isCut = false;
  host.modem.uart.onData((bytes) => {
    received += bytes.toString();
    if (isCut || !received.endsWith("+CFUN:")) return;
    isCut = true;
    host.modem.reboot();
  });
  host.modem.powerOn();
  await host.clock.advance(0);
  expect(received).toBe("\r\nRDY\r\n\r\n+CFUN:" + BOOT);
});

it("tells its supply, says OK to AT+CFUN=1,1 before it restarts, and POWERED DOWN as its last word", async () => {
  const host = await TestHost.ready({ uart: { baud: 9600 } });
  await host.wait(1000);
  expect(await host.send("AT+CFUN=1,1", 1000)).toBe(OK + BOOT);
  await host.send("ATE0", 100);
  expect(await host.send("AT+CBC", 100)).toBe(info("+CBC: 0,78,3911"));
  expect(await host.send("AT+QPOWD", 1000)).toBe(OK + "\r\nPOWERED DOWN\r\n");
  expect(host.modem.status().power).toBe("off");
});

it("stays off when a stage switches it off", async () => {
  for (const stage of ["command", "line", "final"]) {
    const host = await TestHost.ready({
      onStage: (at, line) => line === "AT+CSQ" && at === stage && host.modem.powerOff(),
    });
    expect(await host.send("AT+CSQ", 60e3)).toBe("");
    expect(await host.send("AT", 60e3)).toBe("");
    expect(host.modem.status().power).toBe("off");
  }
});
