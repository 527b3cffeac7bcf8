/** The steps of a session, counted as they are passed, so that any of them can be met again in another run of the same session. */
import type { Clock } from "../../tools/clock";

/** A moment of a session: so long after its event of this number. */
export interface Step {
  index: number;
  afterMs: number;
  name: string;
}

/** Steps of one name that are kept, at the most: a poll is the same each time, and so is a piece of a payload. */
const ALIKE_MAX = 4;
/** In a longer gap there is a step in the middle: something is under way then, or nothing is for a long time. */
const GAP_MS = 25;

export class Steps {
  private readonly _passed: { name: string; atMs: number }[] = [];
  private _wanted: { step: Step; action: () => void } | undefined;

  constructor(private readonly _clock: () => Clock) {}

  /** An event of the session. */
  pass(name: string): void {
    const index = this._passed.push({ name, atMs: this._clock().now() }) - 1;
    const wanted = this._wanted;
    if (wanted?.step.index !== index) return;
    if (wanted.step.afterMs > 0) this._clock().setTimeout(wanted.action, wanted.step.afterMs);
    else wanted.action();
  }

  /** Does something when that step comes, once. */
  meet(step: Step, action: () => void): void {
    this._wanted = { step, action };
  }

  /** What was passed: every event, but few of a long row of the same, and the middle of each gap. */
  list(): Step[] {
    const events = this._passed.map(({ name, atMs }, index) => ({ index, name, atMs, afterMs: 0 }));
    const names = new Set(events.map(({ name }) => name));
    const kept = [...names].flatMap((name) => thin(events.filter((event) => event.name === name)));
    const gaps = kept.flatMap(({ index, name, atMs }) => {
      const gapMs = (events[index + 1]?.atMs ?? atMs) - atMs;
      return gapMs > GAP_MS ? [{ index, name: `behind ${name}`, afterMs: gapMs / 2 }] : [];
    });
    return [...kept.map(({ index, name }) => ({ index, name, afterMs: 0 })), ...gaps].sort((a, b) => a.index - b.index || a.afterMs - b.afterMs);
  }
}

/** The first two, the one in the middle and the last. */
function thin<T>(alike: T[]): T[] {
  if (alike.length <= ALIKE_MAX) return alike;
  return [alike[0]!, alike[1]!, alike[alike.length >> 1]!, alike.at(-1)!];
}
