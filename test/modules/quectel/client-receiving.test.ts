import { ERROR, info, pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";
import { NASTY } from "../../transcripts/eg915u";
import { Clients, POLL_MS } from "./clients";

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
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

  it.each(["-27", "-1", "x", ""])("takes an answer of length %j for none", (length) => {
    const { slot, events } = clients.connect();
    clients.modem.answer(
      "AT+QSSLRECV=0,1500",
      info(`+QSSLRECV: ${length}`),
      "\r\n+QSSLRECV: 2\r\nok\r\nOK\r\n",
      info("+QSSLRECV: 0"),
    );
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(events).toEqual(["data:ok"]);
    expect(slot.bytesReceived).toBe(2);
  });

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

  it("does not lose a URC that comes between the last read and its answer", () => {
    const { events } = clients.connect();
    clients.modem.answer(
      "AT+QSSLRECV=0,1500",
      '\r\n+QSSLURC: "recv",0\r\n' + info("+QSSLRECV: 0"),
      "\r\n+QSSLRECV: 4\r\nlate\r\n\r\nOK\r\n",
      info("+QSSLRECV: 0"),
    );
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(events).toEqual(["data:late"]);
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
    expect(clients.take()).toEqual(["RECV=0,1500", "RECV=0,1500", "RECV=0,1500", "CLOSE=0,0"]);
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
    expect(clients.take()).toEqual(["RECV=0,1500", "CLOSE=0,0"]);
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
