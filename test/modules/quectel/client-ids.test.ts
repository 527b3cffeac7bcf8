/** No client id is lost, whichever way and whenever a connection ends. */
import { ERROR, OK, pass } from "../../doubles/device";
import { CONNECT, SOON_MS } from "../../doubles/scripted-modem";
import { Clients, POLL_MS, VERIFIED, type Wanted } from "./clients";

const FIRST_TLS: Wanted = { tls: VERIFIED };
/** The open of {@link FIRST_TLS} with all its configuration has been answered after this. */
const OPENED_MS = 400;
/** A step that no command falls through: they are 21 ms apart. */
const STEP_MS = 7;

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
});

/** Each moment from the open to a while behind it. */
const moments = Array.from({ length: OPENED_MS / STEP_MS }, (_, index) => index * STEP_MS);

describe("an id comes back when the connection is ended", () => {
  it("at any moment of its opening, without error, and the modem is told last that it is closed", async () => {
    for (const ms of moments) {
      clients = await Clients.start();
      const { slot, events } = clients.open(FIRST_TLS);
      pass(ms);
      slot.end();
      clients.modem.say(`+QSSLOPEN: ${slot.id},0`);
      pass(SOON_MS);
      expect(events).toEqual(["close"]);
      expect(clients.take().at(-1)).toBe("CLOSE=0");
      clients.expectAllIdsFree();
    }
  });

  it("at any moment of its opening, also when the open fails then", async () => {
    for (const ms of moments) {
      clients = await Clients.start();
      clients.modem.answer('AT+QSSLOPEN=1,0,0,"h.example",443,0', ERROR);
      const { slot, events } = clients.open(FIRST_TLS);
      pass(ms);
      slot.end();
      pass(SOON_MS);
      expect(events.filter((event) => event === "close")).toEqual(["close"]);
      expect(events.at(-1)).toBe("close");
      clients.expectAllIdsFree();
    }
  });

  it("at any moment of its opening by dropClients, and others can open at once", async () => {
    for (const ms of moments) {
      clients = await Clients.start();
      const { abortAt } = await import("../../../modules/at/at-client");
      const { events } = clients.open(FIRST_TLS);
      pass(ms);
      abortAt("restarted");
      clients.table.dropClients("restarted");
      expect(events.at(-1)).toBe("close");
      pass(SOON_MS);
      clients.expectAllIdsFree();
    }
  });

  it("in transparent mode, at any moment of its opening", async () => {
    for (const ms of moments) {
      clients = await Clients.start();
      const { slot, events } = clients.open({ ...FIRST_TLS, accessMode: 2 });
      pass(ms);
      slot.end();
      pass(POLL_MS * 2);
      expect(events.at(-1)).toBe("close");
      expect(events.join()).not.toContain("error");
      expect(clients.modem.isStreaming).toBe(false);
      clients.expectAllIdsFree();
    }
  });
});

describe("an id comes back, and the next connection with it is not disturbed,", () => {
  const lateUrcs = ["+QSSLOPEN: 0,566", '+QSSLURC: "recv",0', "+QSSLURC: 0,5", "+QIOPEN: 0,563"];

  it.each(lateUrcs)("when %s comes after the close", (line) => {
    const { slot, events } = clients.connect();
    slot.end();
    pass(SOON_MS);
    clients.modem.say(line);
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    // The id's turn comes again last.
    const others = clients.openAll();
    expect(others.at(-1)!.slot.id).toBe(0);
    expect(others.flatMap((opened) => opened.events)).toEqual([]);
  });

  it("when the modem closes by itself right after it opened", () => {
    const { events } = clients.open();
    pass(100);
    clients.modem.port.feed('\r\n+QSSLOPEN: 0,0\r\n\r\n+QSSLURC: "closed",0\r\n');
    pass(SOON_MS);
    expect(events).toEqual(["open", "close"]);
    clients.expectAllIdsFree();
  });

  it('when "closed" comes twice, and while it is being closed', () => {
    const { slot, events } = clients.connect();
    clients.modem.answer("AT+QSSLCLOSE=0", `\r\n+QSSLURC: "closed",0\r\n${OK}`);
    slot.end();
    clients.modem.say('+QSSLURC: "closed",0');
    pass(SOON_MS);
    clients.modem.say('+QSSLURC: "closed",0');
    expect(events).toEqual(["close"]);
    clients.expectAllIdsFree();
  });

  it("when the close is refused or not answered at all", () => {
    for (const answer of [ERROR, undefined]) {
      clients.modem.answer("AT+QSSLCLOSE=0", OK, answer);
      clients.modem.answer("AT+QSSLCLOSE=1", OK, answer);
      const { slot, events } = clients.connect();
      slot.end();
      pass(20e3);
      expect(events).toEqual(["close"]);
    }
    clients.expectAllIdsFree();
  });

  it("when a send or a read is not answered", () => {
    for (const command of ["AT+QSSLSEND=0,1", "AT+QSSLRECV=1,1500"]) {
      const { slot, events } = clients.connect();
      clients.modem.answer(command, undefined);
      slot.write("x");
      clients.modem.say(`+QSSLURC: "recv",${slot.id}`);
      pass(20e3);
      expect(events).toEqual([expect.stringMatching(/^error:AT\+QSSL.*no answer/), "close"]);
    }
    clients.expectAllIdsFree();
  });

  it("when the open is not answered", () => {
    const { events } = clients.open();
    clients.modem.answer('AT+QSSLOPEN=1,0,0,"h.example",443,0', undefined);
    pass(500e3);
    expect(events).toEqual([expect.stringMatching(/^error:/), "close"]);
    clients.expectAllIdsFree();
  });

  it("when CONNECT comes for an open that nobody waits for any more", () => {
    const { slot } = clients.open();
    pass(SOON_MS);
    clients.modem.port.feed(CONNECT);
    clients.modem.say("+QSSLOPEN: 0,0");
    slot.end();
    pass(SOON_MS);
    clients.expectAllIdsFree();
  });
});

it("all use the PDP context that they are given", async () => {
  clients = await Clients.start(7);
  clients.open();
  clients.open({ tls: false });
  pass(SOON_MS);
  expect(clients.take()).toEqual(
    expect.arrayContaining(['OPEN=7,0,0,"h.example",443,0', 'AT+QIOPEN=7,1,"TCP","h.example",443,0,0']),
  );
});

it("twelve busy connections all get their turns: none has more than one command before each other", () => {
  const all = Array.from({ length: 12 }, () => clients.connect());
  for (const { slot } of all) {
    clients.modem.answer(`AT+QSSLRECV=${slot.id},1500`, "\r\n+QSSLRECV: 1\r\nx\r\n\r\nOK\r\n");
    clients.modem.say(`+QSSLURC: "recv",${slot.id}`);
  }
  pass(SOON_MS);
  clients.take();
  pass(12 * 21 * 3);
  const turns = clients.take().map((command) => Number(/=(\d+),/.exec(command)![1]));
  const first = turns.slice(0, 12);
  expect(new Set(first).size).toBe(12);
  turns.forEach((id, index) => expect(id).toBe(first[index % 12]));
});
