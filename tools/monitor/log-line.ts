/** Lines of a board as the monitor shows them. */

const LEVELS: Record<string, string> = { E: "error", I: "info" };

/** What the firmware prints: the level's letter, the time of day, the text. */
const LOG_LINE = /^([EI]) (\d\d:\d\d:\d\d) (.*)$/;

/** The firmware's first line: board, device, number of the boot. */
const START_LINE = /^I \d\d:\d\d:\d\d [A-Z0-9_]+: device .*, boot \d+$/;

/** Control characters, which would play with the terminal of who looks on. */
const CONTROL = /[^\t -~\xa0-\xff]/g;

/**
 * @param line as the board printed it, a byte string.
 * @param at time of this machine.
 * @returns time, level, the board's own time when it is a line of the log, text; undefined for an empty line.
 */
export function shownLine(line: string, at: Date): string | undefined {
  const text = line.replace(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
  if (text.trim() === "") return undefined;
  const [, letter = "", boardTime, rest] = LOG_LINE.exec(text) ?? [];
  const level = (LEVELS[letter] ?? "").padEnd(5);
  return `${clockTime(at)}  ${level}  ${boardTime === undefined ? text : `${rest} (${boardTime})`}`;
}

/** Whether the firmware has just started. */
export function isStart(line: string): boolean {
  return START_LINE.test(line);
}

/** Whether a line is one that the firmware prints: of its log, or of the dialogue with the modem. */
export function isFirmwareLine(line: string): boolean {
  return LOG_LINE.test(line) || /^[<>] /.test(line);
}

/** A remark of the monitor itself. */
export function remark(text: string, at: Date): string {
  return `${clockTime(at)}  -----  ${text}`;
}

function clockTime(at: Date): string {
  const two = (value: number): string => `${value}`.padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${`${at.getMilliseconds()}`.padStart(3, "0")}`;
}

/** With colours: errors stand out, and remarks and the dialogue stay behind. @param paint as styleFor of the terminal gives it. */
export function coloured(text: string, paint: (format: "red" | "dim", text: string) => string): string {
  if (/^\S+ {2}error /.test(text)) return paint("red", text);
  return /^\S+ {2}(-----| {5} {2}[<>] )/.test(text) ? paint("dim", text) : text;
}
