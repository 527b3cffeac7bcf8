import type * as SamplerModule from "../../firmware/sampler";
import type { Sensor } from "../../modules/sensors/sensor";
import { installDevice, pass, printed, START } from "../doubles/device";

let sampler: typeof SamplerModule;
const sensor = (quantity: string, ...values: (number | undefined)[]): Sensor => ({
  quantity,
  unit: "1",
  read: (done) => done(values.length > 1 ? values.shift() : values[0]),
});

interface Taken {
  time: number;
  quantity: string;
  unit: string;
  value: number;
}

/** What the sampler handed to the journal, with the time at which it did; the uplink is told of each. */
let readings: Taken[];
let told: number;

beforeEach(async () => {
  installDevice();
  readings = [];
  told = 0;
  jest.doMock("../../firmware/journal", () => ({
    addReading: (quantity: string, unit: string, value: number) =>
      readings.push({ time: getTime(), quantity, unit, value }),
  }));
  jest.doMock("../../firmware/uplink", () => ({ onReadingAdded: () => (told = readings.length) }));
  sampler = await import("../../firmware/sampler");
});

afterEach(() => expect(told).toBe(readings.length));

it("reads every sensor now and at each interval", () => {
  sampler.startSampling([sensor("a", 1, 2), sensor("b", 3)], 60);
  expect(readings).toEqual([
    { time: START / 1000, quantity: "a", unit: "1", value: 1 },
    { time: START / 1000, quantity: "b", unit: "1", value: 3 },
  ]);
  pass(59e3);
  expect(readings).toHaveLength(2);
  pass(1e3);
  expect(readings.slice(2)).toEqual([
    { time: START / 1000 + 60, quantity: "a", unit: "1", value: 2 },
    { time: START / 1000 + 60, quantity: "b", unit: "1", value: 3 },
  ]);
});

it("takes nothing from a sensor that has no value, and keeps the value 0", () => {
  sampler.startSampling([sensor("a", undefined), sensor("b", 0)], 60);
  expect(readings.map(({ quantity, value }) => [quantity, value])).toEqual([["b", 0]]);
});

it("takes a value that comes later, with the time at which it came", () => {
  const slow: Sensor = { quantity: "slow", unit: "V", read: (done) => void setTimeout(done, 5000, 7) };
  sampler.startSampling([slow, sensor("a", 1)], 60);
  pass(5000);
  expect(readings.map(({ quantity, time }) => [quantity, time])).toEqual([
    ["a", START / 1000],
    ["slow", START / 1000 + 5],
  ]);
});

it("asks a sensor again that is not ready yet, in the time that it says", () => {
  let isReady = false;
  const cold: Sensor = { quantity: "cold", unit: "1", read: (done) => (isReady ? done(5) : 100) };
  sampler.startSampling([cold], 60);
  pass(99);
  isReady = true;
  expect(readings).toEqual([]);
  pass(1);
  expect(readings).toMatchObject([{ quantity: "cold", value: 5, time: (START + 100) / 1000 }]);
});

it("takes no number that is none", () => {
  sampler.startSampling([sensor("a", NaN)], 60);
  expect(readings).toEqual([]);
});

it("goes on when a sensor throws, logs it when it begins, and reads it again when it is well", () => {
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
  sampler.startSampling([broken, sensor("a", 2)], 60);
  pass(120e3);
  expect(readings.map(({ quantity }) => quantity)).toEqual(["a", "a", "a"]);
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
