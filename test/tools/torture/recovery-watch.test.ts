import { VirtualClock } from "../../../tools/clock";
import { RecoveryWatch } from "../../../tools/torture/recovery-watch";

const HOUR_MS = 3600e3;
/** Taken so long ago that it should be under way. */
const DUE_MS = -HOUR_MS;

class Bench {
  readonly clock = new VirtualClock(0);
  oldestMs: number | undefined = DUE_MS;
  readonly late: string[] = [];
  readonly recovered: string[] = [];
  readonly watch = new RecoveryWatch({
    clock: this.clock,
    oldestWaitingMs: () => this.oldestMs,
    uploadMs: HOUR_MS,
    intervalMs: 900e3,
    onRecovered: (name, seconds) => this.recovered.push(`${name} ${seconds}`),
    onLate: (text) => this.late.push(`${this.clock.now() / 1000}: ${text}`),
  });

  acknowledge(isSpent = true): void {
    this.watch.onAcknowledged(this.oldestMs ?? this.clock.now(), isSpent);
  }
}

describe("recovery watch", () => {
  it("counts from the end of a fault", async () => {
    const bench = new Bench();
    bench.watch.onStruck("a", 60, 100);
    await bench.clock.advance(100e3);
    bench.acknowledge();
    expect([bench.recovered, bench.watch.isQuiet]).toEqual([["a 40"], true]);
    await bench.clock.advance(1e6);
    expect([bench.late, bench.clock.pending]).toEqual([[], 0]);
  });

  it("counts from when there was something to send, when that came later", async () => {
    const bench = new Bench();
    bench.oldestMs = 1000e3;
    bench.watch.onStruck("a", 0, 100);
    await bench.clock.advance(4650e3);
    bench.acknowledge();
    expect(bench.recovered).toEqual(["a 50"]);
  });

  it("is late after the promise and the way of a batch, not before", async () => {
    const bench = new Bench();
    bench.watch.onStruck("a", 60, 100);
    await bench.clock.advance(189e3);
    expect(bench.late).toEqual([]);
    await bench.clock.advance(2e3);
    expect(bench.late).toEqual(["190: nothing was acknowledged in time after a (ended 130 s ago)"]);
  });

  it("waits while there is nothing to acknowledge", async () => {
    const bench = new Bench();
    bench.oldestMs = undefined;
    bench.watch.onStruck("a", 0, 100);
    await bench.clock.advance(1e7);
    expect(bench.late).toEqual([]);
    bench.oldestMs = 1e7;
    await bench.clock.advance(3 * HOUR_MS);
    expect(bench.late).not.toEqual([]);
  });

  it("gives faults that overlap the time of all, and measures none of them", async () => {
    const bench = new Bench();
    bench.watch.onStruck("a", 0, 100);
    bench.watch.onStruck("b", 50, 100);
    await bench.clock.advance(279e3);
    expect(bench.late).toEqual([]);
    bench.acknowledge();
    expect([bench.recovered, bench.watch.isQuiet]).toEqual([[], true]);
  });

  it("takes no fault for over that goes on or has not struck all it is to strike", async () => {
    const bench = new Bench();
    bench.watch.onStruck("a", 500, 100);
    bench.acknowledge();
    expect(bench.watch.isQuiet).toBe(false);
    await bench.clock.advance(510e3);
    bench.acknowledge(false);
    expect(bench.watch.isQuiet).toBe(false);
    bench.acknowledge();
    expect([bench.recovered, bench.watch.isQuiet]).toEqual([[], true]);
  });
});
