/** Error-first end of an operation; called exactly once. */
export type Done = (error?: Error | null) => void;

/** One part of a sequence; it must call `next` once. */
export type Step = (next: Done) => void;

/** Runs `steps` from the one at `index`, one after the other; the first error, returned or thrown, ends the run. */
export function runSteps(steps: Step[], done: Done, index: number): void {
  const step = steps[index];
  if (!step) done();
  else {
    try {
      // No variable holds this function: one that held itself would be garbage that only a collection finds.
      step((error) => {
        if (error) done(error);
        else runSteps(steps, done, index + 1);
      });
    } catch (thrown) {
      done(thrown as Error);
    }
  }
}
