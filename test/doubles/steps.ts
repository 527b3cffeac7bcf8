/** The steps of a session, counted as they are passed, so that each of them can be met again in another run of the same session. */
import type { Clock } from "../../tools/clock";

/** A moment of a session: its event of this number, or so long after it. */
export interface Step {
  index: number;
  afterMs: number;
  name: string;
}

interface Event {
  name: string;
  atMs: number;
}

/** Steps of one name that are listed, at the most: a poll is the same each time, and so is a piece of a payload. */
const ALIKE_MAX = 4;
/** A longer gap has a step in its middle: something is under way then, or nothing is. */
const GAP_MS = 25;

export class Steps {
  private readonly _events: Event[] = [];
  private _wanted: { step: Step; action: () => void } | undefined;

  constructor(private readonly _clock: () => Clock) {}

  /** An event of the session. */
  pass(name: string): void {
    const index = this._events.push({ name, atMs: this._clock().now() }) - 1;
    if (this._wanted?.step.index !== index) return;
    const { step, action } = this._wanted;
    if (step.afterMs > 0) this._clock().setTimeout(action, step.afterMs);
    else action();
  }

  /** Does something at that step, once. */
  meet(step: Step, action: () => void): void {
    this._wanted = { step, action };
  }

  /** What was passed, in order: all events, but few of a long row of the same, and the middle of each gap behind one of them. */
  list(): Step[] {
    const indices = new Map<string, number[]>();
    this._events.forEach(({ name }, index) => indices.set(name, [...(indices.get(name) ?? []), index]));
    return [...indices.values()]
      .flatMap(thin)
      .sort((a, b) => a - b)
      .flatMap((index) => this._around(index));
  }

  private _around(index: number): Step[] {
    const { name, atMs } = this._events[index]!;
    const gapMs = (this._events[index + 1]?.atMs ?? atMs) - atMs;
    const step = { index, afterMs: 0, name };
    return gapMs > GAP_MS ? [step, { index, afterMs: gapMs / 2, name: `behind ${name}` }] : [step];
  }
}

/** The first two, the one in the middle and the last. */
function thin(alike: number[]): number[] {
  if (alike.length <= ALIKE_MAX) return alike;
  return [alike[0]!, alike[1]!, alike[alike.length >> 1]!, alike.at(-1)!];
}
