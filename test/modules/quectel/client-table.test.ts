import { cme, ERROR, info, OK, pass, PROMPT, SEND_OK, SOON_MS } from "../../doubles/device";
import { NASTY } from "../../transcripts/eg915u";
import { Clients } from "./clients";

const POLL_MS = 5000;

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
    const { slot, events } = clients.open();
    pass(SOON_MS);
    expect(events).toEqual([]);
    clients.take();
    clients.modem.say("+QSSLOPEN: 0,0");
    pass(SOON_MS);
    expect(events).toEqual(["open"]);
    expect(slot.state).toBe(2);
    expect(clients.take()).toEqual(["RECV=0,1500"]);
  });

  it("ends with error and close at a code, and closes on the modem", () => {
    const { events } = clients.open();
    pass(SOON_MS);
    clients.take();
    clients.modem.say("+QSSLOPEN: 0,566");
    expect(events).toEqual([expect.stringMatching(/^error:QSSLOPEN 0: 566/)]);
    pass(SOON_MS);
    expect(clients.take()).toEqual(["CLOSE=0"]);
    expect(events.slice(1)).toEqual(["close"]);
  });

  it("ends with error and close when the command is refused", () => {
    clients.modem.answer('AT+QSSLOPEN=1,0,0,"h.example",443,0', ERROR);
    const { events } = clients.open();
    pass(SOON_MS);
    expect(events).toEqual(["error:AT+QSSLOPEN: ERROR", "close"]);
  });

  it("without an answer ends after 210 s", () => {
    const { events } = clients.open();
    pass(209e3);
    expect(events).toEqual([]);
    pass(10e3);
    expect(events).toEqual([expect.stringMatching(/^error:QSSLOPEN 0: 569/), "close"]);
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

  it.each([0, -1, 65536, NaN])("refuses the port %d and keeps no id for it", (port) => {
    expect(() => clients.table.openClient("h.example", port)).toThrow(/^port: /);
    expect(clients.table.clientsInUse()).toEqual([]);
  });

  it.each(['h"', "h\r", "h".repeat(151)])("refuses the host %j and keeps no id for it", (host) => {
    expect(() => clients.table.openClient(host, 443)).toThrow(/^host: at most 150/);
    expect(clients.table.clientsInUse()).toEqual([]);
  });
});

describe("the 12 ids", () => {
  it("are given out from 0; a thirteenth is refused", () => {
    const ids = Array.from({ length: 12 }, () => clients.open().slot.id);
    expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(() => clients.open()).toThrow(/^all 12 .*in use/);
  });

  it("are all opened, and each slot gets its own events", () => {
    const all = Array.from({ length: 12 }, () => clients.connect());
    all.forEach(({ slot }) => clients.arrive(slot.id, `for ${slot.id}`));
    all.forEach(({ slot }) => clients.modem.say(`+QSSLURC: "recv",${slot.id}`));
    pass(SOON_MS);
    expect(all.map(({ events }) => events)).toEqual(all.map(({ slot }) => [`data:for ${slot.id}`]));
  });

  it.each<[string, (clients: Clients) => void]>([
    ["a failed open", () => clients.modem.say("+QSSLOPEN: 0,565")],
    ["a refused open", () => {}],
    [
      "a close by the peer",
      () => {
        clients.modem.say("+QSSLOPEN: 0,0");
        clients.modem.say('+QSSLURC: "closed",0');
      },
    ],
    ["a close by us", () => clients.table.clientsInUse()[0]?.end()],
    [
      "an error while sending",
      () => {
        clients.modem.answer("AT+QSSLSEND=0,1", ERROR);
        clients.modem.say("+QSSLOPEN: 0,0");
        clients.table.clientsInUse()[0]!.write("x");
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
    if (name === "a refused open") clients.modem.answer('AT+QSSLOPEN=1,0,0,"h.example",443,0', ERROR, OK);
    const { events } = clients.open();
    pass(100);
    end(clients);
    pass(SOON_MS);
    expect(events.at(-1)).toBe("close");
    expect(events.filter((event) => event === "close")).toHaveLength(1);
    expect(clients.table.clientsInUse()).toEqual([]);
    clients.modem.answer("AT+QSSLRECV=0,1500", info("+QSSLRECV: 0"));
    expect(clients.connect().slot.id).toBe(0);
  });

  it("can be taken from within close", () => {
    const { slot, events } = clients.connect();
    let again: number | undefined;
    slot.on("close", () => (again = clients.open().slot.id));
    slot.end();
    pass(SOON_MS);
    expect(again).toBe(0);
    expect(events).toEqual(["close"]);
  });
});

describe("sending", () => {
  it("cuts at 1460 bytes and keeps the order", () => {
    const { slot, events } = clients.connect();
    const payload = Array.from({ length: 4000 }, (_, index) => String.fromCharCode(index & 255)).join("");
    clients.take();
    expect(slot.write(payload)).toBe(true);
    pass(SOON_MS);
    expect(clients.take()).toEqual(["SEND=0,1460", "SEND=0,1460", "SEND=0,1080"]);
    expect(clients.modem.payloads.join("")).toBe(payload);
    expect(slot.bytesSent).toBe(4000);
    expect(events).toContain("drain");
  });

  it("takes nothing while 1460 bytes wait, and tells when there is room", () => {
    const { slot, events } = clients.connect();
    expect(slot.write("a".repeat(1459))).toBe(true);
    expect(slot.write("b")).toBe(true);
    expect(slot.write("c")).toBe(false);
    expect(events).toEqual([]);
    pass(SOON_MS);
    expect(events[0]).toBe("drain");
    expect(slot.write("c")).toBe(true);
    pass(SOON_MS);
    expect(clients.modem.payloads.join("")).toBe("a".repeat(1459) + "b" + "c");
  });

  it("sends what was written before the connection was open", () => {
    const { slot } = clients.open();
    expect(slot.write("early")).toBe(true);
    pass(SOON_MS);
    expect(clients.modem.payloads).toEqual([]);
    clients.modem.say("+QSSLOPEN: 0,0");
    pass(SOON_MS);
    expect(clients.modem.payloads).toEqual(["early"]);
  });

  it("sends what is written while a send is under way", () => {
    const { slot } = clients.connect();
    slot.write("one");
    slot.write("two");
    pass(1);
    slot.write("three");
    pass(SOON_MS);
    expect(clients.modem.payloads.join("")).toBe("onetwothree");
  });

  it("sends the same bytes again after SEND FAIL, and counts them once", () => {
    const { slot, events } = clients.connect();
    clients.modem.answer(
      "AT+QSSLSEND=0,5",
      [PROMPT, "\r\nSEND FAIL\r\n"],
      [PROMPT, "\r\nSEND FAIL\r\n"],
      [PROMPT, SEND_OK],
    );
    slot.write("HELLO");
    pass(SOON_MS);
    expect(clients.modem.payloads).toEqual(["HELLO", "HELLO", "HELLO"]);
    expect(slot.bytesSent).toBe(5);
    expect(events).toEqual(["drain"]);
  });

  it("does not let SEND FAIL of one slot keep the others from sending", () => {
    const [full, free] = [clients.connect(), clients.connect()];
    clients.modem.answer("AT+QSSLSEND=0,5", [PROMPT, "\r\nSEND FAIL\r\n"]);
    full.slot.write("HELLO");
    pass(200);
    free.slot.write("free");
    pass(200);
    expect(clients.modem.payloads).toContain("free");
    expect(full.events).toEqual([]);
  });

  it.each([ERROR, cme(3)])("ends with error and close at %j", (answer) => {
    const { slot, events } = clients.connect();
    clients.modem.answer("AT+QSSLSEND=0,5", answer);
    slot.write("HELLO");
    pass(SOON_MS);
    expect(events[0]).toMatch(/^error:AT\+QSSLSEND/);
    expect(events.slice(1)).toEqual(["close"]);
    expect(clients.modem.payloads).toEqual([]);
  });

  it("writes nothing for an empty payload", () => {
    const { slot } = clients.connect();
    clients.take();
    expect(slot.write("")).toBe(true);
    pass(SOON_MS);
    expect(clients.take()).toEqual([]);
  });
});

describe("receiving", () => {
  it.each(['+QSSLURC: "recv",0', "+QSSLURC: 0,18", '+QSSLURC: "recv",0,18'])(
    "reads until nothing is left after %s",
    (urc) => {
      const { slot, events } = clients.connect();
      clients.take();
      clients.arrive(0, "one", "two", NASTY);
      clients.modem.say(urc);
      pass(SOON_MS);
      expect(events.map((event) => event.slice(5)).join("")).toBe(`onetwo${NASTY}`);
      expect(slot.bytesReceived).toBe(6 + NASTY.length);
      expect(clients.take()).toEqual(Array(4).fill("RECV=0,1500"));
    },
  );

  it("finds within 5 s what a lost URC did not tell", () => {
    const { events } = clients.connect();
    clients.arrive(0, "silent");
    pass(POLL_MS);
    expect(events).toEqual(["data:silent"]);
  });

  it("keeps polling, one read at a time", () => {
    clients.connect();
    clients.take();
    pass(3 * POLL_MS);
    expect(clients.take()).toEqual(Array(3).fill("RECV=0,1500"));
  });

  it("does not lose a URC that comes between the last read and its OK", () => {
    const { events } = clients.connect();
    clients.modem.answer(
      "AT+QSSLRECV=0,1500",
      '\r\n+QSSLRECV: 0\r\n\r\n+QSSLURC: "recv",0\r\n\r\nOK\r\n',
      "\r\n+QSSLRECV: 4\r\nlate\r\n\r\nOK\r\n",
      info("+QSSLRECV: 0"),
    );
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(events).toEqual(["data:late"]);
  });

  it("reads what came before the peer closed, then closes", () => {
    const { events } = clients.connect();
    clients.take();
    clients.arrive(0, "last", "words");
    clients.modem.port.feed('\r\n+QSSLURC: "recv",0\r\n\r\n+QSSLURC: "closed",0\r\n');
    pass(SOON_MS);
    expect(events).toEqual(["data:last", "data:words", "close"]);
    expect(clients.take()).toEqual(["RECV=0,1500", "RECV=0,1500", "RECV=0,1500", "CLOSE=0"]);
  });

  it("reads before it closes even when only the close was told", () => {
    const { events } = clients.connect();
    clients.arrive(0, "last");
    clients.modem.say('+QSSLURC: "closed",0');
    pass(SOON_MS);
    expect(events).toEqual(["data:last", "close"]);
  });

  it("sends nothing more once the peer has closed", () => {
    const { slot, events } = clients.connect();
    clients.take();
    clients.modem.say('+QSSLURC: "closed",0');
    slot.write("too late");
    pass(SOON_MS);
    expect(clients.take()).toEqual(["RECV=0,1500", "CLOSE=0"]);
    expect(events).toEqual(["close"]);
  });

  it("tolerates a read that is refused after the peer closed", () => {
    const { events } = clients.connect();
    clients.modem.answer("AT+QSSLRECV=0,1500", ERROR);
    clients.modem.say('+QSSLURC: "closed",0');
    pass(SOON_MS);
    expect(events.at(-1)).toBe("close");
    expect(events.filter((event) => event === "close")).toHaveLength(1);
  });

  it("turns with sends: a flood of data does not keep a payload from going out", () => {
    const { slot } = clients.connect();
    clients.take();
    clients.modem.answer("AT+QSSLRECV=0,1500", "\r\n+QSSLRECV: 1\r\nx\r\n\r\nOK\r\n");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(100);
    slot.write("a".repeat(1460 * 3));
    clients.take();
    pass(400);
    expect(clients.take().join(" ")).toMatch(/(RECV=0,1500 SEND=0,1460 ?){3}|(SEND=0,1460 RECV=0,1500 ?){3}/);
  });
});

describe("turns", () => {
  it("are fair: a slot that always has data does not starve the others", () => {
    const busy = clients.connect();
    const others = [clients.connect(), clients.connect()];
    clients.modem.answer("AT+QSSLRECV=0,1500", "\r\n+QSSLRECV: 1\r\nx\r\n\r\nOK\r\n");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(200);
    others.forEach(({ slot }) => slot.write(`from ${slot.id}`));
    pass(200);
    expect(clients.modem.payloads).toEqual(["from 1", "from 2"]);
    expect(busy.events.length).toBeGreaterThan(10);
  });

  it("let a new connection open while others are busy", () => {
    clients.connect();
    clients.modem.answer("AT+QSSLRECV=0,1500", "\r\n+QSSLRECV: 1\r\nx\r\n\r\nOK\r\n");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(200);
    clients.take();
    clients.open();
    pass(200);
    expect(clients.take()).toContain('OPEN=1,0,1,"h.example",443,0');
  });
});

describe("end", () => {
  it("sends what waits, then closes", () => {
    const { slot, events } = clients.connect();
    clients.take();
    slot.write("bye");
    slot.end();
    pass(SOON_MS);
    expect(clients.take()).toEqual(["SEND=0,3", "CLOSE=0"]);
    expect(events.at(-1)).toBe("close");
  });

  it("while opening closes without open, error or a send", () => {
    clients.modem.answer("AT+QSSLSEND=0,5", ERROR);
    const { slot, events } = clients.open();
    slot.write("never");
    pass(100);
    slot.end();
    clients.modem.say("+QSSLOPEN: 0,0");
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    expect(clients.modem.payloads).toEqual([]);
    expect(clients.table.clientsInUse()).toEqual([]);
  });

  it("at once after openClient gives the id back", () => {
    const { slot, events } = clients.open();
    slot.end();
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    expect(clients.take().at(-1)).toBe("CLOSE=0");
  });

  it("twice, and after close, is harmless", () => {
    const { slot, events } = clients.connect();
    slot.end();
    slot.end();
    pass(SOON_MS);
    clients.take();
    slot.end();
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    expect(clients.take()).toEqual([]);
  });

  it("lets no write follow", () => {
    const { slot } = clients.connect();
    slot.end();
    expect(slot.write("late")).toBe(false);
    pass(SOON_MS);
    expect(slot.write("later")).toBe(false);
    pass(SOON_MS);
    expect(clients.modem.payloads).toEqual([]);
  });

  it("closes also when the modem refuses, or does not answer", () => {
    clients.modem.answer("AT+QSSLCLOSE=0", OK, ERROR);
    const { slot, events } = clients.connect();
    slot.end();
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    const next = clients.connect();
    clients.modem.answer("AT+QSSLCLOSE=0", undefined);
    next.slot.end();
    pass(20e3);
    expect(next.events).toEqual(["close"]);
  });

  it("is the last that is heard: no event follows close", () => {
    const { slot, events } = clients.connect();
    slot.end();
    pass(SOON_MS);
    for (const line of ['+QSSLURC: "recv",0', '+QSSLURC: "closed",0', "+QSSLOPEN: 0,0", "+QSSLOPEN: 0,566"])
      clients.modem.say(line);
    pass(2 * POLL_MS);
    slot.fail(new Error("late"));
    expect(events).toEqual(["close"]);
  });

  it("during a read or a send lets that end first", () => {
    const { slot, events } = clients.connect();
    slot.write("HELLO");
    pass(1);
    slot.end();
    pass(SOON_MS);
    expect(clients.modem.payloads).toEqual(["HELLO"]);
    expect(events.at(-1)).toBe("close");
  });
});

describe("dropClients", () => {
  it("ends every slot with error and close, without a word to the modem", () => {
    const all = [clients.connect(), clients.open()];
    pass(100);
    clients.take();
    clients.table.dropClients("modem restarted");
    for (const { events } of all) expect(events).toEqual(["error:modem restarted", "close"]);
    pass(2 * POLL_MS);
    expect(clients.take()).toEqual([]);
    expect(clients.table.clientsInUse()).toEqual([]);
  });

  it("in the middle of a send leaves no event behind", async () => {
    const { slot, events } = clients.connect();
    slot.write("HELLO");
    pass(1);
    const { abortAt } = await import("../../../modules/at/at-client");
    abortAt("modem restarted");
    clients.table.dropClients("modem restarted");
    pass(SOON_MS);
    expect(events.filter((event) => event.startsWith("error"))).toHaveLength(1);
    expect(events.at(-1)).toBe("close");
  });

  it("in the middle of a close does not let its answer touch the slot that took the id over", () => {
    const { slot, events } = clients.connect();
    slot.end();
    clients.table.dropClients("modem restarted");
    expect(events).toEqual(["close"]);
    const next = clients.open();
    expect(next.slot.id).toBe(0);
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    expect(clients.table.clientsInUse()).toEqual([next.slot]);
    expect(next.events).toEqual([]);
  });

  it("does not let a late answer touch the slot that took the id over", () => {
    const { slot } = clients.connect();
    slot.write("HELLO");
    clients.table.dropClients("PDP context lost");
    const next = clients.open();
    pass(SOON_MS);
    expect(next.events).toEqual([]);
    expect(next.slot.bytesSent).toBe(0);
  });
});

describe("a slot", () => {
  it("hears with every listener, in the order they were added", () => {
    const { slot } = clients.open();
    const heard: number[] = [];
    slot.on("open", () => heard.push(1));
    slot.on("open", () => heard.push(2));
    pass(SOON_MS);
    clients.modem.say("+QSSLOPEN: 0,0");
    expect(heard).toEqual([1, 2]);
  });

  it("reports only the first reason of its failure", () => {
    const { slot, events } = clients.connect();
    slot.fail(new Error("first"));
    slot.fail(new Error("second"));
    expect(events).toEqual(["error:first"]);
  });
});
