/** What the journal makes of a flash memory that is damaged, erased, full or rearranged by others. */
import { FlashMemory } from "../../tools/host/flash-memory";
import { buildJournal, JournalBench, type TakenReading } from "../doubles/journal-bench";
import { Random } from "../doubles/random";

jest.setTimeout(600e3);

const FILE = "qssl.log";
const BYTES = 4096;
const PAGE_BYTES = 1024;

let code: string;
const benches: JournalBench[] = [];
/** What {@link journal} has acknowledged. */
const acknowledged: TakenReading[] = [];
beforeAll(async () => (code = await buildJournal()));
afterEach(() => {
  benches.splice(0).forEach((bench) => bench.stop());
  acknowledged.length = 0;
});

/**
 * A journal with readings 0 to `count - 1`, none of them acknowledged, of two boots.
 * @param earlier readings that were acknowledged before.
 */
function journal(count: number, flash = new FlashMemory(16384, PAGE_BYTES), earlier = 0): JournalBench {
  const bench = new JournalBench(flash, code, BYTES);
  benches.push(bench);
  bench.start();
  for (let value = -earlier; value < 0; value++) {
    bench.take(value);
    bench.drain((batch) => acknowledged.push(...batch));
  }
  for (let value = 0; value < count; value++) {
    if (value === count >> 1) bench.start();
    bench.take(value);
  }
  return bench;
}

function drained(bench: JournalBench): TakenReading[] {
  const readings: TakenReading[] = [];
  bench.drain((batch) => readings.push(...batch));
  return readings;
}

const values = (readings: TakenReading[]): number[] => readings.map(({ value }) => value);
const identity = ({ boot, seq }: TakenReading): string => `${boot}/${seq}`;
const range = (count: number): number[] => Array.from({ length: count }, (_, value) => value);

describe("a damaged journal", () => {
  const COUNT = 16;
  const TRIALS = 150;
  const FEW_LINES = 10;

  /** Where the file's content lies. */
  const place = (bench: JournalBench): number => bench.storage.find(FILE)!.address + 32;

  /**
   * What is still there comes as it was, what is not is counted as far as later readings tell, and life goes on under numbers that were not
   * used before.
   */
  function expectSound(bench: JournalBench, before: TakenReading[], damagedLines: number): void {
    bench.start();
    const found = drained(bench);
    const known = new Map([...acknowledged, ...before].map((reading) => [identity(reading), reading]));
    for (const reading of found) expect(reading).toEqual(known.get(identity(reading)));
    const missing = before.filter((reading) => !found.some((one) => one.value === reading.value)).length;
    expect(missing).toBeLessThanOrEqual(damagedLines);
    bench.take(1000);
    const later = drained(bench);
    expect(values(later)).toEqual([1000]);
    // More damage can hit the newest reading and the state of its boot too, and an older state knows less.
    if (damagedLines > FEW_LINES) return;
    expect(known.has(identity(later[0]!))).toBe(false);
    expect(bench.lost).toBeLessThanOrEqual(missing);
  }

  it.each([
    [1, 0],
    [2, 0],
    [5, 0],
    [20, 0],
    [1, 31],
    [2, 37],
    [5, 43],
    [20, 49],
  ])("gives out what is whole when %d bits have changed, %d readings behind the start", (bits, earlier) => {
    const random = new Random(bits);
    const bench = journal(COUNT, undefined, earlier);
    const before = bench.oldest(COUNT >> 1).concat();
    const image = bench.flash.read(0, bench.flash.size);
    const all = drained(bench);
    expect(all.slice(0, before.length)).toEqual(before);
    for (let trial = 0; trial < TRIALS; trial++) {
      const damaged = Buffer.from(image);
      for (let bit = 0; bit < bits; bit++)
        damaged[place(bench) + random.integer(0, BYTES - 1)]! ^= 1 << random.integer(0, 7);
      bench.flash.restore(damaged);
      expectSound(bench, all, 2 * bits);
    }
  });

  it.each([
    ["zeros", () => 0],
    ["noise", (random: Random) => random.integer(0, 255)],
    ["nothing", () => 255],
  ])("gives out the other pages when one holds %s", (_, byte) => {
    const random = new Random(1);
    const bench = journal(COUNT);
    const image = bench.flash.read(0, bench.flash.size);
    const all = drained(bench);
    for (let page = PAGE_BYTES; page <= 3 * PAGE_BYTES; page += PAGE_BYTES) {
      const damaged = Buffer.from(image);
      for (let at = page; at < page + PAGE_BYTES; at++) damaged[at] = byte(random);
      bench.flash.restore(damaged);
      expectSound(bench, all, 20);
    }
  });

  it("begins anew under other numbers when nothing of it is left", () => {
    const bench = journal(COUNT);
    const all = drained(bench);
    const noise = new Random(2).bytes(BYTES - 4);
    bench.flash.restore(Buffer.concat([bench.flash.read(0, place(bench)), noise]));
    bench.start();
    bench.take(1);
    const later = drained(bench);
    expect(values(later)).toEqual([1]);
    expect(all.map(identity)).not.toContain(identity(later[0]!));
  });
});

describe("a Storage that others change", () => {
  it("was erased: what is taken from then on waits in memory, and the next start makes a new file", () => {
    const bench = journal(5);
    bench.storage.eraseAll();
    expect(bench.oldest(9)).toEqual([]);
    for (const value of [5, 6]) bench.take(value);
    expect(bench.lines.at(-1)).toMatch(/^E [\d:]+ journal: in memory only: /);
    expect(values(drained(bench))).toEqual([5, 6]);
    expect(bench.lost).toBe(5);
    bench.start();
    expect(bench.storage.find(FILE)).toBeDefined();
    bench.take(7);
    bench.start();
    expect(values(drained(bench))).toEqual([7]);
  });

  it("is full: readings wait in memory, and the log says why", () => {
    const flash = new FlashMemory(16384, PAGE_BYTES);
    const full = new JournalBench(flash, code, BYTES);
    benches.push(full);
    full.storage.write("others", Buffer.alloc(13000, "x"));
    full.start();
    expect(full.lines[0]).toMatch(/^E [\d:]+ journal: in memory only: no room in Storage: 4096 wanted, \d+ free$/);
    full.take(1);
    expect(values(drained(full))).toEqual([1]);
    expect(full.storage.files().map(({ name }) => name)).toEqual(["others"]);
  });

  it("has room that only a compaction would give: none is made", () => {
    const full = new JournalBench(new FlashMemory(16384, PAGE_BYTES), code, BYTES);
    benches.push(full);
    full.storage.write("others", Buffer.alloc(13000, "x"));
    full.storage.erase("others");
    full.start();
    expect(full.lines[0]).toContain("in memory only");
    expect(full.storage.stats().trashCount).toBe(1);
  });

  it.each([4, 36, 500, 1000, 1024])(
    "was compacted, %d bytes in front of the journal gone, between two starts",
    (size) => {
      const flash = new FlashMemory(32768, PAGE_BYTES);
      const empty = new JournalBench(flash, code, BYTES);
      benches.push(empty);
      empty.storage.write("others", Buffer.alloc(size, "x"));
      const bench = journal(30, flash);
      bench.storage.erase("others");
      bench.storage.compact();
      bench.start();
      for (let value = 30; value < 40; value++) bench.take(value);
      expect(values(drained(bench))).toEqual(range(40));
      expect(bench.lost).toBe(0);
    },
  );

  it.each([4, 36, 500, 1000, 1024])("was compacted, %d bytes in front gone, while the program runs", (size) => {
    const flash = new FlashMemory(32768, PAGE_BYTES);
    const empty = new JournalBench(flash, code, BYTES);
    benches.push(empty);
    empty.storage.write("others", Buffer.alloc(size, "x"));
    const bench = journal(10, flash);
    const found: number[] = [];
    for (let value = 10; value < 200; value++) {
      if (value === 100) {
        bench.storage.erase("others");
        bench.storage.compact();
      }
      bench.take(value);
      if (value % 10 === 0) found.push(...values(drained(bench)));
    }
    bench.start();
    found.push(...values(drained(bench)));
    expect(found).toEqual(range(200));
    expect(bench.lost).toBe(0);
  });
});
