/** A line of a board's console as the page shows it. */
import type { LogLine } from "./topics";

export type ShownLog = Pick<LogLine, "level" | "text">;

/** What the firmware prints: the level's letter, the time of day, the text. */
const LOG_LINE = /^([EI]) \d\d:\d\d:\d\d (.*)$/;
const LONGEST = 400;

/** Undefined for an empty line. @param line as the board printed it. */
export function shownLog(line: string): ShownLog | undefined {
  const text = line
    .slice(0, LONGEST)
    .replace(/[^\x20-\x7e\xa0-\xff]/g, " ")
    .trimEnd();
  if (text.trim() === "") return undefined;
  const [, letter, rest] = LOG_LINE.exec(text) ?? [];
  return rest === undefined ? { level: "", text } : { level: letter === "E" ? "error" : "info", text: rest };
}
