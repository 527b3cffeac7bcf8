/** The campaign in small, and that it notices what it is there for. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../../tools/build/firmware-files";
import type { Batch, Reading } from "../../../tools/collector/batch";
import { type Breakage, runSeed, type SeedResult, shrinkSeed } from "../../../tools/torture/seed-run";

/** Nothing fails in them. */
const SEEDS = [6, 10, 14];

/** Rate at which a device of some days meets faults of many kinds. */
const SEED = { board: "LINUX", days: 3, perHour: 0.5 };

let firmware: FirmwareFiles;
beforeAll(async () => (firmware = await buildFirmwareFiles({ board: "LINUX" })));

/** The firmware with something else in front of it. */
const withStart = (text: string): FirmwareFiles => ({ ".boot0": text, ...firmware });

/** The first seed that fails. */
async function findFailure(files: FirmwareFiles, breakage: () => Breakage = () => ({})): Promise<SeedResult> {
  for (const seed of SEEDS) {
    const result = await runSeed({ ...SEED, seed }, files, breakage());
    if (result.failure) return result;
  }
  throw new Error("no seed fails");
}

async function shortest(
  result: SeedResult,
  files: FirmwareFiles,
  breakage: () => Breakage = () => ({}),
): Promise<string[]> {
  return (await shrinkSeed({ ...result, failure: result.failure! }, files, breakage)).trimEnd().split("\n");
}

describe("the campaign in small", () => {
  it("delivers every reading through faults by chance", async () => {
    const result = await runSeed({ ...SEED, seed: SEEDS[0]! }, firmware);
    const { failure, taken, delivered, dropped, counts } = result;
    expect(failure).toBeUndefined();
    expect(taken).toBeGreaterThan(280);
    expect([delivered, dropped]).toEqual([taken, 0]);
    expect(Object.keys(counts).length).toBeGreaterThan(10);
  });

  it("runs the same for the same seed", async () => {
    const seed = { ...SEED, days: 1, seed: SEEDS[1]! };
    expect(await runSeed(seed, firmware)).toEqual(await runSeed(seed, firmware));
  });
});

describe("the campaign notices", () => {
  it("a server that loses a reading: no fault is needed for that", async () => {
    const spoil = (batch: Batch): Batch => ({ ...batch, readings: batch.readings.filter(({ seq }) => seq !== 9) });
    const result = await findFailure(firmware, () => ({ spoil }));
    expect(result.failure).toMatchObject({ kind: "lost", text: "1 readings are missing, 0 counted as dropped" });
    expect(await shortest(result, firmware, () => ({ spoil }))).toEqual([""]);
  });

  it("a reading that is altered when it comes again: one fault that makes a batch come again is enough", async () => {
    const breakage = (): Breakage => {
      const seen = new Set<number>();
      const again = (reading: Reading): Reading =>
        seen.has(reading.seq) ? { ...reading, value: reading.value + 0.5 } : (seen.add(reading.seq), reading);
      return { spoil: (batch) => ({ ...batch, readings: batch.readings.map(again) }) };
    };
    const result = await findFailure(firmware, breakage);
    expect(result.failure).toMatchObject({ kind: "altered", text: expect.stringContaining("was never taken") });
    const schedule = await shortest(result, firmware, breakage);
    expect(schedule).toEqual([expect.stringContaining('"fault":')]);
  });

  it("firmware that hangs after an error: one fault is enough", async () => {
    const files = withStart(`setInterval(function(){if(qssl.status().lastError)Serial1.write=function(){};},100);`);
    const result = await findFailure(files);
    expect(result.failure).toMatchObject({ kind: "late", text: expect.stringContaining("in time after") });
    expect(await shortest(result, files)).toEqual([expect.stringContaining('"fault":')]);
  });

  it("firmware that leaves a timer behind after an error", async () => {
    const files = withStart(
      `var was="";setInterval(function(){var now=qssl.status().lastError;if(now&&now!=was)setInterval(function(){},1e9);was=now;},5e3);`,
    );
    const result = await findFailure(files);
    expect(result.failure).toMatchObject({ kind: "leak", text: expect.stringMatching(/^\d+ timers of the program/) });
  });

  it("firmware that restarts again and again", async () => {
    const result = await findFailure(withStart("setTimeout(load,5e3);"));
    expect(result.failure).toMatchObject({ kind: "restart loop" });
  });

  it("an exception that nobody catches", async () => {
    const result = await findFailure(withStart("setTimeout(function(){nothing.such();},5e5);"));
    expect(result.failure).toMatchObject({ kind: "uncaught", text: expect.stringContaining("ReferenceError") });
  });
});
