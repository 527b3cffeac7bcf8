import { FleetLedger } from "../../../tools/fleet/fleet-ledger";

describe("the books of a fleet", () => {
  it("count what was taken, delivered, lost and repeated, and how long it took", () => {
    const ledger = new FleetLedger(["a", "b"]);
    for (let value = 0; value < 100; value++) {
      ledger.take("a", 1000 * value);
      ledger.arrive("a", value, 1000 * value + value + 1);
    }
    ledger.take("b", 0);
    ledger.take("b", 5);
    ledger.arrive("b", 1, 10_000);
    ledger.arrive("a", 7, 9e9);
    ledger.repeat(2);
    expect(ledger.outstanding).toBe(1);
    expect(ledger.counts()).toEqual({
      taken: 102,
      delivered: 101,
      lost: 1,
      repeated: 3,
      unknown: 0,
      latency: { medianMs: 51, p95Ms: 96, maxMs: 9995 },
    });
    expect(ledger.missing()).toEqual([{ device: "b", count: 1 }]);
  });

  it("take a reading that arrives before it is known that it was taken", () => {
    const ledger = new FleetLedger(["a"]);
    ledger.arrive("a", 0, 30);
    expect(ledger.counts()).toMatchObject({ taken: 0, delivered: 0, unknown: 1 });
    ledger.take("a", 10);
    expect(ledger.outstanding).toBe(0);
    expect(ledger.counts()).toMatchObject({ taken: 1, delivered: 1, unknown: 0, latency: { maxMs: 20 } });
  });

  it("count apart what is of no device of this run, and what none took", () => {
    const ledger = new FleetLedger(["a"]);
    ledger.take("a", 0);
    ledger.arrive("stranger", 0, 1);
    ledger.arrive("a", 0.5, 1);
    ledger.arrive("a", 3, 1);
    expect(ledger.counts()).toMatchObject({ taken: 1, delivered: 0, lost: 1, unknown: 3, latency: undefined });
  });

  it("give an acknowledgement of several to the oldest that wait", () => {
    const ledger = new FleetLedger(["a"]);
    for (const atMs of [0, 100, 200]) ledger.take("a", atMs);
    ledger.acknowledge("a", 2, 300);
    expect(ledger.outstanding).toBe(1);
    ledger.acknowledge("a", 1, 900);
    expect(ledger.counts()).toMatchObject({ delivered: 3, lost: 0, latency: { medianMs: 300, maxMs: 700 } });
  });
});
