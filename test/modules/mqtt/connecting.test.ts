import type { MqttOptions } from "../../../modules/mqtt/connect-packet";
import { installDevice, pass } from "../../doubles/device";
import { Bench, connack, DISCONNECT, packet, PINGREQ, PINGRESP, publish, text } from "./peer";

beforeEach(() => installDevice());

/** CONNECT of a client with these options. */
function written(options: Partial<MqttOptions>): string {
  const bench = new Bench(options);
  bench.client.connect();
  bench.peer.emit("open");
  return bench.peer.take();
}

/** @param flags 3.1.2.3. */
const connect = (flags: number, rest: string, keepAliveS = 60): string =>
  packet(0x10, `${text("MQTT")}\x04${String.fromCharCode(flags, keepAliveS >> 8, keepAliveS & 255)}${rest}`);

describe("CONNECT", () => {
  const will = { topic: "t/s", message: "gone" };
  it.each<[string, Partial<MqttOptions>, string]>([
    ["a clean session by default", {}, connect(2, text("c"))],
    ["a kept session", { clean: false }, connect(0, text("c"))],
    ["user and password", { username: "u", password: "\0\xff" }, connect(0xc2, text("c") + text("u") + text("\0\xff"))],
    ["a user without password", { username: "u" }, connect(0x82, text("c") + text("u"))],
    ["no user where it is empty", { username: "", password: "" }, connect(2, text("c"))],
    ["keep-alive", { keepAliveS: 1177 }, connect(2, text("c"), 1177)],
    ["no keep-alive", { keepAliveS: 0 }, connect(2, text("c"), 0)],
    ["a will", { will }, connect(6, text("c") + text("t/s") + text("gone"))],
    [
      "a retained will of QoS 1",
      { will: { ...will, qos: 1, retain: true } },
      connect(46, text("c") + text("t/s") + text("gone")),
    ],
    [
      "all of it",
      { will, username: "u", password: "p", clean: false },
      connect(0xc4, ["c", "t/s", "gone", "u", "p"].map(text).join("")),
    ],
    ["more than 127 bytes", { username: "u".repeat(200) }, connect(0x82, text("c") + text("u".repeat(200)))],
  ])("has %s", (_, options, bytes) => {
    expect(written(options)).toBe(bytes);
  });

  it("has texts as UTF-8 where the interpreter tells characters from bytes", () => {
    Object.assign(E, { fromUTF8: (value: string) => Buffer.from(value).toString("latin1") });
    expect(written({ username: "\xe9" })).toBe(connect(0x82, text("c") + text("\xc3\xa9")));
    delete E.fromUTF8;
  });

  it.each<[string, object, string]>([
    ["no client id", { clientId: "" }, "MQTT: check clientId, username, keepAliveS"],
    ["a password without user", { password: "p" }, "MQTT: check clientId, username, keepAliveS"],
    ["a negative keep-alive", { keepAliveS: -1 }, "MQTT: check clientId, username, keepAliveS"],
    ["a keep-alive that two bytes cannot hold", { keepAliveS: 65536 }, "MQTT: check clientId, username, keepAliveS"],
    ["a keep-alive that is no number", { keepAliveS: "often" }, "MQTT: check clientId, username, keepAliveS"],
    ["a will with a wildcard", { will: { topic: "a/+", message: "" } }, "MQTT: bad topic a/+"],
    ["a will of QoS 2", { will: { topic: "a", message: "", qos: 2 } }, "MQTT: bad qos 2"],
  ])("is refused at once with %s", (_, options, message) => {
    expect(() => new Bench(options)).toThrow(message);
  });
});

describe("a connection", () => {
  it("is opened by connect alone, once", () => {
    const bench = new Bench();
    expect(bench.connections).toHaveLength(0);
    bench.client.connect();
    bench.client.connect();
    expect(bench.connections).toHaveLength(1);
    expect(bench.peer.take()).toBe("");
  });

  it.each([
    [0, {}, "connected false"],
    [0, { clean: false }, "connected false"],
    [1, { clean: false }, "connected true"],
  ])("tells whether the broker has a session: %i", (flags, options, said) => {
    const bench = new Bench(options);
    bench.client.connect();
    bench.peer.emit("open");
    expect(bench.said).toEqual([]);
    bench.peer.feed(connack(0, flags));
    expect(bench.take()).toEqual([said]);
  });

  it.each([
    [1, "MQTT: CONNACK 1 (no MQTT 3.1.1) [1]"],
    [2, "MQTT: CONNACK 2 (other clientId) [2]"],
    [3, "MQTT: CONNACK 3 (try later) [3]"],
    [4, "MQTT: CONNACK 4 (check username, password) [4]"],
    [5, "MQTT: CONNACK 5 (check credentials, policy) [5]"],
    [6, "MQTT: CONNACK 6 (?) [6]"],
    [255, "MQTT: CONNACK 255 (?) [255]"],
  ])("that is refused with %i is told in words", (code, message) => {
    const bench = new Bench();
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.feed(connack(code));
    expect(bench.take()).toEqual([message, "disconnected"]);
    expect(bench.peer.isEnded).toBe(true);
  });

  it.each([
    [1, {}],
    [2, { clean: false }],
    [255, { clean: false }],
  ])("is given up when CONNACK has flags that it cannot have: %i", (flags, options) => {
    const bench = new Bench(options);
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.feed(connack(0, flags));
    expect(bench.take()).toEqual(["MQTT: CONNACK 0 (?)", "disconnected"]);
  });

  it("that cannot be opened is told like one that failed", () => {
    const bench = new Bench();
    bench.refusal = new Error("offline");
    bench.client.connect();
    expect(bench.take()).toEqual(["offline", "disconnected"]);
    bench.refusal = undefined;
    bench.connect();
    expect(bench.connections).toHaveLength(1);
  });

  it("that the modem ends is told with the modem's reason, once", () => {
    const bench = new Bench().connect();
    bench.peer.emit("error", Object.assign(new Error("PDP lost"), { code: 570 }));
    bench.peer.emit("close");
    expect(bench.take()).toEqual(["PDP lost [570]", "disconnected"]);
  });

  it("that the broker closes is told, before CONNACK and after it", () => {
    const bench = new Bench();
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.emit("close");
    bench.connect();
    expect(bench.take()).toEqual([]);
    bench.peer.emit("close");
    expect(bench.take()).toEqual(["MQTT: closed: check clientId, credentials", "disconnected"]);
  });

  it("is followed by another only when its user calls for it, also from within disconnected", () => {
    const bench = new Bench();
    bench.client.connect();
    bench.peer.emit("close");
    pass(3600e3);
    expect(bench.connections).toHaveLength(1);
    bench.client.on("disconnected", () => bench.client.connect());
    bench.client.connect();
    bench.peer.emit("close");
    expect(bench.connections).toHaveLength(3);
  });

  it("that was given up says nothing to the one after it", () => {
    const bench = new Bench().connect();
    const old = bench.peer;
    old.emit("error", new Error("lost"));
    bench.connect();
    old.emit("open");
    old.feed(publish("a", "b") + "\xff\xff\xff\xff\xff");
    old.emit("drain");
    old.emit("close");
    expect(bench.take()).toEqual([]);
    expect(bench.peer.take()).toBe("");
  });

  it("that takes nothing yet gets CONNECT when it drains", () => {
    const bench = new Bench();
    bench.client.connect();
    bench.peer.isFull = true;
    bench.peer.emit("open");
    expect(bench.peer.take()).toBe("");
    bench.peer.drain();
    expect(bench.peer.take()).toBe(connect(2, text("c")));
  });
});

describe("disconnect", () => {
  it("says goodbye, closes and is no error", () => {
    const bench = new Bench().connect();
    bench.client.disconnect();
    expect(bench.peer.take()).toBe(DISCONNECT);
    expect(bench.peer.isEnded).toBe(true);
    expect(bench.take()).toEqual([]);
    bench.peer.emit("close");
    expect(bench.take()).toEqual(["disconnected"]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("waits for room to say so", () => {
    const bench = new Bench().connect();
    bench.peer.isFull = true;
    bench.client.disconnect();
    bench.client.disconnect();
    expect(bench.peer.isEnded).toBe(false);
    bench.peer.drain();
    expect(bench.peer.take()).toBe(DISCONNECT);
    expect(bench.peer.isEnded).toBe(true);
  });

  it("ends also when the other side never closes", () => {
    const bench = new Bench().connect();
    bench.client.disconnect();
    pass(30e3);
    expect(bench.take()).toEqual(["disconnected"]);
  });

  it("ends a connection that is not there yet, and is harmless without one", () => {
    const bench = new Bench();
    bench.client.disconnect();
    bench.client.connect();
    bench.client.disconnect();
    expect(bench.peer.isEnded).toBe(true);
    expect(bench.peer.take()).toBe("");
    bench.peer.emit("close");
    expect(bench.take()).toEqual(["disconnected"]);
  });

  it("is the last: what arrives and what is published afterwards stays aside", () => {
    const bench = new Bench().connect();
    bench.client.disconnect();
    bench.peer.take();
    bench.peer.feed(publish("a", "b", 2, 1));
    bench.client.publish("a", "kept", { qos: 1 });
    expect(bench.client.publish("a", "b")).toBe(false);
    expect(bench.peer.take()).toBe("");
    bench.peer.emit("close");
    expect(bench.take()).toEqual(["disconnected"]);
    bench.connect();
    expect(bench.connections).toHaveLength(2);
  });
});

describe("silence", () => {
  it("before CONNACK is waited for, for half of keep-alive", () => {
    const bench = new Bench({ keepAliveS: 20 });
    bench.client.connect();
    bench.peer.emit("open");
    pass(9e3);
    expect(bench.said).toEqual([]);
    pass(1e3);
    expect(bench.take()).toEqual(["MQTT: no answer", "disconnected"]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("is broken by PINGREQ in time, and a connection that answers stays", () => {
    const bench = new Bench().connect();
    for (let i = 0; i < 5; i++) {
      pass(60e3);
      expect(bench.peer.take()).toBe(PINGREQ);
      bench.peer.feed(PINGRESP);
    }
    expect(bench.take()).toEqual([]);
  });

  it("after PINGREQ ends the connection, however much is sent", () => {
    const bench = new Bench().connect();
    pass(60e3);
    expect(bench.peer.take()).toBe(PINGREQ);
    bench.client.publish("a", "b");
    pass(29e3);
    expect(bench.take()).toEqual([]);
    pass(1e3);
    expect(bench.take()).toEqual(["MQTT: no answer", "disconnected"]);
    expect(bench.peer.isEnded).toBe(true);
  });

  it("needs no PINGREQ while there is traffic both ways", () => {
    const bench = new Bench().connect();
    for (let i = 0; i < 10; i++) {
      bench.client.publish("a", "b");
      bench.peer.feed(publish("c", "d"));
      bench.peer.take();
      pass(30e3);
    }
    expect(bench.peer.take()).toBe("");
  });

  it("is broken while only one side talks", () => {
    const bench = new Bench().connect();
    pass(30e3);
    bench.peer.feed(publish("c", "d"));
    pass(30e3);
    expect(bench.peer.take()).toBe(PINGREQ);
    bench.peer.feed(PINGRESP);
    pass(29e3);
    bench.client.publish("a", "b");
    bench.peer.take();
    pass(1e3);
    pass(30e3);
    expect(bench.peer.take()).toBe(PINGREQ);
  });

  it("is never broken without keep-alive, but what is to be answered still must be", () => {
    const bench = new Bench({ keepAliveS: 0 }).connect();
    pass(3600e3);
    expect(bench.peer.take()).toBe("");
    bench.client.publish("a", "b", { qos: 1 });
    pass(60e3);
    expect(bench.take()).toEqual(["MQTT: no answer", "disconnected"]);
  });

  it("about a request ends the connection within keep-alive though the broker answers PINGREQ", () => {
    const bench = new Bench().connect();
    pass(20e3);
    bench.client.subscribe("a");
    const ticks = [10e3, 30e3];
    for (const ms of ticks) {
      expect(bench.take()).toEqual([]);
      pass(ms);
      if (ms === ticks[0]) bench.peer.feed(PINGRESP);
    }
    expect(bench.take()).toEqual(["MQTT: no answer", "disconnected"]);
  });
});
