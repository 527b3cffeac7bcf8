/** The rest of the specification: the close, and the URC of received data in both its forms. */
import { pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";
import { Clients } from "./clients";

const PUSH = { accessMode: 1 } as const;

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
});

describe("AT+QSSLCLOSE=<clientid>", () => {
  it("<clientid> 0 to 11", () => {
    const all = Array.from({ length: 12 }, () => clients.connect().slot);
    clients.take();
    all.forEach((slot) => slot.end());
    pass(SOON_MS);
    const closes = clients.take().filter((command) => command.startsWith("CLOSE"));
    expect(closes.sort()).toEqual(Array.from({ length: 12 }, (_, id) => `CLOSE=${id}`).sort());
    clients.expectAllIdsFree();
  });

  it("is sent before an open too, for what the modem may hold from before the board's restart", () => {
    clients.open();
    pass(SOON_MS);
    expect(clients.modem.commands[0]).toBe("AT+QSSLCLOSE=0");
  });

  it("AT+QSSLCLOSE=<clientid>,<timeout>: does not wait for a peer that has closed already", () => {
    clients.connect();
    clients.take();
    clients.modem.say('+QSSLURC: "closed",0');
    pass(SOON_MS);
    expect(clients.modem.commands.at(-1)).toBe("AT+QSSLCLOSE=0,0");
  });
});

describe("+QSSLURC: <clientid>,<length>", () => {
  it.each([1, 2, 1460, 1499, 1500])("<length> %d in buffer access mode: the data is read", (length) => {
    const { received } = clients.connect();
    clients.arrive(0, "x".repeat(length));
    clients.modem.say(`+QSSLURC: 0,${length}`);
    pass(SOON_MS);
    expect(received()).toBe("x".repeat(length));
    expect(clients.take().slice(-2)).toEqual(["RECV=0,1500", "RECV=0,1500"]);
  });

  it.each([1, 2, 1460, 1499, 1500])("<length> %d in direct push mode: the data is behind it", (length) => {
    const { received } = clients.connect(PUSH);
    clients.take();
    clients.modem.port.feed(`\r\n+QSSLURC: 0,${length}\r\n${"x".repeat(length)}\r\n+QSSLURC: 0,3\r\nend`, [length]);
    expect(received()).toBe(`${"x".repeat(length)}end`);
    pass(SOON_MS);
    expect(clients.take()).toEqual([]);
  });

  it("<clientid> 0 to 11, in both modes", () => {
    const all = Array.from({ length: 12 }, (_, index) => clients.connect(index % 2 ? PUSH : {}));
    for (const { slot } of all) {
      clients.arrive(slot.id, `for ${slot.id}`);
      clients.modem.port.feed(`\r\n+QSSLURC: ${slot.id},${`for ${slot.id}`.length}\r\n`);
      if (slot.id % 2) clients.modem.port.feed(`for ${slot.id}`);
    }
    pass(SOON_MS);
    expect(all.map(({ received }) => received())).toEqual(all.map(({ slot }) => `for ${slot.id}`));
  });

  it.each(["12,5", "99,1", "-1,5", "x,5", "", ",", "0"])("that names no connection is ignored: %j", (parameters) => {
    const { events } = clients.connect(PUSH);
    clients.take();
    clients.modem.say(`+QSSLURC: ${parameters}`);
    clients.modem.port.feed("\r\n+QSSLURC: 0,2\r\nok");
    pass(SOON_MS);
    expect(events).toEqual(["data:ok"]);
    expect(clients.take()).toEqual([]);
  });
});

describe('+QSSLURC: "recv",<clientid>', () => {
  it("in buffer access mode: the data is read until none is left", () => {
    const { received } = clients.connect();
    clients.arrive(0, "one", "two");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(received()).toBe("onetwo");
  });
});

describe('+QSSLURC: "recv",<clientid>,<length>', () => {
  it.each([1, 1500])("<length> %d in direct push mode: the data is behind it", (length) => {
    const { received } = clients.connect(PUSH);
    clients.modem.port.feed(`\r\n+QSSLURC: "recv",0,${length}\r\n${"x".repeat(length)}`);
    expect(received()).toBe("x".repeat(length));
  });
});

describe('+QSSLURC: "closed",<clientid>', () => {
  it.each([0, 1] as const)("in access mode %d ends with close", (accessMode) => {
    const { events } = clients.connect({ accessMode });
    clients.modem.say('+QSSLURC: "closed",0');
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    clients.expectAllIdsFree();
  });
});
