import { ERROR, info, pass, PROMPT } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";
import { NASTY } from "../../transcripts/eg915u";
import { Clients, type Wanted } from "./clients";

const TCP: Wanted = { tls: false, port: 80 };

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
});

describe("plain TCP", () => {
  it.each([0, 1] as const)('AT+QIOPEN=<contextid>,<clientid>,"TCP",<host>,<port>,<local port>,%d', (accessMode) => {
    clients.open({ ...TCP, accessMode });
    pass(SOON_MS);
    expect(clients.take()).toEqual(["AT+QICLOSE=0", `AT+QIOPEN=1,0,"TCP","h.example",80,0,${accessMode}`]);
  });

  it("needs no SSL context: nothing is configured, nothing read back", () => {
    clients.connect(TCP);
    expect(clients.take().join()).not.toMatch(/SSL|CFG|QF/);
  });

  it("ends with open at +QIOPEN: <clientid>,0", () => {
    const { events } = clients.open(TCP);
    pass(SOON_MS);
    clients.modem.say("+QIOPEN: 0,0");
    expect(events).toEqual(["open"]);
  });

  it("ends with error and close at +QIOPEN: <clientid>,<err>", () => {
    const { events } = clients.open(TCP);
    pass(SOON_MS);
    clients.modem.say("+QIOPEN: 0,565");
    pass(SOON_MS);
    expect(events).toEqual([expect.stringMatching(/^error:QIOPEN 0: 565 \(DNS failed/), "close"]);
    expect(clients.take().at(-1)).toBe("AT+QICLOSE=0,0");
  });

  it("asks for the code of an open that was refused by AT+QIGETERROR", () => {
    clients.modem.answer('AT+QIOPEN=1,0,"TCP","h.example",80,0,0', ERROR);
    clients.modem.answer("AT+QIGETERROR", info("+QIGETERROR: 561,open PDP context failed"));
    const { events } = clients.open(TCP);
    pass(SOON_MS);
    expect(events).toEqual([expect.stringMatching(/^error:QIOPEN 0: 561 \(no PDP context/), "close"]);
  });

  it("AT+QISEND=<clientid>,<length> sends, cut at 1460", () => {
    const { slot } = clients.connect(TCP);
    clients.take();
    slot.write("x".repeat(1461));
    pass(SOON_MS);
    expect(clients.take()).toEqual(["AT+QISEND=0,1460", "AT+QISEND=0,1"]);
    expect(slot.bytesSent).toBe(1461);
  });

  it("sends the same bytes again after SEND FAIL", () => {
    const { slot } = clients.connect(TCP);
    clients.modem.answer("AT+QISEND=0,2", [PROMPT, "\r\nSEND FAIL\r\n"], [PROMPT, "\r\nSEND OK\r\n"]);
    slot.write("hi");
    pass(SOON_MS);
    expect(clients.modem.payloads).toEqual(["hi", "hi"]);
  });

  it('AT+QIRD=<clientid>,<length> reads after +QIURC: "recv",<clientid>', () => {
    const { received } = clients.connect(TCP);
    clients.take();
    clients.modem.answer("AT+QIRD=0,1500", `\r\n+QIRD: ${NASTY.length}\r\n${NASTY}\r\n\r\nOK\r\n`, info("+QIRD: 0"));
    clients.modem.port.feed('\r\n+QIURC: "recv",0\r\n');
    pass(SOON_MS);
    expect(received()).toBe(NASTY);
    expect(clients.take()).toEqual(["AT+QIRD=0,1500", "AT+QIRD=0,1500"]);
  });

  it('takes what is pushed behind +QIURC: "recv",<clientid>,<length>', () => {
    const { received } = clients.connect({ ...TCP, accessMode: 1 });
    clients.modem.port.feed(`\r\n+QIURC: "recv",0,${NASTY.length}\r\n${NASTY}`, [8, 30, 99]);
    expect(received()).toBe(NASTY);
  });

  it('closes after +QIURC: "closed",<clientid> by AT+QICLOSE=<clientid>,0', () => {
    const { events } = clients.connect(TCP);
    clients.take();
    clients.modem.port.feed('\r\n+QIURC: "closed",0\r\n');
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    expect(clients.take()).toEqual(["AT+QIRD=0,1500", "AT+QICLOSE=0,0"]);
    clients.expectAllIdsFree();
  });

  it("closes by AT+QICLOSE=<clientid>", () => {
    const { slot } = clients.connect(TCP);
    clients.take();
    slot.end();
    pass(SOON_MS);
    expect(clients.take()).toEqual(["AT+QICLOSE=0"]);
  });

  it("is transparent in access mode 2", () => {
    const { slot, received } = clients.connect({ ...TCP, accessMode: 2 });
    slot.write("up");
    clients.modem.port.feed("down");
    expect(clients.modem.streamed).toBe("up");
    expect(received()).toBe("down");
    expect(clients.take()).toContain('AT+QIOPEN=1,0,"TCP","h.example",80,0,2');
  });

  it("shares the twelve ids with TLS", () => {
    const ids = Array.from({ length: 12 }, (_, index) => clients.open(index % 2 ? TCP : {}).slot.id);
    expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(() => clients.open(TCP)).toThrow(/^12 ids/);
  });
});
