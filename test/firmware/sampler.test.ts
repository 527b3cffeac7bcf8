import type * as SamplerModule from "../../firmware/sampler";
import type { Reading } from "../../firmware/reading";
import type { Sensor } from "../../modules/sensors/sensor";
import { installDevice, pass, printed, START } from "../doubles/device";

let sampler: typeof SamplerModule;
const sensor = (quantity: string, ...values: (number | undefined)[]): Sensor => ({
  quantity,
  unit: "1",
  read: (done) => done(values.length > 1 ? values.shift() : values[0]),
});

beforeEach(async () => {
  installDevice();
  sampler = await import("../../firmware/sampler");
});

it("reads every sensor now and at each interval, numbered from 1", () => {
  const readings: Reading[] = [];
  sampler.startSampling([sensor("a", 1, 2), sensor("b", 3)], 60, (reading) => readings.push(reading));
  expect(readings).toEqual([
    { seq: 1, time: START / 1000, quantity: "a", unit: "1", value: 1 },
    { seq: 2, time: START / 1000, quantity: "b", unit: "1", value: 3 },
  ]);
  pass(59e3);
  expect(readings).toHaveLength(2);
  pass(1e3);
  expect(readings.slice(2)).toEqual([
    { seq: 3, time: START / 1000 + 60, quantity: "a", unit: "1", value: 2 },
    { seq: 4, time: START / 1000 + 60, quantity: "b", unit: "1", value: 3 },
  ]);
});

it("spends no number on a sensor that has no value, and keeps the value 0", () => {
  const readings: Reading[] = [];
  sampler.startSampling([sensor("a", undefined), sensor("b", 0)], 60, (reading) => readings.push(reading));
  expect(readings.map(({ seq, quantity, value }) => [seq, quantity, value])).toEqual([[1, "b", 0]]);
});

it("takes a value that comes later, with the time at which it came", () => {
  const readings: Reading[] = [];
  const slow: Sensor = { quantity: "slow", unit: "V", read: (done) => void setTimeout(done, 5000, 7) };
  sampler.startSampling([slow, sensor("a", 1)], 60, (reading) => readings.push(reading));
  pass(5000);
  expect(readings.map(({ seq, quantity, time }) => [seq, quantity, time])).toEqual([
    [1, "a", START / 1000],
    [2, "slow", START / 1000 + 5],
  ]);
});

it("asks a sensor again that is not ready yet, in the time that it says", () => {
  const readings: Reading[] = [];
  let isReady = false;
  const cold: Sensor = { quantity: "cold", unit: "1", read: (done) => (isReady ? done(5) : 100) };
  sampler.startSampling([cold], 60, (reading) => readings.push(reading));
  pass(99);
  isReady = true;
  expect(readings).toEqual([]);
  pass(1);
  expect(readings).toMatchObject([{ quantity: "cold", value: 5, time: (START + 100) / 1000 }]);
});

it("takes no number that is none", () => {
  const readings: Reading[] = [];
  sampler.startSampling([sensor("a", NaN)], 60, (reading) => readings.push(reading));
  expect(readings).toEqual([]);
});

it("goes on when a sensor throws, logs it when it begins, and reads it again when it is well", () => {
  const readings: Reading[] = [];
  let fault: unknown = new Error("WHO_AM_I incorrect");
  const broken: Sensor = {
    quantity: "broken",
    unit: "1",
    read(done) {
      if (fault) throw fault as Error;
      done(1);
    },
  };
  const logged = (): string[] => printed.map((line) => line.substr(11));
  sampler.startSampling([broken, sensor("a", 2)], 60, (reading) => readings.push(reading));
  pass(120e3);
  expect(readings.map(({ seq, quantity }) => [seq, quantity])).toEqual([
    [1, "a"],
    [2, "a"],
    [3, "a"],
  ]);
  expect(logged()).toEqual(["sensor broken: WHO_AM_I incorrect"]);
  fault = undefined;
  pass(60e3);
  expect(readings.slice(3).map(({ quantity }) => quantity)).toEqual(["broken", "a"]);
  fault = "no answer";
  pass(120e3);
  expect(logged()).toEqual(["sensor broken: WHO_AM_I incorrect", "sensor broken: no answer"]);
});

it("chooses sensors by name, all when none is named", () => {
  const [a, b] = [sensor("a", 1), sensor("b", 1)];
  expect(sampler.chooseSensors([a, b], [])).toEqual([a, b]);
  expect(sampler.chooseSensors([a, b], ["b"])).toEqual([b]);
  expect(sampler.chooseSensors([a, b], ["b", "a"])).toEqual([a, b]);
  expect(() => sampler.chooseSensors([a, b], ["a", "c"])).toThrow(/sampling\.sensors: c .*a, b/);
});
