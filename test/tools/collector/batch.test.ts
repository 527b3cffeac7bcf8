import { BatchError, MAX_READINGS, parseBatch } from "../../../tools/collector/batch";
import { batch, reading } from "./collector-client";

function messageOf(value: unknown): string {
  try {
    parseBatch(typeof value === "string" ? value : JSON.stringify(value));
  } catch (error) {
    expect(error).toBeInstanceOf(BatchError);
    return (error as Error).message;
  }
  throw new Error("was taken");
}

const withReading = (fields: object): object => batch([], { readings: [{ ...reading(1), ...fields }] });
const { boot: _boot, ...withoutBoot } = batch([1]);
const { value: _value, ...withoutValue } = reading(1);

describe("batch", () => {
  it("gives back what was sent", () => {
    const sent = batch([1, 2, 5]);
    expect(parseBatch(JSON.stringify(sent))).toEqual(sent);
  });

  it("takes an empty batch, which only tells the dropped readings", () => {
    expect(parseBatch(JSON.stringify(batch([], { dropped: 12 })))).toEqual(batch([], { dropped: 12 }));
  });

  it.each(["verify none", "verify none, TLS 1.1", "x".repeat(100)])(
    "takes %j as the reason of an insecure board",
    (insecure) => {
      expect(parseBatch(JSON.stringify(batch([1], { insecure })))).toEqual(batch([1], { insecure }));
    },
  );

  it.each([
    { time: null },
    { time: 0 },
    { value: -1e300 },
    { unit: "m/s2" },
    { unit: "%" },
    { unit: "[degF]" },
    { seq: 0 },
  ])("takes a reading with %j", (fields) => {
    expect(parseBatch(JSON.stringify(withReading(fields))).readings[0]).toMatchObject(fields);
  });

  it.each([
    ["device", { ...batch([1]), device: 7 }, "device: 7 is not allowed; allowed: 1 to 64 characters"],
    ["device", { ...batch([1]), device: "a b" }, 'device: "a b" is not allowed'],
    ["device", { ...batch([1]), device: "" }, 'device: "" is not allowed'],
    ["boot", { ...batch([1]), boot: -1 }, "boot: -1 is not allowed; allowed: a whole number from 0"],
    ["boot", withoutBoot, "boot: missing; allowed: a whole number from 0"],
    ["dropped", { ...batch([1]), dropped: "3" }, 'dropped: "3" is not allowed'],
    ["insecure", { ...batch([1]), insecure: "" }, 'insecure: "" is not allowed; allowed: 1 to 100 characters'],
    ["insecure", { ...batch([1]), insecure: "x".repeat(101) }, 'insecure: "xxxxx'],
    ["insecure", { ...batch([1]), insecure: "a\nb" }, "insecure: "],
    ["insecure", { ...batch([1]), insecure: true }, "insecure: true is not allowed"],
    ["insecure", { ...batch([1]), insecure: null }, "insecure: null is not allowed"],
    ["readings", { ...batch([1]), readings: {} }, "readings: an object is not allowed; allowed: an array"],
    ["readings", batch([...Array(MAX_READINGS + 1).keys()]), "readings: an array of 1001 is not allowed"],
    [
      "unknown",
      { ...batch([1]), extra: 1 },
      '"extra": unknown field; allowed: device, boot, dropped, insecure, readings',
    ],
    ["a reading", batch([], { readings: [reading(1), null as never] }), "readings[1]: null is not allowed"],
    ["a reading", batch([], { readings: [[] as never] }), "readings[0]: an array of 0 is not allowed"],
    ["seq", withReading({ seq: 1.5 }), "readings[0].seq: 1.5 is not allowed; allowed: a whole number"],
    ["seq", withReading({ seq: 2 ** 53 }), "readings[0].seq: 9007199254740992 is not allowed"],
    ["time", withReading({ time: -1 }), "readings[0].time: -1 is not allowed; allowed: seconds since 1970"],
    ["time", withReading({ time: 1767225600500 }), "readings[0].time: 1767225600500 is not allowed"],
    ["quantity", withReading({ quantity: "2nd" }), 'readings[0].quantity: "2nd" is not allowed'],
    ["unit", withReading({ unit: "" }), 'readings[0].unit: "" is not allowed; allowed: a UCUM code'],
    ["unit", withReading({ unit: "°C" }), 'readings[0].unit: "°C" is not allowed'],
    ["value", withReading({ value: null }), "readings[0].value: null is not allowed; allowed: a finite number"],
    ["value", withReading({ value: "0.5" }), 'readings[0].value: "0.5" is not allowed'],
    ["value", batch([], { readings: [withoutValue as never] }), "readings[0].value: missing; allowed: a finite number"],
    ["unknown", withReading({ extra: 1 }), 'readings[0]."extra": unknown field; allowed: seq, time'],
    ["the body", [1], "body: an array of 1 is not allowed; allowed: an object"],
    ["the body", null, "body: null is not allowed"],
  ])("names %s, its value and what is allowed", (_field, sent, message) => {
    expect(messageOf(sent)).toContain(message);
  });

  it("refuses a number too large for JSON, which reads as infinity", () => {
    const json = JSON.stringify(batch([1])).replace('"value":0.1', '"value":1e999');
    expect(messageOf(json)).toContain("readings[0].value: Infinity is not allowed");
  });

  it("refuses a field that would reach an object's prototype", () => {
    const json = JSON.stringify(batch([1])).replace("{", '{"__proto__":{"device":"x"},');
    expect(messageOf(json)).toContain('"__proto__": unknown field');
  });

  it("refuses what is not JSON, cut short or nested a hundred thousand deep", () => {
    expect(messageOf("")).toContain("body: not JSON");
    expect(messageOf(JSON.stringify(batch([1])).slice(0, -3))).toContain("body: not JSON");
    expect(messageOf(`${"[".repeat(1e5)}${"]".repeat(1e5)}`)).toContain("body: an array of 1 is not allowed");
    const deep = `{"device":${"[".repeat(1e5)}${"]".repeat(1e5)}}`;
    expect(messageOf(deep)).toContain("device: an array of 1 is not allowed");
  });

  it("shows no more than the beginning of a long value", () => {
    const message = messageOf({ ...batch([1]), device: "x".repeat(60000) });
    expect(message).toContain(`"${"x".repeat(40)}…"`);
    expect(message.length).toBeLessThan(200);
  });
});
