/** Points of a history as the plotting library wants them: columns, with an empty row wherever nothing was measured. Pure. */
import { isGap, type Point } from "../series-history";

/** Times in seconds, values, and the values again of those that came late. */
export type Columns = [number[], (number | null)[], (number | null)[]];

/**
 * @param gapS longest time between two points that is no gap, seconds.
 * @param from what is shown, seconds; a point on either side of it is taken along, so that lines go to the edge.
 */
export function columnsOf(points: readonly Point[], gapS: number, from: number, to: number): Columns {
  const columns: Columns = [[], [], []];
  const first = Math.max(0, points.findIndex(({ time }) => time >= from) - 1);
  let before: Point | undefined;
  for (const point of points.slice(first)) {
    if (before && isGap(before, point, gapS)) addRow(columns, (before.to + point.from) / 2, null, null);
    addRow(columns, point.time, point.value, point.isLate ? point.value : null);
    before = point;
    if (point.time > to) break;
  }
  return columns;
}

function addRow([times, values, late]: Columns, time: number, value: number | null, lateValue: number | null): void {
  times.push(time);
  values.push(value);
  late.push(lateValue);
}

/** How many gaps there are, for those who do not see them. */
export function gapCount(points: readonly Point[], gapS: number): number {
  return points.filter((point, index) => index > 0 && isGap(points[index - 1]!, point, gapS)).length;
}
