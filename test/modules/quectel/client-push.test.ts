import { pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";
import { NASTY } from "../../transcripts/eg915u";
import { Clients, POLL_MS, type Wanted } from "./clients";

const PUSH: Wanted = { accessMode: 1 };

/** Direct push as the manual spells it, and as the specification does. */
const DIALECTS: [name: string, header: (id: number, length: number) => string][] = [
  ['+QSSLURC: "recv",<clientid>,<length>', (id, length) => `\r\n+QSSLURC: "recv",${id},${length}\r\n`],
  ["+QSSLURC: <clientid>,<length>", (id, length) => `\r\n+QSSLURC: ${id},${length}\r\n`],
];

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
});

describe.each(DIALECTS)("direct push as %s", (_name, header) => {
  const pushed = (id: number, payload: string): string => header(id, payload.length) + payload;

  it("opens in access mode 1 and reads nothing by itself, not even by polling", () => {
    clients.connect(PUSH);
    pass(2 * POLL_MS);
    expect(clients.take()).toEqual(["CLOSE=0", 'OPEN=1,0,0,"h.example",443,1']);
  });

  it("takes the payload by its count, cut anywhere", () => {
    const { events, received } = clients.connect(PUSH);
    const stream = pushed(0, NASTY);
    for (let place = 0; place <= stream.length; place++) {
      clients.modem.port.feed(stream, [place]);
      expect(received()).toBe(NASTY);
      events.length = 0;
    }
    clients.modem.port.feed(
      stream,
      [...stream].map((_, place) => place),
    );
    expect(received()).toBe(NASTY);
  });

  it("takes 1 to 1500 bytes, one piece behind the other, for several ids", () => {
    const [one, two] = [clients.connect(PUSH), clients.connect(PUSH)];
    clients.modem.port.feed(pushed(0, "a") + pushed(1, "b".repeat(1500)) + pushed(0, "c".repeat(1500)), [9, 700, 2000]);
    expect(one.received()).toBe(`a${"c".repeat(1500)}`);
    expect(two.received()).toBe("b".repeat(1500));
    expect([one.slot.bytesReceived, two.slot.bytesReceived]).toEqual([1501, 1500]);
  });

  it("takes payload that comes within a command's answer", () => {
    const { slot, received } = clients.connect(PUSH);
    clients.modem.answer("AT+QSSLSEND=0,2", [
      `${pushed(0, NASTY)}\r\n> `,
      `${pushed(0, "two")}\r\nSEND OK\r\n${pushed(0, "3")}`,
    ]);
    slot.write("hi");
    pass(SOON_MS);
    expect(received()).toBe(`${NASTY}two3`);
    expect(slot.bytesSent).toBe(2);
  });

  it("takes what the modem still pushes while it is being closed, then frees the id", () => {
    const { slot, events } = clients.connect(PUSH);
    clients.modem.answer("AT+QSSLCLOSE=0", `${pushed(0, NASTY)}\r\nOK\r\n`);
    slot.end();
    pass(SOON_MS);
    expect(events).toEqual([`data:${NASTY}`, "close"]);
    clients.expectAllIdsFree();
  });

  it('closes at "closed" without a read', () => {
    const { events } = clients.connect(PUSH);
    clients.take();
    clients.modem.port.feed(`${pushed(0, "last")}\r\n+QSSLURC: "closed",0\r\n`);
    pass(SOON_MS);
    expect(events).toEqual(["data:last", "close"]);
    expect(clients.take()).toEqual(["CLOSE=0,0"]);
  });

  it("changes to buffer mode and back by AT+QISWTMD", () => {
    const { slot, events } = clients.connect(PUSH);
    clients.take();
    slot.setAccessMode(0);
    clients.arrive(0, "read");
    pass(SOON_MS);
    expect(clients.take()).toEqual(["AT+QISWTMD=0,0", "RECV=0,1500", "RECV=0,1500"]);
    slot.setAccessMode(1);
    pass(SOON_MS);
    expect(clients.take()).toEqual(["AT+QISWTMD=0,1"]);
    clients.modem.port.feed(pushed(0, "pushed"));
    expect(events).toEqual(["data:read", "data:pushed"]);
  });
});

it("drops what the modem pushes to a connection from before the board's restart", () => {
  const { events } = clients.connect(PUSH);
  for (const id of [5, 11, 12, 99])
    clients.modem.port.feed(`\r\n+QSSLURC: "recv",${id},${NASTY.length}\r\n${NASTY}`, [10, 40, 90]);
  expect(events).toEqual([]);
  clients.modem.port.feed('\r\n+QSSLURC: "recv",0,2\r\nok');
  expect(events).toEqual(["data:ok"]);
});

// A line that was damaged on its way, or a modem that means ill: the reader must not go backwards.
it.each(["-27", "-1", "-1e9", "-Infinity", "NaN", "x"])("takes no payload for a notice of length %s", (length) => {
  const { events } = clients.connect(PUSH);
  for (const id of [0, 3, 99]) clients.modem.say(`+QSSLURC: "recv",${id},${length}`);
  clients.modem.port.feed('\r\n+QSSLURC: "recv",0,2\r\nok');
  expect(events).toEqual(["data:ok"]);
});

it("does not wait for payload behind a notice without length, or of length 0", () => {
  const { events } = clients.connect(PUSH);
  for (const notice of ['"recv",0', '"recv",0,0', "0,0"]) clients.modem.say(`+QSSLURC: ${notice}`);
  clients.modem.port.feed('\r\n+QSSLURC: "recv",0,2\r\nok');
  expect(events).toEqual(["data:ok"]);
});

it.each(['"dnsgip",0,1,600', '"dnsgip",7,1,600', '"incoming",0,3'])("takes no payload behind %s", (notice) => {
  const { events } = clients.connect(PUSH);
  clients.modem.port.feed(`\r\n+QIURC: ${notice}\r\n\r\n+QSSLURC: "recv",0,2\r\nok`);
  expect(events).toEqual(["data:ok"]);
});

describe("pause, in buffer mode", () => {
  it("leaves what comes on the modem until it is over", () => {
    const { slot, events } = clients.connect();
    slot.pause(true);
    clients.take();
    clients.arrive(0, "one", "two");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(3 * POLL_MS);
    expect(clients.take()).toEqual([]);
    slot.pause(false);
    pass(SOON_MS);
    expect(events).toEqual(["data:one", "data:two"]);
  });

  it("keeps nothing from being sent, nor the others from reading", () => {
    const [held, other] = [clients.connect(), clients.connect()];
    held.slot.pause(true);
    clients.arrive(0, "held");
    clients.arrive(1, "other");
    clients.modem.say('+QSSLURC: "recv",0');
    clients.modem.say('+QSSLURC: "recv",1');
    held.slot.write("sent");
    pass(SOON_MS);
    expect(clients.modem.payloads).toEqual(["sent"]);
    expect(held.events).toEqual([]);
    expect(other.events).toEqual(["data:other"]);
  });

  it("from within data stops after that piece", () => {
    const { slot, events } = clients.connect();
    slot.on("data", () => slot.pause(true));
    clients.arrive(0, "one", "two", "three");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(events).toEqual(["data:one"]);
    slot.pause(false);
    pass(SOON_MS);
    expect(events).toEqual(["data:one", "data:two"]);
  });

  it("keeps the peer's close waiting, so that nothing is lost", () => {
    const { slot, events } = clients.connect();
    slot.pause(true);
    clients.arrive(0, "last", "words");
    clients.modem.port.feed('\r\n+QSSLURC: "recv",0\r\n\r\n+QSSLURC: "closed",0\r\n');
    pass(2 * POLL_MS);
    expect(events).toEqual([]);
    slot.pause(false);
    pass(SOON_MS);
    expect(events).toEqual(["data:last", "data:words", "close"]);
    clients.expectAllIdsFree();
  });

  it("does not keep a connection from being closed", () => {
    const { slot, events } = clients.connect();
    slot.pause(true);
    slot.end();
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    clients.expectAllIdsFree();
  });
});
