/** Error-first end of an operation; called exactly once. */
export type Done = (error?: Error | null) => void;

/** One part of a sequence; it must call `next` once. */
export type Step = (next: Done) => void;

/** Runs `steps` one after the other; the first error, returned or thrown, ends the run. */
export function runSteps(steps: Step[], done: Done): void {
  let index = 0;
  const next: Done = (error) => {
    if (error || index === steps.length) done(error);
    else {
      try {
        steps[index++]!(next);
      } catch (thrown) {
        done(thrown as Error);
      }
    }
  };
  next();
}
