/**
 * What `npm run monitor -- --at` showed of a board, as a record that can be replayed: the dialogue with its modem, line by line, from a
 * start of the firmware on. Such a log has neither payload nor probes nor prompts. Prompts are put back where payload followed; what a server
 * answered is made up so that it leads to what the log says of it; for probes see replayer.ts.
 */
import type { LineLog, LogEntry, Mark } from "./line-log";
import { answerPieces, type ToldAnswer } from "./made-up-answer";

/** Time of the machine that watched, level or blanks, text. */
const LINE = /^(\d\d):(\d\d):(\d\d)\.(\d{3}) {2}(.{5}) {2}(.*)$/;
/** The firmware's first line. */
const START = /^[A-Z0-9_]+: device .*, boot \d+ \(\d\d:\d\d:\d\d\)$/;
const DIALOGUE = /^([<>]) (.*)$/;
/** What the trace has in place of the bytes that went to the modem. */
const BYTES = /^(\d+) bytes$/;
/** Payload that was read, or pushed. */
const PAYLOAD = /^< \+(?:(?:QSSLRECV|QIRD): (\d+)$|Q(?:SSL|I)URC: "recv",\d+,(\d+)$)/;
const PROMPT = "\r\n> ";
const DAY_MS = 86_400_000;

interface TimedLine {
  ms: number;
  text: string;
  isLog: boolean;
  /** In the file, from 1. */
  line: number;
}

/** Whether a text is a log of the monitor, by its first line. */
export function isMonitorLog(text: string): boolean {
  return LINE.test(text.slice(0, text.search(/\r?\n|$/)));
}

/**
 * @param source of the text, for error messages.
 * @param start which start of the firmware in it, from 1.
 * @param day of the log's first line, milliseconds since 1970: it has times of day only.
 * @throws Error that says what is missing in the log and how to get it.
 */
export function parseMonitorLog(text: string, source: string, start: number, day: number): LineLog {
  const lines = timedLines(text);
  const starts = lines.filter(({ isLog, text: shown }) => isLog && START.test(shown));
  const first = starts[start - 1];
  if (!first)
    throw new Error(
      `${source}: ${starts.length} starts of the firmware in it, number ${start} was asked for: a replay begins at one; set "log": "debug" in config.json and restart the board while the monitor runs`,
    );
  const next = starts[start];
  const session = lines.filter(({ line }) => line >= first.line && (!next || line < next.line));
  const entries = dialogue(session, first.ms);
  if (!entries.some(({ mark }) => mark === ">"))
    throw new Error(
      `${source}: no dialogue with the modem behind line ${first.line}: npm run monitor -- --at shows it, "log": "debug" from the first command on`,
    );
  const date = new Date(Math.floor(day / DAY_MS) * DAY_MS + first.ms);
  return { header: { log: "serial line", version: 1, start: date.toISOString() }, entries, isTrace: true };
}

/** Lines that the monitor wrote; others, such as what a shell added, are left out. Midnight makes a time that goes on. */
function timedLines(text: string): TimedLine[] {
  const lines: TimedLine[] = [];
  let dayMs = 0;
  text.split(/\r?\n/).forEach((shown, index) => {
    const [, hours, minutes, seconds, ms, level, rest] = LINE.exec(shown) ?? [];
    if (rest === undefined) return;
    const time = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
    // The clock of a machine may be put right by a little; half a day back is midnight.
    if (dayMs + time < (lines.at(-1)?.ms ?? 0) - DAY_MS / 2) dayMs += DAY_MS;
    lines.push({ ms: dayMs + time, text: rest, isLog: level!.trim() !== "" && level !== "-----", line: index + 1 });
  });
  return lines;
}

function dialogue(lines: readonly TimedLine[], startMs: number): LogEntry[] {
  const entries: LogEntry[] = [];
  let isAsked = false;
  lines.forEach(({ ms, text, isLog, line }, index) => {
    const add = (mark: Mark, content: string | number): void =>
      void entries.push({ ms: ms - startMs, mark, content, line });
    const [, mark, shown] = (isLog ? undefined : DIALOGUE.exec(text)) ?? [];
    if (shown === undefined) return add("!", text);
    if (mark === "<") {
      isAsked ||= shown.startsWith("CONNECT");
      return add("<", `\r\n${unescaped(shown)}\r\n${payloadBehind(lines, index)}`);
    }
    const bytes = BYTES.exec(shown);
    if (!bytes) {
      isAsked = false;
      return add(">", `${shown}\r`);
    }
    if (!isAsked) add("<", PROMPT);
    add(">", Number(bytes[1]));
  });
  return entries;
}

/** The monitor writes control characters as `\xNN`. */
function unescaped(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** The payload that a line announces, made up; in an answer a line end follows it. */
function payloadBehind(lines: readonly TimedLine[], index: number): string {
  if (payloadBytes(lines[index]!) === 0) return "";
  const isRead = !lines[index]!.text.includes("URC");
  return answerPieces(answerAround(lines, index)).get(index)! + (isRead ? "\r\n" : "");
}

/** All pieces of the answer of which a line announces one, and what the log says of it. */
function answerAround(lines: readonly TimedLine[], index: number): ToldAnswer {
  const isOutcome = ({ isLog, text }: TimedLine): boolean => isLog && text.startsWith("uplink: ");
  const before = lines.slice(0, index).findLastIndex(isOutcome);
  const behind = lines.findIndex((line, at) => at > index && isOutcome(line));
  const end = behind < 0 ? lines.length : behind;
  const pieces = new Map<number, number>();
  for (let at = before + 1; at < end; at++) {
    const length = payloadBytes(lines[at]!);
    if (length > 0) pieces.set(at, length);
  }
  const next = lines.slice(end).find(({ isLog, text }) => !isLog && /^> AT\+QSSL(SEND|CLOSE)|^< .*"closed"/.test(text));
  const isLast = next?.text.startsWith("> AT+QSSLCLOSE") ?? false;
  return { pieces, outcome: behind < 0 ? "" : lines[behind]!.text, isLast };
}

/** Length of the payload that a line announces, 0 without any. */
function payloadBytes({ isLog, text }: TimedLine): number {
  const [, read, pushed] = (!isLog && PAYLOAD.exec(text)) || [];
  return Number(read ?? pushed ?? 0);
}
