/** The power is cut at every instant of every operation on the flash memory, and the journal is started with what that left. */
import { FlashMemory } from "../../tools/host/flash-memory";
import { buildJournal, JournalBench, type TakenReading } from "../doubles/journal-bench";
import { powerCuts } from "../doubles/power-cuts";
import { Random } from "../doubles/random";

jest.setTimeout(600e3);

const FLASH_BYTES = 16384;
const PAGE_BYTES = 1024;
/** Readings that a page holds at the most. */
const PAGE_READINGS = 20;
/** After one cut in so many the board goes on: the starts above find that it can. */
const GO_ON_EVERY = 5;
/** Readings that are taken with a board that comes back, and are delivered too. */
const AFTERWARDS = 3;

let code: string;
beforeAll(async () => (code = await buildJournal()));

/** The server's side: readings by what identifies them. */
class Server {
  readonly readings: Map<string, TakenReading>;

  constructor(readings: Iterable<[string, TakenReading]> = []) {
    this.readings = new Map(readings);
  }

  /** @throws Error when an identity comes again with another reading. */
  take(reading: TakenReading): void {
    const identity = `${reading.boot}/${reading.seq}`;
    const known = this.readings.get(identity);
    if (known && JSON.stringify(known) !== JSON.stringify(reading))
      throw new Error(`${identity} came as ${JSON.stringify(known)} and as ${JSON.stringify(reading)}`);
    this.readings.set(identity, reading);
  }

  get values(): number[] {
    return [...this.readings.values()].map(({ value }) => value);
  }
}

interface Run {
  /** Bytes of the journal. */
  bytes: number;
  readings: number;
  /** Readings after which the server acknowledges what waits; undefined: it is never there. */
  batch?: number;
}

interface Outcome {
  cuts: number;
  operations: number;
  /** Faults, each with the instant of its cut. */
  faults: string[];
  /** The most reads of Storage that a start made. */
  readsMax: number;
  /** The most readings that were lost at a cut. */
  lostMax: number;
}

/** Takes readings, and looks at each instant what a cut would have left. */
async function run({ bytes, readings, batch }: Run): Promise<Outcome> {
  const random = new Random(1);
  const bench = new JournalBench(new FlashMemory(FLASH_BYTES, PAGE_BYTES), code, bytes);
  const server = new Server();
  const outcome: Outcome = { cuts: 0, operations: 0, faults: [], readsMax: 0, lostMax: 0 };
  /** Times of the readings that count as taken, and of the one that is being taken, by their values. */
  const times = new Map<number, number>();
  let taken = 0;
  const victim = new JournalBench(new FlashMemory(FLASH_BYTES, PAGE_BYTES), code, bytes);
  bench.flash.onOperation = (operation) => {
    outcome.operations++;
    for (const cut of powerCuts(bench.flash, operation, random)) {
      outcome.cuts++;
      victim.flash.restore(cut.bytes);
      try {
        recover(victim, new Server(server.readings), { taken, times, isServed: batch !== undefined }, outcome);
      } catch (error) {
        outcome.faults.push(`${cut.title}, ${taken} taken: ${(error as Error).message}`);
      }
    }
  };
  bench.start();
  while (taken < readings) {
    await bench.clock.advance(random.integer(1, 5000));
    times.set(taken, bench.clock.now() / 1000);
    bench.take(taken);
    taken++;
    if (batch !== undefined && taken % batch === 0)
      bench.drain((readings) => readings.forEach((reading) => server.take(reading)), batch);
    if (random.integer(1, 60) === 1) bench.start();
  }
  bench.stop();
  victim.stop();
  return outcome;
}

/** A start after a cut: what counted as taken must come to the server or be counted as lost, and life goes on. */
function recover(
  bench: JournalBench,
  server: Server,
  { taken, times, isServed }: { taken: number; times: Map<number, number>; isServed: boolean },
  outcome: Outcome,
): void {
  const reads = bench.reads;
  bench.lines.length = 0;
  bench.start();
  outcome.readsMax = Math.max(outcome.readsMax, bench.reads - reads);
  const deliver = (batch: TakenReading[]): void => batch.forEach((reading) => server.take(reading));
  bench.drain(deliver);
  const there = new Set(server.values);
  if (there.size !== server.values.length) throw new Error("a reading came under two identities");
  for (const { value, time, quantity, unit } of server.readings.values())
    if (Math.abs(times.get(value)! - time) > 0.001 || quantity !== "temperature" || unit !== "Cel")
      throw new Error(`reading ${value} is altered: ${time} ${quantity} ${unit}`);
  const missing = Array.from({ length: taken }, (_, value) => value).filter((value) => !there.has(value));
  if (missing.length !== bench.lost) throw new Error(`${missing.length} are missing, ${bench.lost} counted as lost`);
  if (isServed && missing.length) throw new Error(`${missing.join()} of ${taken} is lost`);
  // The oldest go first; of a page that was erased in part there may be some left.
  if (missing.length && missing.at(-1)! >= missing.length - 1 + PAGE_READINGS)
    throw new Error(`${missing.join()} of ${taken} is lost`);
  outcome.lostMax = Math.max(outcome.lostMax, missing.length);
  if (outcome.cuts % GO_ON_EVERY > 0) return;
  for (let extra = 1; extra <= AFTERWARDS; extra++) bench.take(-extra);
  bench.start();
  bench.drain(deliver);
  for (let extra = 1; extra <= AFTERWARDS; extra++)
    if (server.values.filter((value) => value === -extra).length !== 1)
      throw new Error("a reading of the time afterwards is lost");
  if (bench.lines.some((line) => line.includes("memory"))) throw new Error(bench.lines.join("\n"));
}

describe("a power cut at any instant of any change of the flash memory", () => {
  it("of a run of 500 readings costs nothing that counts as taken, alters nothing and repeats no identity", async () => {
    const outcome = await run({ bytes: 8192, readings: 500, batch: 5 });
    expect(outcome.faults).toEqual([]);
    expect(outcome.cuts).toBeGreaterThan(8000);
    // Each line is read twice: to find the newest state, and the oldest reading.
    expect(outcome.readsMax).toBeLessThan((2 * 8192) / 40);
  });

  it.each([1, 25])(
    "costs nothing either in a journal of three pages, with an acknowledgement for %d",
    async (batch) => {
      const outcome = await run({ bytes: 4096, readings: 120, batch });
      expect(outcome.faults).toEqual([]);
    },
  );

  it("of a full journal costs the oldest, which are counted", async () => {
    const outcome = await run({ bytes: 4096, readings: 150 });
    expect(outcome.faults).toEqual([]);
    expect(outcome.lostMax).toBeGreaterThan(0);
  });
});
