import { Ledger } from "../../../tools/torture/ledger";

const FORM = { device: "pole", quantity: "load", unit: "1", timeToleranceS: 2 };

class Books {
  readonly faults: string[] = [];
  readonly ledger = new Ledger(FORM, (kind, text) => this.faults.push(`${kind}: ${text}`));

  /** @param count readings, taken at 100, 200… */
  constructor(count: number) {
    for (let nth = 1; nth <= count; nth++) this.ledger.take(100 * nth);
  }

  /** The nth reading arrives. */
  store(nth: number, changes: object = {}, boot = 1): void {
    const reading = { seq: nth, time: 100 * nth, quantity: "load", unit: "1", value: nth - 0.75, ...changes };
    this.ledger.onStored({ device: "pole", boot, dropped: 0, readings: [reading] });
  }
}

describe("ledger", () => {
  it("counts what was taken, delivered, repeated and is missing", () => {
    const books = new Books(4);
    for (const nth of [1, 2, 2, 4]) books.store(nth);
    expect(books.faults).toEqual([]);
    const { taken, delivered, repeats, missing, mostWaiting } = books.ledger;
    expect([taken, delivered, repeats, missing, mostWaiting]).toEqual([4, 3, 1, 1, 4]);
  });

  it("waits for none of before the last that came, which was dropped, unless others may pass a refused one", () => {
    const books = new Books(4);
    books.ledger.isOrderLoose = true;
    for (const nth of [1, 3]) books.store(nth);
    expect(books.ledger.oldestWaitingS).toBe(200);
    books.ledger.isOrderLoose = false;
    expect(books.ledger.oldestWaitingS).toBe(400);
    books.store(4);
    expect(books.ledger.oldestWaitingS).toBeUndefined();
  });

  it.each([
    ["a value that was never taken", { value: 1.5 }],
    ["another quantity", { quantity: "loaf" }],
    ["another unit", { unit: "2" }],
    ["a time that is seconds wrong", { time: 203 }],
    ["no time", { time: null }],
  ])("finds %s", (_what, changes) => {
    const books = new Books(2);
    books.store(2, changes);
    expect(books.faults).toEqual([expect.stringMatching("^altered: boot 1 seq 2")]);
  });

  it("finds another device", () => {
    const books = new Books(0);
    books.ledger.onStored({ device: "pile", boot: 1, dropped: 0, readings: [] });
    expect(books.faults).toEqual(['altered: device "pile"']);
  });

  it("finds a repeat that identity cannot drop, two readings of one identity, and a wrong order", () => {
    const books = new Books(3);
    books.store(2);
    books.store(2, { seq: 7 });
    books.store(2, {}, 2);
    books.store(3, { seq: 2 });
    books.store(1);
    expect(books.faults.map((text) => text.replace(/\{.*\}/, "it"))).toEqual([
      "identity: boot 1 seq 7: it came before as boot 1 seq 2",
      "identity: boot 2 seq 2: it came before as boot 1 seq 2",
      "identity: boot 1 seq 2: it has the identity of another reading",
      "order: boot 1 seq 1: it comes behind later readings",
    ]);
  });

  it("lets readings pass one that a server refused", () => {
    const books = new Books(2);
    books.ledger.isOrderLoose = true;
    books.store(2);
    books.store(1);
    expect(books.faults).toEqual([]);
  });

  it("does not miss a reading that was taken in the instant of a power cut", () => {
    const { ledger } = new Books(2);
    ledger.onPowerOff(200);
    ledger.onPowerOff(300);
    expect([ledger.missing, ledger.doubtful, ledger.oldestWaitingS]).toEqual([1, 1, 100]);
  });
});
