/** Finds a shorter schedule of faults after which the same goes wrong, by leaving lines out. */
import type { ScheduledFault } from "../faults/schedule";
import { CALM_S } from "./field-run";

/** @returns whether the same goes wrong. */
export type Fails = (faults: readonly ScheduledFault[]) => Promise<boolean>;

/** So many runs are worth it. */
const MOST_RUNS = 150;

/**
 * Leaves out halves, quarters… and single faults, as long as it goes on failing; then lets them begin as early as they can. What is left is
 * not the shortest schedule there is, but none of its lines can be left out (unless the runs were used up before).
 */
export async function shrink(
  faults: readonly ScheduledFault[],
  fails: Fails,
  mostRuns = MOST_RUNS,
): Promise<readonly ScheduledFault[]> {
  const search = new Search(faults, fails, mostRuns);
  let count = Math.ceil(faults.length / 2);
  while (count > 0 && search.hasRuns) {
    const hasShrunk = await search.leaveOut(count);
    if (!hasShrunk) count = count === 1 ? 0 : Math.ceil(count / 2);
  }
  await search.tryWith(moved(search.left));
  return search.left;
}

class Search {
  private _runs = 0;

  constructor(
    public left: readonly ScheduledFault[],
    private readonly _fails: Fails,
    private readonly _mostRuns: number,
  ) {}

  get hasRuns(): boolean {
    return this._runs < this._mostRuns;
  }

  /** @returns whether these will do. */
  async tryWith(fewer: readonly ScheduledFault[]): Promise<boolean> {
    if (!this.hasRuns) return false;
    this._runs++;
    const isEnough = await this._fails(fewer);
    if (isEnough) this.left = fewer;
    return isEnough;
  }

  /** Tries to do without each `count` faults in a row. @returns whether any of them were not needed. */
  async leaveOut(count: number): Promise<boolean> {
    const before = this.left.length;
    for (let from = 0; from < this.left.length;) {
      const isShorter = await this.tryWith([...this.left.slice(0, from), ...this.left.slice(from + count)]);
      if (!isShorter) from += count;
    }
    return this.left.length < before;
  }
}

/** The same, begun as soon as the device has come to rest. */
function moved(faults: readonly ScheduledFault[]): ScheduledFault[] {
  const earlierS = (faults[0]?.atS ?? CALM_S) - CALM_S;
  return faults.map((scheduled) => ({ ...scheduled, atS: scheduled.atS - earlierS }));
}
