/** What readings cost the flash memory, on a chip with pages of 4 KB and the journal's default size. */
import { FlashMemory } from "../../tools/host/flash-memory";
import { buildJournal, JournalBench } from "../doubles/journal-bench";

const READINGS = 1000;
const BYTES = 12288;
const PAGE_BYTES = 4096;

interface Wear {
  bytesPerReading: number;
  /** For 1,000 readings. */
  erases: number;
}

async function wear(batch: number): Promise<Wear> {
  const bench = new JournalBench(new FlashMemory(40960, PAGE_BYTES), await buildJournal(), BYTES);
  let written = 0;
  let erases = 0;
  bench.start();
  bench.flash.onOperation = (operation) => {
    if (operation.kind === "erase") erases++;
    else written += operation.bytes.length;
  };
  for (let count = 1; count <= READINGS; count++) {
    await bench.clock.advance(60e3);
    bench.take(20 + count / 8);
    if (count % batch === 0) bench.drain(() => {}, batch);
  }
  bench.stop();
  return { bytesPerReading: written / READINGS, erases };
}

it.each([
  [1, 112, 27],
  [5, 78, 18],
  [20, 70, 17],
])(
  "acknowledgements for %d readings: at most %d bytes a reading, %d erasures for 1,000",
  async (batch, bytes, erases) => {
    const cost = await wear(batch);
    if (process.env["QSSL_LONG"]) console.log(`batch ${batch}: ${JSON.stringify(cost)}`);
    expect(cost.bytesPerReading).toBeLessThan(bytes);
    expect(cost.bytesPerReading).toBeGreaterThan(bytes * 0.8);
    expect(cost.erases).toBeLessThanOrEqual(erases);
    expect(cost.erases).toBeGreaterThan(erases * 0.8);
  },
);
