/** What is given to the code: steps of a name and a text or number, which every target reads in its own way. */
import type { Random } from "./random";

export type Step = [name: string, value: string | number];
export type Input = readonly Step[];

/** Longest input in characters, and in steps. */
const MAX_CHARS = 4096;
const MAX_STEPS = 48;

/** What stands where code looks closely. */
const PIECES = [
  ...'\r|\n|\r\n|\0|\xff|\x1a|>|> |: |:|,|"|+|-|0|9|OK|ERROR|\r\nOK\r\n|AT|{|}|[|]|\\|null|1e9|-1|0x7f|.5'.split("|"),
  "\r\n\r\n",
  "x".repeat(40),
];

/** The numbers that break what reckons with lengths. */
export const ODD_NUMBERS = [
  ..."-1|-0|0|1|-27|1.5|1e3|1e99|0x10|07| 7|7 |+7|7a||NaN|Infinity|-Infinity|65536|2147483648|4294967295".split("|"),
  ..."4294967296|9007199254740993|99999999999999999999|1023|1024|1025|1459|1460|1461|1499|1500|1501|4096".split("|"),
];

/** Another input that is like this one. @param other whose parts may be taken over. */
export function mutate(random: Random, input: Input, other: Input): Input {
  let steps = input.map((step): Step => [...step]);
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(steps.length);
    const step = steps[at];
    const kind = step ? random.below(8) : 7;
    if (kind === 0) steps.splice(at, 1);
    else if (kind === 1) steps.splice(at, 0, [...step!]);
    else if (kind === 2) steps.splice(random.below(steps.length), 0, ...steps.splice(at, 1));
    else if (kind < 7) step![1] = mutateValue(random, step![1]);
    else steps = [...steps.slice(0, at), ...other.slice(random.below(other.length)).map((its): Step => [...its])];
  }
  return limit(steps);
}

function mutateValue(random: Random, value: string | number): string | number {
  if (typeof value === "number")
    return random.chance(0.5) ? random.below(20) : Math.max(0, value * 2 - random.below(9));
  const at = random.below(value.length + 1);
  const end = random.chance(0.5) ? at + 1 : Math.min(value.length, at + random.below(40));
  const [before, middle, after] = [value.slice(0, at), value.slice(at, end), value.slice(end)];
  switch (random.below(7)) {
    case 0:
      return before + after;
    case 1:
      return before + middle + middle + after;
    case 2:
      return before + random.pick(PIECES) + middle + after;
    case 3:
      return before + random.pick(PIECES) + after;
    case 4:
      return before + random.bytes(end - at) + after;
    case 5:
      return value.replace(/\d+/g, (digits) => (random.chance(0.3) ? random.pick(ODD_NUMBERS) : digits));
    default:
      return before;
  }
}

/** Cuts what grew too long. */
export function limit(steps: readonly Step[]): Input {
  let rest = MAX_CHARS;
  return steps.slice(0, MAX_STEPS).map(([name, value]): Step => {
    if (typeof value === "number") return [name, value];
    const text = value.slice(0, rest);
    rest -= text.length;
    return [name, text];
  });
}

/** Cuts `bytes` into steps of this name, anywhere. */
export function cutAnywhere(random: Random, name: string, bytes: string): Step[] {
  const longest = random.pick([1, 3, 16, 64, 512, 4096]);
  const steps: Step[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.length > 120 && longest < 16 ? 16 : 1 + random.below(longest);
    steps.push([name, bytes.slice(at, at + length)]);
    at += length;
  }
  return steps;
}

/** One line, every byte to be seen. */
export function inputText(input: Input): string {
  return printable(JSON.stringify(input));
}

/** A text in ASCII, without control characters. */
export function printable(text: string): string {
  return text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
