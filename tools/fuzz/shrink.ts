/** Makes inputs that fail shorter for as long as they fail. */
import type { Input, Step } from "./input";

/** Tries at the most: some inputs take a while. */
const TRIES = 1000;

/**
 * @param inputs one after the other they fail.
 * @param fails tries inputs from the beginning. @returns what is wrong, undefined for nothing.
 * @returns the shortest inputs found that fail.
 */
export function shrink(inputs: readonly Input[], fails: (inputs: readonly Input[]) => string | undefined): Input[] {
  let tries = TRIES;
  const stillFails = (some: readonly Input[]): boolean => tries-- > 0 && fails(some) !== undefined;
  const last = inputs.slice(-1);
  let shortest = stillFails(last) ? last : shorten(inputs, stillFails);
  for (let before = ""; before !== JSON.stringify(shortest);) {
    before = JSON.stringify(shortest);
    for (let at = 0; at < shortest.length; at++) {
      const withSteps = (steps: readonly Step[]): Input[] => shortest.with(at, steps);
      const steps = shorten(shortest[at]!, (some) => stillFails(withSteps(some)));
      shortest = withSteps(
        steps.reduce((all, _, index) => shortenStep(all, index, (some) => stillFails(withSteps(some))), steps),
      );
    }
  }
  return [...shortest];
}

/** Leaves out runs of items, long ones first. */
function shorten<T>(items: readonly T[], stillFails: (some: readonly T[]) => boolean): readonly T[] {
  let rest = items;
  for (let length = Math.ceil(rest.length / 2); length > 0; length = length > 1 ? Math.ceil(length / 2) : 0) {
    for (let at = 0; at < rest.length;) {
      const some = [...rest.slice(0, at), ...rest.slice(at + length)];
      if (stillFails(some)) rest = some;
      else at += length;
    }
  }
  return rest;
}

function shortenStep(
  steps: readonly Step[],
  index: number,
  stillFails: (some: readonly Step[]) => boolean,
): readonly Step[] {
  const [name, value] = steps[index]!;
  const withValue = (other: string | number): readonly Step[] => steps.with(index, [name, other]);
  if (typeof value === "string")
    return withValue(shorten([...value], (some) => stillFails(withValue(some.join("")))).join(""));
  for (const less of [0, 1, Math.floor(value / 2), value - 1])
    if (less >= 0 && less < value && stillFails(withValue(less))) return withValue(less);
  return steps;
}
