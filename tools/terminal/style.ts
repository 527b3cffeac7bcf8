import { styleText } from "node:util";

/** Where texts go: standard output or standard error, or a test's. */
export interface TextOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

type Format = Parameters<typeof styleText>[0];

/** What may speak for or against colours, by name. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a stream gets colours: terminals do. `NO_COLOR` (https://no-color.org) forbids them, `FORCE_COLOR` asks for them even elsewhere,
 * but for `FORCE_COLOR=0`; a terminal that calls itself dumb has none.
 */
export function hasColours({ isTTY }: TextOutput, environment: Environment = process.env): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTTY === true && !NO_COLOR && TERM !== "dumb";
}

/** Whether a terminal shows more than ASCII, by its locale (POSIX, 8.2); a pipe takes what comes. */
export function hasUnicode(environment: Environment = process.env, platform: string = process.platform): boolean {
  const { LC_ALL, LC_CTYPE, LANG, WT_SESSION, TERM_PROGRAM } = environment;
  if (platform === "win32") return WT_SESSION !== undefined || TERM_PROGRAM === "vscode";
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || "");
}

/** @returns what puts a text into a format, for this stream. */
export function styleFor(output: TextOutput, environment?: Environment): (format: Format, text: string) => string {
  if (!hasColours(output, environment)) return (_format, text) => text;
  return (format, text) => styleText(format, text, { validateStream: false });
}
