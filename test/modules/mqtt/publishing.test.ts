import { installDevice, pass } from "../../doubles/device";
import { Bench, connack, packet, id, puback, publish, suback, text, unsuback } from "./peer";

beforeEach(() => installDevice());

describe("a message of QoS 0", () => {
  it("goes at once, and its callback is called then", () => {
    const bench = new Bench().connect();
    const done = jest.fn();
    expect(bench.client.publish("a/b", "hello", {}, done)).toBe(true);
    expect(bench.peer.take()).toBe(publish("a/b", "hello"));
    expect(done.mock.calls).toEqual([[null]]);
    bench.client.publish("a/b", "", { retain: true });
    expect(bench.peer.take()).toBe(publish("a/b", "", 1));
  });

  it("is refused before the broker has taken the connection", () => {
    const bench = new Bench();
    expect(bench.client.publish("a", "b")).toBe(false);
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.take();
    expect(bench.client.publish("a", "b")).toBe(false);
    bench.peer.feed(connack());
    expect(bench.peer.take()).toBe("");
    expect(bench.take()).toEqual(["connected false", "drain"]);
  });

  it("waits when the connection is full, and the next is refused until it drains", () => {
    const bench = new Bench().connect();
    bench.peer.isFull = true;
    expect(bench.client.publish("a", "1")).toBe(true);
    const done = jest.fn();
    expect(bench.client.publish("a", "2", {}, done)).toBe(false);
    expect(done).not.toHaveBeenCalled();
    expect(bench.take()).toEqual([]);
    bench.peer.drain();
    expect(bench.peer.take()).toBe(publish("a", "1"));
    expect(bench.take()).toEqual(["drain"]);
  });

  it("of any length has its length in front", () => {
    const bench = new Bench().connect();
    for (const length of [124, 125, 16379, 16380, 100000]) {
      bench.client.publish("a", "x".repeat(length));
      const bytes = bench.peer.take();
      const rest = `${text("a")}${"x".repeat(length)}`;
      const size = rest.length;
      const head = [size & 127, (size >> 7) & 127, size >> 14].slice(0, size < 128 ? 1 : size < 16384 ? 2 : 3);
      const coded = head.map((seven, index) => (index < head.length - 1 ? seven | 128 : seven));
      expect(bytes).toBe(`0${String.fromCharCode(...coded)}${rest}`);
    }
  });

  it("may be something else than a text", () => {
    const bench = new Bench().connect();
    bench.client.publish("a", 12.5 as unknown as string);
    expect(bench.peer.take()).toBe(publish("a", "12.5"));
  });
});

describe("what is no topic or QoS", () => {
  it.each(["", "a/+", "#", "a\0b", undefined as unknown as string])("is refused: %j", (topic) => {
    const bench = new Bench().connect();
    expect(() => bench.client.publish(topic, "m")).toThrow(`MQTT: bad topic ${topic}`);
    expect(bench.peer.take()).toBe("");
  });

  it.each(["", "a/b+", "+a", "a/#/b", "a#", "#a", "a\0", "a+/b"])("is refused as a filter: %j", (filter) => {
    const bench = new Bench().connect();
    expect(() => bench.client.subscribe(filter)).toThrow(`MQTT: bad topic ${filter}`);
    expect(() => bench.client.unsubscribe(filter)).toThrow(`MQTT: bad topic ${filter}`);
    expect(bench.peer.take()).toBe("");
  });

  it.each([2, -1, 0.5, "1"])("is refused as QoS: %j", (qos) => {
    const bench = new Bench().connect();
    expect(() => bench.client.publish("a", "m", { qos: qos as 1 })).toThrow(`MQTT: bad qos ${qos}`);
    expect(() => bench.client.subscribe("a", { qos: qos as 1 })).toThrow(`MQTT: bad qos ${qos}`);
  });
});

describe("a message of QoS 1", () => {
  it("is delivered when the broker says so, by its identifier", () => {
    const bench = new Bench().connect();
    const done: unknown[] = [];
    bench.client.publish("a", "1", { qos: 1 }, (error) => done.push("first", error));
    bench.client.publish("a", "2", { qos: 1, retain: true }, (error) => done.push("second", error));
    expect(bench.peer.take()).toBe(publish("a", "1", 2, 1) + publish("a", "2", 3, 2));
    bench.peer.feed(puback(2));
    expect(done).toEqual(["second", null]);
    bench.peer.feed(puback(2) + puback(7) + suback(1, 0) + unsuback(1));
    expect(done).toEqual(["second", null]);
    bench.peer.feed(puback(1));
    expect(done.slice(2)).toEqual(["first", null]);
    expect(bench.take()).toEqual([]);
  });

  it("goes again on the next connection, with the same identifier and DUP, in order, until it is acknowledged", () => {
    const bench = new Bench().connect();
    const done: string[] = [];
    for (const message of ["1", "2", "3"]) bench.client.publish("a", message, { qos: 1 }, () => done.push(message));
    bench.peer.feed(puback(2));
    for (let i = 0; i < 2; i++) {
      bench.peer.emit("close");
      bench.client.connect();
      bench.peer.emit("open");
      bench.peer.take();
      bench.peer.feed(connack());
      expect(bench.peer.take()).toBe(publish("a", "1", 10, 1) + publish("a", "3", 10, 3));
    }
    bench.peer.feed(puback(3) + puback(1));
    expect(done).toEqual(["2", "3", "1"]);
    bench.client.publish("a", "4", { qos: 1 });
    expect(bench.peer.take()).toBe(publish("a", "4", 2, 4));
  });

  it("made without a connection goes on the next one, without DUP, behind the older ones", () => {
    const bench = new Bench({ clean: false }).connect();
    bench.client.publish("a", "1", { qos: 1 });
    bench.peer.emit("close");
    expect(bench.client.publish("a", "2", { qos: 1 })).toBe(true);
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.take();
    bench.peer.feed(connack(0, 1));
    expect(bench.peer.take()).toBe(publish("a", "1", 10, 1) + publish("a", "2", 2, 2));
  });

  it("keeps the order where the connection takes one at a time", () => {
    const bench = new Bench().connect();
    bench.peer.isFull = true;
    for (const message of ["1", "2"]) bench.client.publish("a", message, { qos: 1 });
    expect(bench.peer.take()).toBe("");
    bench.peer.drain();
    expect(bench.peer.take()).toBe(publish("a", "1", 2, 1) + publish("a", "2", 2, 2));
    bench.peer.emit("close");
    bench.peer.isFull = false;
    bench.connect();
    expect(bench.take()).toEqual([]);
  });

  it("that was never handed to a connection has no DUP on the next", () => {
    const bench = new Bench().connect();
    bench.peer.isFull = true;
    bench.client.publish("a", "1", { qos: 1 });
    bench.peer.emit("close");
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.take();
    bench.peer.feed(connack());
    expect(bench.peer.take()).toBe(publish("a", "1", 2, 1));
  });

  it("is refused when eight wait, and drain says that there is room", () => {
    const bench = new Bench();
    for (let i = 0; i < 8; i++) expect(bench.client.publish("a", "m", { qos: 1 })).toBe(true);
    expect(bench.client.publish("a", "9", { qos: 1 })).toBe(false);
    expect(bench.client.subscribe("a")).toBe(false);
    bench.connect();
    expect(bench.take()).toEqual([]);
    bench.peer.feed(puback(4));
    expect(bench.take()).toEqual(["drain"]);
    bench.peer.feed(puback(5));
    expect(bench.take()).toEqual([]);
  });

  it("never gets an identifier that is in use, nor 0", () => {
    const bench = new Bench().connect();
    bench.client.publish("a", "old", { qos: 1 });
    bench.client.publish("a", "older", { qos: 1 });
    bench.peer.take();
    for (let value = 3; value <= 65535; value++) {
      bench.client.publish("a", "m", { qos: 1 });
      bench.peer.feed(puback(value));
    }
    bench.peer.take();
    bench.client.publish("a", "m", { qos: 1 });
    expect(bench.peer.take()).toBe(publish("a", "m", 2, 3));
  });

  it("is not lost by a callback that throws", () => {
    const bench = new Bench().connect();
    bench.client.subscribe("x", {}, () => {
      throw new Error("of the program");
    });
    bench.client.publish("a", "1", { qos: 1 });
    expect(() => bench.peer.emit("close")).toThrow("of the program");
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.take();
    bench.peer.feed(connack());
    expect(bench.peer.take()).toBe(publish("a", "1", 10, 2));
  });
});

describe("a subscription", () => {
  it("is asked for and granted", () => {
    const bench = new Bench().connect();
    const done = jest.fn();
    expect(bench.client.subscribe("a/+/#", { qos: 1 }, done)).toBe(true);
    expect(bench.peer.take()).toBe(packet(0x82, `${id(1)}${text("a/+/#")}\x01`));
    bench.peer.feed(suback(1, 1));
    expect(done.mock.calls).toEqual([[null, 1]]);
    bench.client.subscribe("+");
    expect(bench.peer.take()).toBe(packet(0x82, `${id(2)}${text("+")}\0`));
  });

  it.each([0x80, 2, 3, 255])("that is refused with %i is an error, and the connection stays", (code) => {
    const bench = new Bench().connect();
    const done = jest.fn();
    bench.client.subscribe("a", {}, done);
    bench.peer.feed(suback(1, code));
    const [[error]] = done.mock.calls as [[Error & { code: number }]];
    expect([error.message, error.code]).toEqual([`MQTT: SUBACK ${code}: check topic, policy`, code]);
    expect(bench.take()).toEqual([]);
  });

  it("made before the connection waits for it", () => {
    const bench = new Bench();
    bench.client.subscribe("a");
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.take();
    bench.peer.feed(connack());
    expect(bench.peer.take()).toBe(packet(0x82, `${id(1)}${text("a")}\0`));
  });

  it("that is not answered before the connection ends fails, and is not made again", () => {
    const bench = new Bench().connect();
    const failed: string[] = [];
    bench.client.subscribe("a", {}, (error) => failed.push(error!.message));
    bench.client.unsubscribe("b", (error) => failed.push(error!.message));
    bench.client.unsubscribe("c");
    bench.peer.emit("error", new Error("PDP lost"));
    expect(failed).toEqual(["PDP lost", "PDP lost"]);
    bench.connect();
    expect(bench.peer.take()).toBe("");
  });

  it("is taken back", () => {
    const bench = new Bench().connect();
    const done = jest.fn();
    bench.client.unsubscribe("a/#", done);
    expect(bench.peer.take()).toBe(packet(0xa2, id(1) + text("a/#")));
    bench.peer.feed(unsuback(1));
    expect(done).toHaveBeenCalledTimes(1);
    expect(done.mock.calls[0]![0]).toBeNull();
    pass(30e3);
    expect(bench.take()).toEqual([]);
  });
});
