/**
 * Reads that found nothing. The driver asks connections every few seconds by a timer; which of two timers that are due together comes
 * first is chance, so these reads are left out of a record, and answered when the record has none.
 */
import type { LogEntry } from "./line-log";

const READ = /^AT\+(QSSLRECV|QIRD)=\d+,\d+\r$/i;

/** What a modem answers to a read when nothing waits; undefined for any other text. */
export function emptyAnswer(text: string): string | undefined {
  const name = READ.exec(text)?.[1]?.toUpperCase();
  return name === undefined ? undefined : `\r\n+${name}: 0\r\n\r\nOK\r\n`;
}

/** Entries without such reads and their answers. @param entries of both directions. */
export function withoutEmptyReads(entries: readonly LogEntry[]): LogEntry[] {
  const kept: LogEntry[] = [];
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!;
    const answer = entry.mark === ">" && typeof entry.content === "string" ? emptyAnswer(entry.content) : undefined;
    const rest = answer === undefined ? undefined : behindAnswer(entries, index + 1, answer);
    if (!rest) {
      kept.push(entry);
      continue;
    }
    if (rest.entry) kept.push(rest.entry);
    index = rest.last;
  }
  return kept;
}

/** The entry in which the answer ends, and what it holds besides; undefined when something else was answered. */
function behindAnswer(
  entries: readonly LogEntry[],
  first: number,
  answer: string,
): { last: number; entry: LogEntry | undefined } | undefined {
  let text = "";
  for (let last = first; last < entries.length && text.length < answer.length; last++) {
    const { mark, content } = entries[last]!;
    if (mark !== "<" || typeof content !== "string") return undefined;
    text += content;
    if (!text.startsWith(answer)) continue;
    const rest = text.slice(answer.length);
    return { last, entry: rest === "" ? undefined : { ...entries[last]!, content: rest } };
  }
  return undefined;
}
