import type * as OutboxModule from "../../firmware/outbox";
import type { Reading } from "../../firmware/reading";
import { installDevice } from "../doubles/device";

type Outbox = typeof OutboxModule;

let outbox: Outbox;
const reading = (seq: number, time = 1.8e9): Reading => ({ seq, time, quantity: "load", unit: "1", value: seq });
const add = (from: number, to: number): void => {
  for (let seq = from; seq <= to; seq++) outbox.addReading(reading(seq));
};
const seqs = (count: number): number[] => outbox.oldestReadings(count).map(({ seq }) => seq);

beforeEach(async () => {
  installDevice();
  outbox = await import("../../firmware/outbox");
});

it("gives the oldest first and keeps them until they are released", () => {
  add(1, 5);
  expect(seqs(3)).toEqual([1, 2, 3]);
  expect(seqs(3)).toEqual([1, 2, 3]);
  expect(seqs(99)).toEqual([1, 2, 3, 4, 5]);
  expect(outbox.waitingReadings()).toBe(5);
});

it("releases up to a sequence number and tells how many", () => {
  add(1, 5);
  expect(outbox.releaseReadings(3)).toBe(3);
  expect(outbox.releaseReadings(3)).toBe(0);
  expect(seqs(9)).toEqual([4, 5]);
  expect(outbox.releaseReadings(99)).toBe(2);
  expect(outbox.releaseReadings(99)).toBe(0);
});

it("holds 50; of more the oldest go and are counted", () => {
  add(1, 50);
  expect(outbox.dropped).toBe(0);
  add(51, 53);
  expect(outbox.dropped).toBe(3);
  expect(outbox.waitingReadings()).toBe(50);
  expect(seqs(2)).toEqual([4, 5]);
});

it("does not release twice what was dropped meanwhile", () => {
  add(1, 50);
  add(51, 60);
  expect(outbox.releaseReadings(20)).toBe(10);
  expect(outbox.dropped).toBe(10);
});

it("gives readings their true time that were taken before the clock was set, and only those", () => {
  outbox.addReading(reading(1, 12));
  outbox.addReading(reading(2, 1577836799));
  outbox.addReading(reading(3, 1577836800));
  outbox.shiftReadings(1000);
  expect(outbox.oldestReadings(3).map(({ time }) => time)).toEqual([1012, 1577837799, 1577836800]);
});
