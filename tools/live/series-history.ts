/**
 * Readings of one quantity in order of time, bounded: the newest in full, older ones thinned. Thinned, never averaged: what is kept was
 * measured. Server and page keep the same, so a page that was open for hours and one that is opened now show the same. Pure.
 */
import type { PackedPoint } from "./topics";

export interface Point {
  /** Seconds since 1970. */
  time: number;
  value: number;
  /** It came long after it was taken. */
  isLate: boolean;
  /** The time for which it stands, once its neighbours were thinned out. */
  from: number;
  to: number;
}

export interface HistoryLimits {
  /** Points kept in full: an hour of one a second. */
  full: number;
  /** Thinned points before those. */
  thinned: number;
}

const LIMITS: HistoryLimits = { full: 3600, thinned: 1800 };
/** Points that are thinned at a time. */
const PORTION = 120;
/** Points by which the usual step is judged. */
const JUDGED = 60;
/** A gap is so many usual steps, and so many seconds longer than one at least. */
const GAP_STEPS = 3;
const GAP_S = 2;

export class SeriesHistory {
  private _recent: Point[] = [];
  private _old: Point[] = [];

  constructor(private readonly _limits = LIMITS) {}

  get size(): number {
    return this._old.length + this._recent.length;
  }

  /** All that is kept, oldest first. */
  get points(): readonly Point[] {
    return [...this._old, ...this._recent];
  }

  get last(): Point | undefined {
    return this._recent.at(-1) ?? this._old.at(-1);
  }

  /** Takes points in any order, those of {@link pack} too; each goes where its time is. A point whose time and value are known already is passed over. */
  add(points: readonly PackedPoint[]): void {
    for (const packed of points) this._insert(unpack(packed), packed.length === 5 ? this._old : this._recent);
    while (this._recent.length > this._limits.full) this._age();
  }

  /** As it is sent. */
  pack(): PackedPoint[] {
    return [...this._old.map(packThinned), ...this._recent.map(packPoint)];
  }

  /** Longest time between two points that are no gap, seconds. */
  get gapS(): number {
    const times = this._recent.slice(-JUDGED).map(({ time }) => time);
    const steps = times.slice(1).map((time, index) => time - times[index]!);
    const usual = steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
    return Math.max(GAP_STEPS * usual, usual + GAP_S);
  }

  private _insert(point: Point, wanted: Point[]): void {
    const first = this._recent[0];
    const list = first && this._old.length > 0 && point.time < first.time ? this._old : wanted;
    let at = list.length;
    while (at > 0 && list[at - 1]!.time > point.time) at--;
    const before = list[at - 1];
    if (before?.time === point.time && before.value === point.value) return;
    list.splice(at, 0, point);
  }

  /** The oldest of the points in full become thinned ones. */
  private _age(): void {
    const gapS = this.gapS;
    this._old.push(...thin(this._recent.splice(0, PORTION), gapS));
    if (this._old.length <= this._limits.thinned) return;
    this._old = thin(this._old, gapS);
    // Where nothing but gaps is left there is nothing to thin.
    if (this._old.length > this._limits.thinned) this._old = this._old.slice(this._old.length >> 1);
  }
}

/** Whether there is nothing between two points though there should be. */
export function isGap(before: Point, after: Point, gapS: number): boolean {
  return after.from - before.to > gapS;
}

/** Of each two neighbours without a gap between them the one that differs more from the one before stays. */
function thin(points: readonly Point[], gapS: number): Point[] {
  const kept: Point[] = [];
  for (let at = 0; at < points.length; at++) {
    const one = points[at]!;
    const other = points[at + 1];
    if (!other || isGap(one, other, gapS)) {
      kept.push(one);
      continue;
    }
    at++;
    const base = (kept.at(-1) ?? points[at + 1] ?? one).value;
    const chosen = Math.abs(other.value - base) > Math.abs(one.value - base) ? other : one;
    kept.push({ ...chosen, from: one.from, to: other.to });
  }
  return kept;
}

function packPoint({ time, value, isLate }: Point): PackedPoint {
  return isLate ? [time, value, 1] : [time, value];
}

function packThinned({ time, value, isLate, from, to }: Point): PackedPoint {
  return [time, value, isLate ? 1 : 0, from, to];
}

function unpack([time, value, isLate = 0, from = time, to = time]: PackedPoint): Point {
  return { time, value, isLate: isLate === 1, from, to };
}
