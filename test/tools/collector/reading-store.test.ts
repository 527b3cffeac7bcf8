import { ReadingStore } from "../../../tools/collector/reading-store";
import { batch, reading } from "./collector-client";

describe("reading store", () => {
  it("keeps the last readings for display, oldest first", () => {
    const store = new ReadingStore(3);
    store.store(batch([1, 2]));
    store.store(batch([2, 3, 4]));
    expect(store.history().map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(store.history()[0]).toEqual({ device: "linux-1a2b", boot: 7, ...reading(2) });
  });

  it("keeps none when asked for none", () => {
    const store = new ReadingStore(0);
    store.store(batch([1, 2]));
    expect(store.history()).toEqual([]);
    expect(store.totals().stored).toBe(2);
  });

  it("tells the same number of another device or boot from a repeat", () => {
    const store = new ReadingStore(10);
    const counts = [batch([1]), batch([1], { boot: 8 }), batch([1], { device: "other" }), batch([1])];
    expect(counts.map((sent) => store.store(sent).length)).toEqual([1, 1, 1, 0]);
  });

  it("drops a repeat within one batch", () => {
    const store = new ReadingStore(10);
    expect(store.store(batch([5, 5, 6])).map(({ seq }) => seq)).toEqual([5, 6]);
    expect(store.totals()).toEqual({ batches: 1, stored: 2, repeated: 1, devices: 1 });
  });

  it("counts what a board dropped once, however often it tells, and adds the boots", () => {
    const store = new ReadingStore(10);
    store.store(batch([1], { dropped: 3 }));
    store.store(batch([1], { dropped: 3 }));
    store.store(batch([2], { dropped: 5 }));
    store.store(batch([1], { boot: 8, dropped: 2 }));
    expect(store.deviceSummary("linux-1a2b")?.dropped).toBe(7);
  });

  it("keeps for each device why it is insecure, as its last batch says", () => {
    const store = new ReadingStore(10);
    store.store(batch([1], { insecure: "TLS 1.1" }));
    store.store(batch([1], { device: "other" }));
    expect(store.deviceSummary("linux-1a2b")?.insecure).toBe("TLS 1.1");
    expect(store.deviceSummary("other")?.insecure).toBeNull();
    store.store(batch([2], { insecure: "verify none" }));
    expect(store.deviceSummary("linux-1a2b")?.insecure).toBe("verify none");
    store.store(batch([1], { boot: 8 }));
    expect(store.deviceSummary("linux-1a2b")?.insecure).toBeNull();
  });

  it("shows the newest reading as the last, also when older ones arrive after it", () => {
    const store = new ReadingStore(10);
    store.store(batch([], { boot: 8, readings: [reading(0, { value: 8, time: null })] }));
    store.store(batch([], { boot: 7, readings: [reading(90, { value: 7 }), reading(91, { value: 6 })] }));
    expect(store.deviceSummary("linux-1a2b")?.last).toEqual({
      load: { value: 8, unit: "1", time: null, boot: 8, seq: 0 },
    });
  });

  it("spans the times it knows, and knows none while no clock was set", () => {
    const store = new ReadingStore(10);
    store.store(batch([], { readings: [reading(1, { time: null })] }));
    expect(store.deviceSummary("linux-1a2b")).toMatchObject({ firstTime: null, lastTime: null });
    store.store(batch([], { readings: [reading(3, { time: 30 }), reading(2, { time: 20 })] }));
    expect(store.deviceSummary("linux-1a2b")).toMatchObject({ firstTime: 20, lastTime: 30 });
  });

  it("forgets the device that was silent longest when there are too many", () => {
    const store = new ReadingStore(10);
    for (let i = 0; i < 1001; i++) store.store(batch([1], { device: `d${i}` }));
    expect(store.totals()).toMatchObject({ devices: 1000, stored: 1001 });
    expect(store.deviceSummary("d0")).toBeUndefined();
    expect(store.deviceSummary("d1")?.readings).toBe(1);
  });

  it("forgets the oldest of many boots and quantities", () => {
    const store = new ReadingStore(10);
    for (let i = 0; i < 100; i++) {
      store.store(batch([], { boot: i, dropped: 1, readings: [reading(1, { quantity: `q${i}` })] }));
    }
    const summary = store.deviceSummary("linux-1a2b")!;
    expect(summary).toMatchObject({ readings: 100, dropped: 32, boot: 99 });
    expect(Object.keys(summary.last)).toHaveLength(64);
    expect(store.store(batch([1], { boot: 99 }))).toEqual([]);
  });
});
