import { VirtualClock } from "../../../tools/clock";
import { QuickClock } from "../../../tools/torture/quick-clock";

/** Timers and chains of promises of any length, mixed. @returns what happened when. */
async function play(clock: VirtualClock): Promise<string[]> {
  const seen: string[] = [];
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimeout(resolve, ms));
  const walk = async (name: string, ms: number): Promise<void> => {
    for (let step = 0; step < 4; step++) {
      await sleep(ms);
      for (let tick = 0; tick < 10 * step; tick++) await Promise.resolve();
      seen.push(`${name}${clock.now()}`);
      clock.setTimeout(() => seen.push(`after ${name}${clock.now()}`), 0);
    }
  };
  void walk("a", 10);
  void walk("b", 15);
  clock.setTimeout(() => seen.push("t"), 20);
  await clock.advance(100);
  return seen;
}

describe("quick clock", () => {
  it("runs timers and promises in the order of the virtual clock", async () => {
    const seen = await play(new QuickClock(0));
    expect(seen).toContain("b60");
    expect(seen).toEqual(await play(new VirtualClock(0)));
  });

  it("hands on what a timer throws", async () => {
    const clock = new QuickClock(0);
    clock.setTimeout(() => {
      throw new Error("broken");
    }, 5);
    await expect(clock.advance(10)).rejects.toThrow("broken");
  });

  it("stops as soon as what is awaited has come, and says so when it never does", async () => {
    const clock = new QuickClock(0);
    clock.setTimeout(() => {}, 10);
    clock.setTimeout(() => {}, 20);
    await clock.runUntil(() => clock.now() >= 10, 100);
    expect(clock.now()).toBe(10);
    await expect(clock.runUntil(() => false, 100)).rejects.toThrow("not done within 100 ms");
  });
});
