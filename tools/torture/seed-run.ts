/** What one worker of the campaign does: the run of a seed, and finding a short schedule for one that failed. */
import type { FirmwareFiles } from "../build/firmware-files";
import { parseSchedule } from "../faults/schedule";
import { fieldFaults } from "./field-faults";
import { type Failure, FieldRun, type FieldResult, type FieldRunOptions, scheduleText } from "./field-run";
import { fieldSetup, PLACES } from "./field-setup";
import { shrink } from "./shrink";

/** A device in the field, by numbers. */
export interface Seed {
  board: string;
  seed: number;
  days: number;
  /** Faults in an hour on the average. */
  perHour: number;
}

export interface SeedResult extends Seed, Omit<FieldResult, "struck"> {
  /** The faults that struck, as a schedule; empty when nothing failed. */
  schedule: string;
}

/** What differs from the device as it is: a test breaks it. */
export type Breakage = Pick<FieldRunOptions, "spoil">;

const DAY_S = 86400;

export async function runSeed(seed: Seed, firmware: FirmwareFiles, breakage: Breakage = {}): Promise<SeedResult> {
  const setup = fieldSetup(seed.board);
  const faults = fieldFaults(setup, seed.seed, seed.perHour);
  const { struck, ...result } = await new FieldRun({ setup, firmware, ...seed, faults, ...breakage }).run();
  return { ...seed, ...result, schedule: result.failure ? scheduleText(struck) : "" };
}

/** The run of a schedule in place of faults by chance. @throws Error as {@link parseSchedule}. */
export function runSchedule(
  seed: Seed,
  schedule: { text: string; source: string },
  options: Pick<FieldRunOptions, "firmware" | "print"> & Breakage,
): Promise<FieldResult> {
  const setup = fieldSetup(seed.board);
  const faults = parseSchedule(schedule.text, schedule.source, PLACES);
  return new FieldRun({ setup, ...seed, ...options, faults }).run();
}

/**
 * A shorter schedule after which the same kind of thing goes wrong.
 * @param breakage made anew for each run.
 */
export async function shrinkSeed(
  { failure, schedule, ...seed }: SeedResult & { failure: Failure },
  firmware: FirmwareFiles,
  breakage: () => Breakage = () => ({}),
): Promise<string> {
  const setup = fieldSetup(seed.board);
  const days = Math.min(seed.days, Math.floor(failure.atS / DAY_S) + 1);
  const faults = parseSchedule(schedule, `seed ${seed.seed}`, PLACES);
  const shorter = await shrink(faults, async (fewer) => {
    const run = new FieldRun({ setup, firmware, seed: seed.seed, days, faults: fewer, ...breakage() });
    return (await run.run()).failure?.kind === failure.kind;
  });
  return scheduleText(shorter);
}
