import { cme, ERROR, pass, PROMPT, SEND_OK } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";

import { Clients } from "./clients";

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
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
    expect(events).toEqual([]);
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
    expect(events).toEqual([]);
  });

  it("pauses a slot for 100 ms at SEND FAIL", () => {
    const { slot } = clients.connect();
    clients.modem.answer("AT+QSSLSEND=0,5", [PROMPT, "\r\nSEND FAIL\r\n"], [PROMPT, SEND_OK]);
    slot.write("HELLO");
    pass(90);
    expect(clients.modem.payloads).toEqual(["HELLO"]);
    pass(50);
    expect(clients.modem.payloads).toEqual(["HELLO", "HELLO"]);
  });

  it("goes on receiving while SEND FAIL makes it wait", () => {
    const { slot, events } = clients.connect();
    clients.modem.answer("AT+QSSLSEND=0,5", [PROMPT, "\r\nSEND FAIL\r\n"]);
    slot.write("HELLO");
    pass(30);
    clients.arrive(0, "data");
    clients.modem.say('+QSSLURC: "recv",0');
    pass(40);
    expect(events).toEqual(["data:data"]);
  });

  it("closes after SEND FAIL once the rest has been taken", () => {
    const { slot, events } = clients.connect();
    clients.modem.answer("AT+QSSLSEND=0,5", [PROMPT, "\r\nSEND FAIL\r\n"], [PROMPT, SEND_OK]);
    slot.write("HELLO");
    slot.end();
    pass(SOON_MS);
    expect(clients.take().slice(-3)).toEqual(["SEND=0,5", "SEND=0,5", "CLOSE=0"]);
    expect(events).toEqual(["close"]);
  });

  it("tells of room only when a write was refused, once", () => {
    const { slot, events } = clients.connect();
    slot.write("a".repeat(1460));
    expect(slot.write("b")).toBe(false);
    expect(slot.write("b")).toBe(false);
    pass(SOON_MS);
    expect(events).toEqual(["drain"]);
    slot.write("c");
    pass(SOON_MS);
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
