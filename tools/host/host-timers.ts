import type { Clock, TimerHandle } from "../clock";
import { EspruinoError } from "./byte-string";
import type { AnyFunction } from "./realm";
import type { Invoke } from "./emitters";

interface HostTimer {
  id: number;
  dueMs: number;
  /** Period; undefined for a timer that runs once. */
  periodMs: number | undefined;
  callback: AnyFunction;
  args: unknown[];
}

/** Shortest delay of the interpreter, milliseconds. */
const SHORTEST_MS = 0.1;
/** Longest, about a hundred years. */
const LONGEST_MS = 3153600000000;

/**
 * `setTimeout` and its kin over a {@link Clock}. As in the interpreter a handle is a small number, timers that are due together run
 * in the order of their numbers, and a number is used again when the last timer ends.
 */
export class HostTimers {
  private _timers: HostTimer[] = [];
  private _armed: TimerHandle | undefined;
  /** When that timer is due. */
  private _armedMs = Infinity;
  private _hasChanged = false;
  private readonly _onDue = (): void => {
    this._armed = undefined;
    this._run();
  };

  constructor(
    private readonly _clock: Clock,
    private readonly _invoke: Invoke,
    private readonly _compile: (code: string) => AnyFunction,
  ) {}

  /** The globals. */
  functions(): Record<string, AnyFunction> {
    return {
      setTimeout: (callback: unknown, ms?: number, ...args: unknown[]) => this._add(callback, ms, args, false),
      setInterval: (callback: unknown, ms?: number, ...args: unknown[]) => this._add(callback, ms, args, true),
      clearTimeout: (...ids: unknown[]) => this._clear("Timeout", ids),
      clearInterval: (...ids: unknown[]) => this._clear("Interval", ids),
      changeInterval: (id: unknown, ms?: number) => this._change(id, ms),
    };
  }

  /** Number of timers that wait. */
  get pending(): number {
    return this._timers.length;
  }

  stop(): void {
    this._timers = [];
    this._arm();
  }

  private _add(callback: unknown, ms: number | undefined, args: unknown[], isRepeated: boolean): number {
    if (typeof callback !== "function" && typeof callback !== "string")
      throw new EspruinoError("Function or String not supplied!");
    const delayMs = delayOf(ms);
    const id = (this._timers.at(-1)?.id ?? 0) + 1;
    const run = typeof callback === "string" ? this._compile(callback) : (callback as AnyFunction);
    const periodMs = isRepeated ? delayMs : undefined;
    this._timers.push({ id, dueMs: this._clock.now() + delayMs, periodMs, callback: run, args });
    this._arm();
    return id;
  }

  private _clear(kind: string, ids: unknown[]): void {
    if (ids.length > 0 && ids[0] === undefined)
      throw new EspruinoError(`clear${kind}(undefined) not allowed. Use clear${kind}() instead`);
    this._timers = ids.length === 0 ? [] : this._timers.filter((timer) => timer.id !== ids[0]);
    this._arm();
  }

  private _change(id: unknown, ms: number | undefined): void {
    const timer = this._timers.find((other) => other.id === id);
    if (!timer) throw new EspruinoError("Unknown Interval");
    timer.periodMs = delayOf(ms);
    timer.dueMs = this._clock.now() + timer.periodMs;
    this._arm();
  }

  /** One clock timer for the earliest. */
  private _arm(): void {
    this._hasChanged = true;
    let dueMs = Infinity;
    for (const timer of this._timers) if (timer.dueMs < dueMs) dueMs = timer.dueMs;
    if (this._armed && dueMs === this._armedMs) return;
    this._clock.clearTimeout(this._armed);
    this._armed = undefined;
    this._armedMs = dueMs;
    if (dueMs < Infinity) this._armed = this._clock.setTimeout(this._onDue, Math.max(0, dueMs - this._clock.now()));
  }

  /** Runs what is due; from the start again after each change of the list. */
  private _run(): void {
    const nowMs = this._clock.now();
    do {
      this._hasChanged = false;
      // Whatever removes a timer makes another list, and whatever adds one is a change.
      for (const timer of this._timers) {
        if (timer.dueMs <= nowMs) this._fire(timer);
        if (this._hasChanged) break;
      }
    } while (this._hasChanged);
    this._arm();
  }

  private _fire(timer: HostTimer): void {
    this._invoke(timer.callback, undefined, timer.args);
    if (timer.periodMs !== undefined) timer.dueMs += timer.periodMs;
    else this._timers = this._timers.filter((other) => other !== timer);
  }
}

function delayOf(ms: number | undefined): number {
  const delayMs = Number(ms);
  if (delayMs > LONGEST_MS) throw new EspruinoError("Interval is too long (>100 years)");
  return delayMs >= SHORTEST_MS ? delayMs : SHORTEST_MS;
}
