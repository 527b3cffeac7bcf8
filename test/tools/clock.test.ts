import { VirtualClock } from "../../tools/clock";

describe("virtual clock", () => {
  it("runs timers in order of time, and in order of making when they fall due together", async () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    clock.setTimeout(() => seen.push(`c${clock.now()}`), 20);
    clock.setTimeout(() => seen.push(`a${clock.now()}`), 10);
    clock.setTimeout(() => seen.push(`b${clock.now()}`), 10);
    await clock.advance(15);
    expect(seen).toEqual(["a10", "b10"]);
    await clock.advance(5);
    expect(seen).toEqual(["a10", "b10", "c20"]);
    expect(clock.now()).toBe(20);
  });

  it("runs a timer made by a timer within the same advance", async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    const tick = (): void => {
      seen.push(clock.now());
      clock.setTimeout(tick, 10);
    };
    clock.setTimeout(tick, 10);
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.pending).toBe(1);
  });

  it("says so when what is awaited never comes", async () => {
    const clock = new VirtualClock(0);
    await expect(clock.runUntil(() => false, 1000)).rejects.toThrow("not done within 1000 ms");
  });
});
