import { backoffS } from "../../firmware/backoff";

afterEach(() => jest.restoreAllMocks());

it.each([
  [1, 1],
  [2, 2],
  [3, 4],
  [8, 128],
  [9, 256],
  [10, 300],
  [11, 300],
  [33, 300],
  [40, 300],
  [1e6, 300],
])("after %d failures waits between half and all of %d s", (failures, seconds) => {
  const random = jest.spyOn(Math, "random");
  random.mockReturnValue(0);
  expect(backoffS(failures, 300)).toBe(seconds / 2);
  random.mockReturnValue(0.999999);
  expect(backoffS(failures, 300)).toBeCloseTo(seconds, 2);
});

it("does not give the same time again and again", () => {
  expect(new Set(Array.from({ length: 20 }, () => backoffS(10, 300))).size).toBeGreaterThan(10);
});
