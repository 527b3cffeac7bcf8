import type * as BackoffModule from "../../firmware/backoff";
import { installDevice, pass, START } from "../doubles/device";

let backoff: typeof BackoffModule;
let kicks: number;
let restarts: number;
let enabled: unknown[];

beforeEach(async () => {
  installDevice();
  kicks = restarts = 0;
  const chip = globalThis as unknown as { E: object; load: () => void };
  Object.assign(chip.E, {
    enableWatchdog: (...options: unknown[]) => (enabled = options),
    kickWatchdog: () => kicks++,
  });
  chip.load = () => restarts++;
  backoff = await import("../../firmware/backoff");
  (await import("../../firmware/watchdog")).startWatchdog();
});

it("is not kicked by the interpreter, and within its time while what was planned is not due", () => {
  expect(enabled).toEqual([25, false]);
  backoff.planTry(900);
  pass(900e3);
  expect(kicks).toBe(180);
  expect(restarts).toBe(0);
});

it("is kicked where nothing is planned: before the configuration is read, and while no reading waits", () => {
  pass(24 * 3600e3);
  backoff.planTry();
  pass(24 * 3600e3);
  expect(kicks).toBe(2 * 17280);
  expect(restarts).toBe(0);
});

it("is kicked no more, and the program starts again, when what was planned did not happen for an hour", () => {
  backoff.planTry(10);
  pass(3610e3);
  expect(restarts).toBe(0);
  const before = kicks;
  pass(5e3);
  expect(restarts).toBe(1);
  pass(20e3);
  expect(kicks).toBe(before);
});

it("does not mind a clock that is set meanwhile", () => {
  backoff.planTry(60);
  jest.setSystemTime(START + 40 * 365 * 86400e3);
  pass(60e3);
  expect(restarts).toBe(0);
  expect(backoff.nextTryS()).toBe(0);
});

it("tells the seconds to what was planned", () => {
  expect(backoff.nextTryS()).toBeUndefined();
  backoff.planTry(61.4);
  pass(1000);
  expect(backoff.nextTryS()).toBe(60);
});
