import { ERROR, pass } from "../../doubles/device";
import { CONNECT, SOON_MS } from "../../doubles/scripted-modem";
import { NASTY } from "../../transcripts/eg915u";
import { Clients, POLL_MS, type Opened } from "./clients";

const OPEN = 'AT+QSSLOPEN=1,0,0,"h.example",443,2';
/** Time in which a stream is left and the dialogue is in step again. */
const LEFT_MS = 5000;
const NO_CARRIER = "\r\nNO CARRIER\r\n";

let clients: Clients;

const connect = (): Opened => clients.connect({ accessMode: 2 });
/** Commands since the last look, without the probes that follow a stream. */
const commands = (): string[] => clients.take().filter((command) => command !== "AT+CMEE?");

beforeEach(async () => {
  clients = await Clients.start();
});

describe("transparent mode", () => {
  it("is entered at CONNECT, which is the only answer", () => {
    const { events } = clients.open({ accessMode: 2 });
    pass(SOON_MS);
    expect(events).toEqual(["open"]);
    expect(clients.modem.isStreaming).toBe(true);
    expect(commands()).toEqual(["CLOSE=0", 'OPEN=1,0,0,"h.example",443,2']);
  });

  it("carries every byte both ways as it is, and counts them", () => {
    const { slot, received } = connect();
    slot.write(NASTY);
    clients.modem.port.feed(NASTY, [5, 30, 31, 100]);
    pass(100);
    expect(clients.modem.streamed).toBe(NASTY);
    expect(received()).toBe(NASTY);
    expect([slot.bytesSent, slot.bytesReceived]).toEqual([NASTY.length, NASTY.length]);
    expect(clients.modem.payloads).toEqual([]);
  });

  it("delivers what comes in one go with CONNECT, behind open", () => {
    clients.modem.answer(OPEN, `${CONNECT}${NASTY}`);
    const { events, received } = clients.open({ accessMode: 2 });
    pass(SOON_MS);
    expect(events[0]).toBe("open");
    expect(received()).toBe(NASTY);
  });

  it("sends what was written before it was open", () => {
    const { slot } = clients.open({ accessMode: 2 });
    slot.write("early");
    pass(SOON_MS);
    expect(clients.modem.streamed).toBe("early");
  });

  it.each([["+++"], ["+", "+", "+"], ["++", "+"], ["+", "++"]])(
    "never writes the escape sequence for payload: %j",
    (...payloads) => {
      const { slot, events } = connect();
      pass(2000);
      clients.modem.port.take();
      payloads.forEach((payload) => slot.write(payload));
      const bursts: string[] = [];
      for (let ms = 0; ms < 10e3; ms += 1000) {
        pass(1000);
        bursts.push(clients.modem.port.take().join(""));
      }
      expect(bursts.join("")).toBe("+++");
      expect(bursts).not.toContain("+++");
      expect(events).toEqual([]);
      slot.write("on");
      pass(100);
      expect(clients.modem.port.take()).toEqual(["on"]);
    },
  );

  it("lets the other connections wait, and serves them when it is left", () => {
    const other = clients.connect();
    const stream = connect();
    clients.take();
    other.slot.write("other");
    pass(2 * POLL_MS);
    expect(commands()).toEqual([]);
    stream.slot.setAccessMode(0);
    pass(LEFT_MS);
    expect(clients.modem.payloads).toEqual(["other"]);
  });

  it.each<[string, (slot: Opened["slot"]) => void, string[]]>([
    ["end", (slot) => slot.end(), ["CLOSE=0"]],
    ["setAccessMode(0)", (slot) => slot.setAccessMode(0), ["RECV=0,1500"]],
    ["setAccessMode(1)", (slot) => slot.setAccessMode(1), ["RECV=0,1500", "AT+QISWTMD=0,1"]],
  ])("is left by +++ at %s", (_name, leave, expected) => {
    const { slot, events } = connect();
    clients.take();
    leave(slot);
    pass(LEFT_MS - 1000);
    expect(clients.modem.isStreaming).toBe(false);
    expect(commands()).toEqual(expected);
    expect(events).toEqual(expected.includes("CLOSE=0") ? ["close"] : []);
  });

  it("sends what waits before it is left by end", () => {
    const { slot, events } = connect();
    slot.write("bye");
    slot.end();
    pass(LEFT_MS);
    expect(clients.modem.streamed).toBe("bye");
    expect(events).toEqual(["close"]);
    clients.expectAllIdsFree();
  });

  it("sends what is written while it is being left by AT+QSSLSEND", () => {
    const { slot } = connect();
    slot.setAccessMode(0);
    pass(100);
    slot.write("meanwhile");
    pass(LEFT_MS);
    expect(clients.modem.streamed).toBe("");
    expect(clients.modem.payloads).toEqual(["meanwhile"]);
  });

  it("reads what came between OK and the dialogue", () => {
    const { slot, received } = connect();
    slot.setAccessMode(0);
    clients.arrive(0, "left over");
    pass(LEFT_MS);
    expect(received()).toBe("left over");
  });

  it("ends with close when the peer ends it, and the id is freed", () => {
    const { slot, events } = connect();
    clients.take();
    clients.modem.port.feed("last");
    clients.modem.endStream();
    pass(LEFT_MS);
    expect(events).toEqual(["data:last", "close"]);
    expect(commands().at(-1)).toBe("CLOSE=0,0");
    expect(slot.write("late")).toBe(false);
    clients.expectAllIdsFree();
  });

  it("hears what follows right behind NO CARRIER", () => {
    const other = clients.connect();
    const { events } = connect();
    clients.modem.isStreaming = false;
    clients.arrive(0, "for the other");
    clients.modem.port.feed(`last${NO_CARRIER}\r\n+QSSLURC: "recv",0\r\n`);
    pass(LEFT_MS);
    expect(events).toEqual(["data:last", "close"]);
    expect(other.events).toEqual(["data:for the other"]);
  });

  it("writes nothing while the stream has perhaps ended", () => {
    const { slot } = connect();
    clients.modem.port.feed(NO_CARRIER);
    slot.write("held");
    pass(1000);
    expect(clients.modem.streamed).toBe("");
    clients.modem.port.feed("more");
    pass(100);
    expect(clients.modem.streamed).toBe("held");
  });

  it("drops the plus that it kept back when the peer closes meanwhile", () => {
    const { slot, events } = connect();
    pass(2000);
    clients.modem.port.take();
    slot.write("+++");
    clients.modem.isStreaming = false;
    clients.modem.port.feed(`${NO_CARRIER}\r\n+QIND: 1\r\n`);
    pass(LEFT_MS);
    expect(events).toEqual(["close"]);
    expect(clients.modem.port.take().filter((data) => data.includes("+") && !data.includes("AT"))).toEqual(["++"]);
  });

  it.each([
    ["ERROR", ERROR],
    ["NO CARRIER", NO_CARRIER],
  ])("that cannot be entered ends with the modem's code: %s", (_name, answer) => {
    clients.modem.answer(OPEN, answer);
    clients.modem.answer("AT+QIGETERROR", "\r\n+QIGETERROR: 566,socket connect failed\r\n\r\nOK\r\n");
    const { events } = clients.open({ accessMode: 2 });
    pass(SOON_MS);
    expect(events).toEqual([expect.stringMatching(/^error:QSSLOPEN 0: 566/), "close"]);
    clients.expectAllIdsFree();
  });

  it("is left at once when it was ended before CONNECT came", () => {
    clients.modem.answer(OPEN, undefined);
    const { slot, events } = clients.open({ accessMode: 2 });
    pass(SOON_MS);
    slot.end();
    clients.modem.isStreaming = true;
    clients.modem.port.feed(CONNECT);
    pass(LEFT_MS);
    expect(events).toEqual(["close"]);
    expect(clients.modem.isStreaming).toBe(false);
    clients.expectAllIdsFree();
  });

  it("ends with error and close, without a word, when the modem is lost", async () => {
    const { slot, events } = connect();
    const { abortAt } = await import("../../../modules/at/at-client");
    clients.modem.isStreaming = false;
    clients.take();
    abortAt("restarted");
    clients.table.dropClients("restarted");
    expect(events).toEqual(["error:restarted", "close"]);
    expect(slot.write("late")).toBe(false);
    pass(2 * POLL_MS);
    expect(clients.take()).toEqual([]);
    expect(clients.connect().slot.id).toBe(1);
  });
});
