import { cme, ERROR, info, OK, pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";

import { Clients, type Opened } from "./clients";

const OPEN = 'AT+QSSLOPEN=1,0,0,"h.example",443,0';

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
});

describe("opening", () => {
  it("frees the id first, then opens in buffer access mode", () => {
    clients.open();
    pass(SOON_MS);
    expect(clients.take()).toEqual(["CLOSE=0", 'OPEN=1,0,0,"h.example",443,0']);
  });

  it("ends with open at the URC, and reads once", () => {
    const { events } = clients.open();
    pass(SOON_MS);
    expect(events).toEqual([]);
    expect(clients.table.clientStates()).toEqual([[0, 1, 0, 0]]);
    clients.take();
    clients.modem.say("+QSSLOPEN: 0,0");
    pass(SOON_MS);
    expect(events).toEqual(["open"]);
    expect(clients.table.clientStates()).toEqual([[0, 2, 0, 0]]);
    expect(clients.take()).toEqual(["RECV=0,1500"]);
  });

  it("ends with error and close at a code, and closes on the modem", () => {
    const { events } = clients.open();
    pass(SOON_MS);
    clients.take();
    clients.modem.say("+QSSLOPEN: 0,566");
    expect(events).toEqual([expect.stringMatching(/^error:QSSLOPEN 0: 566/)]);
    pass(SOON_MS);
    expect(clients.take()).toEqual(["CLOSE=0,0"]);
    expect(events.slice(1)).toEqual(["close"]);
  });

  it("is not taken for done by a late result of what was open before, as long as it has not been asked for itself", () => {
    const { events } = clients.open();
    clients.modem.say("+QSSLOPEN: 0,0");
    pass(SOON_MS);
    expect(events).toEqual([]);
    expect(clients.take()).toEqual(["CLOSE=0", 'OPEN=1,0,0,"h.example",443,0']);
    clients.modem.say("+QSSLOPEN: 0,0");
    expect(events).toEqual(["open"]);
  });

  it("asks the modem for the code when the command is refused", () => {
    clients.modem.answer(OPEN, ERROR);
    clients.modem.answer("AT+QIGETERROR", info("+QIGETERROR: 565,DNS parse failed"));
    const { slot, events } = clients.open();
    const onError = jest.fn();
    slot.on("error", onError);
    pass(SOON_MS);
    expect(events).toEqual([expect.stringMatching(/^error:QSSLOPEN 0: 565 \(DNS failed/), "close"]);
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: 565 })]]);
    expect(clients.modem.commands.slice(-3)).toEqual([OPEN, "AT+QIGETERROR", "AT+QSSLCLOSE=0,0"]);
  });

  it.each([info("+QIGETERROR: 0,operate successfully"), OK, ERROR])(
    "says 550 when the command is refused and the modem knows no code: %j",
    (answer) => {
      clients.modem.answer(OPEN, ERROR);
      clients.modem.answer("AT+QIGETERROR", answer);
      const { events } = clients.open();
      pass(SOON_MS);
      expect(events).toEqual(["error:QSSLOPEN 0: 550 (?)", "close"]);
    },
  );

  it("at 561 gives the modem up: it has no PDP context any more, since a restart that nobody heard", () => {
    const { events } = clients.open();
    pass(SOON_MS);
    clients.modem.say("+QSSLOPEN: 0,561");
    expect(events[0]).toMatch(/^error:QSSLOPEN 0: 561/);
    expect(clients.losses).toEqual([expect.stringMatching(/^PDP/)]);
  });

  it.each([550, 552, 563, 565, 566, 569, 570, 572])("at %d the modem goes on", (code) => {
    clients.open();
    pass(SOON_MS);
    clients.modem.say(`+QSSLOPEN: 0,${code}`);
    pass(SOON_MS);
    expect(clients.losses).toEqual([]);
    clients.expectAllIdsFree();
  });

  it("passes on a code that comes with the refusal", () => {
    clients.modem.answer(OPEN, cme(3));
    const { events } = clients.open();
    pass(SOON_MS);
    expect(events).toEqual(["error:AT+QSSLOPEN: +CME ERROR: 3", "close"]);
    expect(clients.modem.commands).not.toContain("AT+QIGETERROR");
  });

  it("without an answer ends after 450 s: 150 s for TCP, up to 300 s for the handshake", () => {
    const { events } = clients.open();
    pass(449e3);
    expect(events).toEqual([]);
    pass(10e3);
    expect(events).toEqual([expect.stringMatching(/^error:QSSLOPEN 0: 569/), "close"]);
  });

  it("is given up after 15 s when OK, which comes at once, was lost, and the other connections go on", () => {
    const other = clients.connect();
    clients.modem.answer(OPEN.replace('0,"', '1,"'), undefined);
    const { events } = clients.open();
    pass(SOON_MS);
    clients.modem.say("+QSSLOPEN: 1,0");
    pass(15e3);
    pass(SOON_MS);
    expect(events[0]).toBe("error:AT+QSSLOPEN: no answer in 15000 ms");
    clients.arrive(0, "on");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(other.events).toEqual(["data:on"]);
  });

  it.each([
    "+QSSLOPEN: 5,0",
    "+QSSLOPEN: 99,0",
    "+QSSLOPEN: ",
    "+QSSLOPEN: 0",
    "+QSSLOPEN: x,y",
    '+QSSLURC: "recv",7',
    "+QSSLURC: 11,5",
  ])("is not disturbed by %j, which belongs to no slot in use", (line) => {
    const { events } = clients.open();
    pass(SOON_MS);
    clients.modem.say(line);
    pass(SOON_MS);
    expect(events).toEqual([]);
  });

  it("takes a second result of one open for nothing", () => {
    const { events } = clients.connect();
    clients.modem.say("+QSSLOPEN: 0,566");
    clients.modem.say("+QSSLOPEN: 0,0");
    pass(SOON_MS);
    expect(events).toEqual([]);
  });

  it.each([0, -1, 65536, 1.5, NaN, Infinity])("refuses the port %d and keeps no id for it", (port) => {
    expect(() =>
      clients.table.openClient({ host: "h.example", port }, false, clients.connection.newConnection()),
    ).toThrow(/^port: /);
    expect(clients.table.clientsInUse()).toEqual([]);
  });

  it.each(['h"', "h\r", "h".repeat(151)])("refuses the host %j and keeps no id for it", (host) => {
    expect(() => clients.table.openClient({ host, port: 443 }, false, clients.connection.newConnection())).toThrow(
      /^host: at most 150/,
    );
    expect(clients.table.clientsInUse()).toEqual([]);
  });
});

describe("the 12 ids", () => {
  it("are given out from 0 in turn; a thirteenth is refused and sends nothing", () => {
    const ids = Array.from({ length: 12 }, () => clients.open().slot.id);
    expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    pass(SOON_MS);
    clients.take();
    expect(() => clients.open()).toThrow(/^12 ids in use/);
    pass(SOON_MS);
    expect(clients.take()).toEqual([]);
  });

  it("are all opened, and each slot gets its own events", () => {
    const all = Array.from({ length: 12 }, () => clients.connect());
    all.forEach(({ slot }) => clients.arrive(slot.id, `for ${slot.id}`));
    all.forEach(({ slot }) => clients.modem.say(`+QSSLURC: "recv",${slot.id}`));
    pass(SOON_MS);
    expect(all.map(({ events }) => events)).toEqual(all.map(({ slot }) => [`data:for ${slot.id}`]));
  });

  it.each<[string, (slot: Opened["slot"]) => void]>([
    ["a failed open", () => clients.modem.say("+QSSLOPEN: 0,565")],
    ["a refused open", () => {}],
    [
      "a close by the peer",
      () => {
        clients.modem.say("+QSSLOPEN: 0,0");
        clients.modem.say('+QSSLURC: "closed",0');
      },
    ],
    ["a close by us", (slot) => slot.end()],
    [
      "an error while sending",
      (slot) => {
        clients.modem.answer("AT+QSSLSEND=0,1", ERROR);
        clients.modem.say("+QSSLOPEN: 0,0");
        slot.write("x");
      },
    ],
    [
      "an error while reading",
      () => {
        clients.modem.answer("AT+QSSLRECV=0,1500", ERROR);
        clients.modem.say("+QSSLOPEN: 0,0");
      },
    ],
  ])("are free again after %s", (name, end) => {
    if (name === "a refused open") clients.modem.answer(OPEN, ERROR, OK);
    const { slot, events } = clients.open();
    pass(100);
    end(slot);
    pass(SOON_MS);
    expect(events.at(-1)).toBe("close");
    expect(events.filter((event) => event === "close")).toHaveLength(1);
    clients.expectAllIdsFree();
  });

  it("can be taken from within close", () => {
    const { slot, events } = clients.connect();
    let again: number | undefined;
    slot.on("close", () => (again = clients.open().slot.id));
    slot.end();
    pass(SOON_MS);
    expect(again).toBe(1);
    expect(events).toEqual(["close"]);
  });
});
