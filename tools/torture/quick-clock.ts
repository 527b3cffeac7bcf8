/** A virtual clock that loses no time: it waits for promises only where something was promised, and never for the event loop. */
import { promiseHooks } from "node:v8";
import { VirtualClock } from "../clock";

/** Something was promised, kept or awaited, so a reaction may wait in the microtask queue. */
let isPromised = false;
let isWatching = false;

/** V8 tells of every promise that is made and settled, also of those that `await` makes. */
function watchPromises(): void {
  if (isWatching) return;
  isWatching = true;
  const note = (): void => void (isPromised = true);
  promiseHooks.createHook({ init: note, settled: note });
}

/**
 * For code whose only asynchrony is timers of this clock and promises, as everything that is simulated here is. A turn of the event loop
 * for each timer, as {@link VirtualClock} takes it, costs more than what most timers do.
 */
export class QuickClock extends VirtualClock {
  constructor(startMs?: number) {
    super(startMs);
    watchPromises();
  }

  override async advance(ms: number): Promise<void> {
    const untilMs = this.now() + ms;
    await this._run(untilMs, () => false);
    this.moveTo(untilMs);
  }

  override async runUntil(isDone: () => boolean, limitMs = 3600e3): Promise<void> {
    await this._run(this.now() + limitMs, isDone);
    if (!isDone()) throw new Error(`virtual clock: not done within ${limitMs} ms of simulated time`);
  }

  /** Runs timers, each once nothing is left to settle: then a microtask finds that no other one has promised anything meanwhile. */
  private _run(untilMs: number, isDone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      isPromised = true;
      const run = (): void => {
        try {
          if (this._runUntilPromise(untilMs, isDone)) return resolve();
          isPromised = false;
          queueMicrotask(run);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      run();
    });
  }

  /** @returns whether nothing is left to do; otherwise something was promised. */
  private _runUntilPromise(untilMs: number, isDone: () => boolean): boolean {
    for (;;) {
      if (isPromised) return false;
      if (isDone() || !this.fireNext(untilMs)) return true;
    }
  }
}
