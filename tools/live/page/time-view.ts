/** Which time the plots show: the last minutes, going on with the clock, or a part that somebody chose. Pure. */

export interface TimeRange {
  from: number;
  to: number;
}

/** The least that can be shown, seconds. */
const LEAST_S = 5;
/** The least that is shown live, seconds. */
const YOUNG_S = 30;

export class TimeView {
  private _chosen: TimeRange | undefined;

  /** @param _spanS seconds that are shown; Infinity: all. */
  constructor(private _spanS: number) {}

  /** Whether it goes on with the clock. */
  get isLive(): boolean {
    return this._chosen === undefined;
  }

  get spanS(): number {
    return this._spanS;
  }

  /** The last `spanS` seconds from now on. */
  follow(spanS = this._spanS): void {
    this._spanS = spanS;
    this._chosen = undefined;
  }

  choose(from: number, to: number): void {
    const middle = (from + to) / 2;
    const half = Math.max(LEAST_S, to - from) / 2;
    this._chosen = { from: middle - half, to: middle + half };
  }

  /** @param factor below 1 shows less. @param at what stays where it is, seconds since 1970. */
  zoom(factor: number, at: number, nowS: number, firstS: number): void {
    const { from, to } = this.range(nowS, firstS);
    const wanted = { from: at - (at - from) * factor, to: at + (to - at) * factor };
    this.choose(Math.max(wanted.from, firstS - LEAST_S), Math.min(wanted.to, Math.max(nowS, at)));
  }

  /** @param firstS of all readings, seconds since 1970. */
  range(nowS: number, firstS: number): TimeRange {
    if (this._chosen) return this._chosen;
    // A young plot fills the width and grows until the span is reached.
    const known = Math.max(YOUNG_S, nowS - firstS);
    return { from: nowS - Math.min(this._spanS, known), to: nowS };
  }
}
