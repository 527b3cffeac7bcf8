import { failSlot } from "../../../modules/quectel/client-slot";
import { ERROR, OK, pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";

import { Clients, POLL_MS } from "./clients";

let clients: Clients;

beforeEach(async () => {
  clients = await Clients.start();
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

  it("does not wait for the end of what the peer goes on sending", () => {
    const { slot } = clients.connect();
    clients.take();
    clients.arrive(0, "x".repeat(9000));
    slot.end();
    pass(SOON_MS);
    expect(clients.take().slice(-1)).toEqual(["CLOSE=0"]);
    expect(clients.table.clientsInUse()).toEqual([]);
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

  it("closes also what is paused and has bytes to send when the peer has closed: nobody takes them any more", () => {
    const { slot, events } = clients.connect();
    slot.pause(true);
    clients.modem.say('+QSSLURC: "closed",0');
    slot.write("HELLO");
    slot.end();
    pass(2 * POLL_MS);
    expect(events).toEqual(["close"]);
    expect(clients.table.clientsInUse()).toEqual([]);
  });

  it("is the last that is heard: no event follows close", () => {
    const { slot, events } = clients.connect();
    slot.end();
    pass(SOON_MS);
    for (const line of ['+QSSLURC: "recv",0', '+QSSLURC: "closed",0', "+QSSLOPEN: 0,0", "+QSSLOPEN: 0,566"])
      clients.modem.say(line);
    pass(2 * POLL_MS);
    failSlot(slot, new Error("late"));
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
    const next = clients.openAll();
    pass(SOON_MS);
    expect(events).toEqual(["close"]);
    expect(clients.table.clientsInUse()).toHaveLength(12);
    expect(next.flatMap((opened) => opened.events)).toEqual([]);
  });

  it("does not let a late answer touch the slot that took the id over", () => {
    const { slot } = clients.connect();
    slot.write("HELLO");
    clients.table.dropClients("PDP context lost");
    const next = clients.openAll();
    pass(SOON_MS);
    expect(next.flatMap((opened) => opened.events)).toEqual([]);
    expect(next.map((opened) => opened.slot.bytesSent)).toEqual(Array(12).fill(0));
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
    failSlot(slot, new Error("first"));
    failSlot(slot, new Error("second"));
    expect(events).toEqual(["error:first"]);
  });
});
