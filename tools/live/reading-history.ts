/** Readings of all devices for those who look on later: a bounded history for each of the quantities that were heard of last. */
import { RecentMap } from "../collector/recent-map";
import type { StoredReading } from "../collector/reading-store";
import { SeriesHistory } from "./series-history";
import type { PackedPoint, SeriesPart } from "./topics";

/** Quantities of devices, each with some thousands of points at most. */
const SERIES = 32;

interface Series {
  unit: string;
  history: SeriesHistory;
}

export class ReadingHistory {
  private readonly _series = new RecentMap<string, Series>(SERIES);

  /** @param _lateS seconds after which a reading that arrives is a late one. */
  constructor(private readonly _lateS: number) {}

  /**
   * Takes readings that have just arrived. Those without a time have no place in a plot.
   * @param nowS seconds since 1970.
   * @returns what is new, by quantity.
   */
  add(readings: readonly StoredReading[], nowS: number): SeriesPart[] {
    const parts = new Map<string, SeriesPart>();
    for (const { device, quantity, unit, time, value } of readings) {
      if (time === null) continue;
      const key = `${device}\n${quantity}`;
      const part = parts.get(key) ?? { device, quantity, unit, points: [] };
      const point: PackedPoint = nowS - time > this._lateS ? [time, value, 1] : [time, value];
      part.points.push(point);
      parts.set(key, part);
    }
    for (const [key, { unit, points }] of parts) {
      const series = this._series.use(key, () => ({ unit, history: new SeriesHistory() }));
      series.unit = unit;
      series.history.add(points);
    }
    return [...parts.values()];
  }

  /** All that is kept. */
  all(): SeriesPart[] {
    return this._series.entries().map(([key, { unit, history }]) => {
      const [device = "", quantity = ""] = key.split("\n");
      return { device, quantity, unit, points: history.pack() };
    });
  }
}
