import fc from "fast-check";
import { create } from "../../../modules/mqtt";
import { cut, installDevice } from "../../doubles/device";
import {
  Bench,
  connack,
  packet,
  PINGREQ,
  PINGRESP,
  PlayedConnection,
  puback,
  publish,
  suback,
  text,
  unsuback,
} from "./peer";

beforeEach(() => installDevice());

describe("a message that arrives", () => {
  it("is told with all that the broker says of it", () => {
    const bench = new Bench().connect();
    bench.peer.feed(publish("a/b", "hello") + publish("a", "", 1) + publish("c", "\0\xff\r\nOK\r\n", 2, 513));
    expect(bench.take()).toEqual(["a/b=hello 0", "a= 0 retain", "c=\0\xff\r\nOK\r\n 1"]);
    expect(bench.peer.take()).toBe(puback(513));
    bench.peer.feed(publish("c", "again", 11, 513));
    expect(bench.take()).toEqual(["c=again 1 retain dup"]);
  });

  it("of QoS 1 is acknowledged when the program has had it, and not when the program failed", () => {
    const bench = new Bench().connect();
    bench.client.on("publish", ({ message }) => {
      expect(bench.peer.take()).toBe("");
      if (message === "bad") throw new Error("of the program");
    });
    expect(() => bench.peer.feed(publish("a", "bad", 2, 1) + publish("a", "good", 2, 2))).toThrow("of the program");
    expect(bench.peer.take()).toBe("");
    bench.peer.feed("");
    expect(bench.take()).toEqual(["a=bad 1", "a=good 1"]);
    expect(bench.peer.take()).toBe(puback(2));
  });

  it("of QoS 1 is not acknowledged behind DISCONNECT", () => {
    const bench = new Bench().connect();
    bench.client.on("publish", () => bench.client.disconnect());
    bench.peer.feed(publish("a", "b", 2, 1) + publish("a", "c", 2, 2));
    expect(bench.take()).toEqual(["a=b 1"]);
    expect(bench.peer.take()).toBe("\xe0\0");
  });

  it("is acknowledged when the connection drains", () => {
    const bench = new Bench().connect();
    bench.peer.isFull = true;
    bench.peer.feed(publish("a", "1", 2, 1) + publish("a", "2", 2, 2));
    bench.peer.drain();
    expect(bench.peer.take()).toBe(puback(1) + puback(2));
  });

  it("of a broker that sends and never reads ends the connection before memory does", () => {
    const bench = new Bench().connect();
    bench.peer.isFull = true;
    let count = 0;
    while (!bench.peer.isEnded && count++ < 1000) bench.peer.feed(publish("a", "b", 2, 1));
    expect(count).toBeLessThan(200);
    expect(bench.take().slice(-2)).toEqual(["MQTT: bad PUBLISH", "disconnected"]);
  });
});

describe("a stream", () => {
  const stream =
    connack() +
    publish("a", "x".repeat(300), 2, 5) +
    suback(1, 0) +
    PINGRESP +
    publish("b", "y", 1) +
    puback(2) +
    unsuback(3);

  /** What is said and written when the stream arrives cut like this. */
  function outcome(cuts: readonly number[]): string[] {
    const bench = new Bench();
    bench.client.subscribe("s", {}, (error, qos) => bench.said.push(`granted ${error} ${qos}`));
    bench.client.publish("p", "m", { qos: 1 }, (error) => bench.said.push(`delivered ${error}`));
    bench.client.unsubscribe("u", (error) => bench.said.push(`left ${error}`));
    bench.client.connect();
    bench.peer.emit("open");
    for (const piece of cut(stream, cuts)) bench.peer.feed(piece);
    return [...bench.take(), bench.peer.take()];
  }

  it("means the same in one piece, cut anywhere, byte by byte and in any pieces", () => {
    const whole = outcome([]);
    expect(whole.slice(0, -1)).toEqual([
      "connected false",
      `a=${"x".repeat(300)} 1`,
      "granted null 0",
      "b=y 0 retain",
      "delivered null",
      "left null",
    ]);
    for (let at = 1; at < stream.length; at++) expect(outcome([at])).toEqual(whole);
    expect(outcome([...stream].map((_, at) => at))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => expect(outcome(cuts)).toEqual(whole)),
      { numRuns: 50 },
    );
  });
});

describe("what no broker may send", () => {
  const bytes = (...values: number[]): string => String.fromCharCode(...values);
  const connected: [string, string][] = [
    ["a second CONNACK", connack()],
    ["PUBACK with flags", packet(0x41, "\0\x01")],
    ["PUBACK without identifier", packet(0x40, "")],
    ["PUBACK that is too long", packet(0x40, "\0\x01\0")],
    ["PUBREC", packet(0x50, "\0\x01")],
    ["PUBREL", packet(0x62, "\0\x01")],
    ["PUBCOMP", packet(0x70, "\0\x01")],
    ["SUBACK for two filters", packet(0x90, "\0\x01\0\0")],
    ["SUBACK without code", packet(0x90, "\0\x01")],
    ["SUBACK with flags", packet(0x92, "\0\x01\0")],
    ["UNSUBACK that is too long", packet(0xb0, "\0\x01\0")],
    ["PINGRESP with content", packet(0xd0, "\0")],
    ["PINGREQ", PINGREQ],
    ["CONNECT", packet(0x10, "")],
    ["SUBSCRIBE", packet(0x82, `\0\x01${text("a")}\0`)],
    ["DISCONNECT", bytes(0xe0, 0)],
    ["packet type 0", bytes(0, 0)],
    ["packet type 15", bytes(0xf0, 0)],
    ["QoS 2", publish("a", "b", 4, 1)],
    ["QoS 3", publish("a", "b", 6, 1)],
    ["a repetition of QoS 0", publish("a", "b", 8)],
    ["PUBLISH without topic", packet(0x30, text(""))],
    ["PUBLISH of nothing", packet(0x30, "")],
    ["PUBLISH of one byte", packet(0x30, "\0")],
    ["a topic longer than its packet", packet(0x30, "\0\x05abcd")],
    ["a topic that leaves no room for the identifier", packet(0x32, `${text("abc")}\0`)],
    ["identifier 0", publish("a", "b", 2, 0)],
    ["a length of five bytes", bytes(0x30, 255, 255, 255, 255, 1)],
    ["a length without end", bytes(0x30, 128, 128, 128, 128)],
    ["a web server's answer", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ];

  it.each(connected)("ends the connection with a reason, however it is cut: %s", (_, stream) => {
    const outcomes = [[], [1], [...stream].map((_byte, at) => at)].map((cuts) => {
      const bench = new Bench().connect();
      for (const piece of cut(stream, cuts)) bench.peer.feed(piece);
      expect(bench.peer.isEnded).toBe(true);
      return bench.take();
    });
    expect(outcomes[0]![0]).toMatch(/^MQTT: (bad PUBLISH|packet 0x[0-9a-f]+, \d+ bytes: see maxPacketBytes)$/);
    expect(outcomes[0]![1]).toBe("disconnected");
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    ["PUBLISH", publish("a", "b")],
    ["PINGRESP", PINGRESP],
    ["SUBACK", suback(1, 0)],
    ["CONNACK of three bytes", packet(0x20, "\0\0\0")],
    ["CONNACK with flags in its type", packet(0x21, "\0\0")],
    ["SSH", "SSH-2.0-OpenSSH\r\n"],
  ])("ends it before CONNACK too: %s", (_, stream) => {
    const bench = new Bench();
    bench.client.connect();
    bench.peer.emit("open");
    bench.peer.feed(stream);
    expect(bench.take()).toEqual([expect.stringMatching(/^MQTT: packet 0x/), "disconnected"]);
  });

  it("is not waited for: a packet that is too long is known by its length", () => {
    const bench = new Bench({ maxPacketBytes: 100 }).connect();
    bench.peer.feed(publish("a", "x".repeat(97)));
    bench.take();
    bench.peer.feed(publish("a", "x".repeat(98)).substr(0, 2));
    expect(bench.take()).toEqual(["MQTT: packet 0x30, 101 bytes: see maxPacketBytes", "disconnected"]);
    expect(bench.peer.isEnded).toBe(true);
    bench.connect();
    bench.peer.feed(publish("a", "b"));
    expect(bench.take()).toEqual(["a=b 0"]);
  });

  it("does no harm, whatever it is: one error, one disconnected, and the next connection works", () => {
    const part = fc.oneof(
      fc.constantFrom(...connected.map(([, bad]) => bad), publish("a", "b", 2, 9), PINGRESP, suback(1, 0)),
      fc.uint8Array({ maxLength: 30 }).map((data) => Buffer.from(data).toString("latin1")),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.array(fc.nat(100)), (parts, cuts) => {
        const bench = new Bench({ maxPacketBytes: 64 }).connect();
        for (const piece of cut(parts.join(""), cuts)) bench.peer.feed(piece);
        const said = bench.take();
        const ends = said.filter((line) => line === "disconnected").length;
        expect(said.filter((line) => line.startsWith("MQTT: "))).toHaveLength(ends);
        expect(ends).toBe(+bench.peer.isEnded);
        bench.client.disconnect();
        if (!ends) bench.peer.emit("close");
        bench.connect();
        bench.peer.feed(publish("a", "b"));
        expect(bench.take()).toEqual(["a=b 0"]);
        bench.client.disconnect();
        bench.peer.emit("close");
      }),
      { numRuns: 300 },
    );
  });
});

describe("listeners", () => {
  it("of one event are all called, in order", () => {
    const bench = new Bench().connect();
    bench.client.on("publish", () => bench.said.push("second"));
    bench.peer.feed(publish("a", "b"));
    expect(bench.take()).toEqual(["a=b 0", "second"]);
  });

  it("need not be there", () => {
    const peer = new PlayedConnection();
    const client = create({ clientId: "c", connect: () => peer });
    client.connect();
    peer.emit("open");
    peer.feed(connack() + publish("a", "b", 2, 1));
    expect(peer.take()).toContain(puback(1));
    peer.emit("close");
  });
});
