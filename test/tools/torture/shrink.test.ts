import { parseSchedule, type ScheduledFault } from "../../../tools/faults/schedule";
import { CALM_S } from "../../../tools/torture/field-run";
import { shrink } from "../../../tools/torture/shrink";

/** Faults at 10,000 s, 20,000 s… */
const schedule = (count: number): ScheduledFault[] =>
  Array.from({ length: count }, (_, index) => `{"at": ${10_000 * (index + 1)}, "fault": "settings-lost"}`).flatMap(
    (line) => parseSchedule(line, "test", ["modem"]),
  );

const numbers = (faults: readonly ScheduledFault[]): number[] => faults.map(({ atS }) => atS / 10_000);

describe("shrinking", () => {
  it.each([[[1]], [[17]], [[3, 12]], [[1, 2, 20]], [[]]])("leaves out all but %j of twenty", async (needed) => {
    const shorter = await shrink(schedule(20), (fewer) =>
      Promise.resolve(needed.every((number) => numbers(fewer).includes(number))),
    );
    expect(numbers(shorter)).toEqual(needed);
  });

  it("lets what is left begin as early as it can", async () => {
    const shorter = await shrink(schedule(9), (fewer) => Promise.resolve(fewer.length >= 2));
    expect(shorter.map(({ atS }) => atS)).toEqual([CALM_S, CALM_S + 10_000]);
  });

  it("ends after so many runs, with a schedule that fails", async () => {
    let runs = 0;
    const hasSeventh = (faults: readonly ScheduledFault[]): boolean => numbers(faults).some((at) => at % 7 === 0);
    const shorter = await shrink(schedule(64), (fewer) => Promise.resolve(++runs > 0 && hasSeventh(fewer)), 5);
    expect(runs).toBe(5);
    expect(hasSeventh(shorter)).toBe(true);
    expect(shorter.length).toBeLessThan(64);
  });
});
