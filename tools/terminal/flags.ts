import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./usage-error";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** An unknown flag is taken for a known one that differs in so many letters. */
const NEAR = 2;

/**
 * The values of a command line.
 * @param words behind the command.
 * @param options as node:util takes them.
 * @param allowPositionals words that belong to no flag may stand there.
 * @throws UsageError that names the flag or word and says what is meant or where all are listed.
 */
export function parseFlags<const T extends Options>(
  words: string[],
  options: T,
  allowPositionals = false,
): ReturnType<typeof parseArgs<{ options: T; strict: true; allowPositionals: boolean }>> {
  try {
    return parseArgs({ args: words, options, strict: true, allowPositionals });
  } catch (error) {
    const [reason = ""] = (error as Error).message.split(/\.\s|\n/);
    const flag = /Unknown option '(--[^' ]+)'/.exec(reason)?.[1];
    const near = flag === undefined ? undefined : nearest(flag, Object.keys(options));
    throw new UsageError(`${reason}${near === undefined ? "" : `: did you mean --${near}?`}`, { cause: error });
  }
}

function nearest(flag: string, names: readonly string[]): string | undefined {
  const name = flag.slice(2);
  const [best] = names
    .map((known) => ({ known, distance: known.startsWith(name) ? 0 : distance(name, known) }))
    .filter((candidate) => candidate.distance <= NEAR)
    .sort((one, other) => one.distance - other.distance);
  return best?.known;
}

/** Letters that have to be changed, added or taken away. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [at, wanted] of [...other].entries())
      next.push(Math.min(row[at + 1]! + 1, next[at]! + 1, row[at]! + Number(letter !== wanted)));
    row = next;
  }
  return row.at(-1)!;
}
