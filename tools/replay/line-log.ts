/**
 * The record of a serial line: JSON lines, the first an object that tells what was recorded, each other one an array of milliseconds
 * since the start, direction, and a byte string or the number of bytes that are kept secret:
 *
 *     {"log":"serial line","version":1,"start":"2026-11-27T09:00:00.000Z"}
 *     [1203,">","AT+CSQ\r"]
 *     [1210,"<","\r\n+CSQ: 24,99\r\n\r\nOK\r\n"]
 *     [1500,"!","fault …"]
 */

/** `>` to the modem, `<` to the host, `!` something that happened. */
export type Mark = ">" | "<" | "!";

export interface LogEntry {
  ms: number;
  mark: Mark;
  /** A byte string, or the number of bytes that were kept secret. */
  content: string | number;
  /** In the file, from 1. */
  line: number;
}

export interface LogHeader {
  log: "serial line";
  version: 1;
  /** When it began, ISO 8601: the time of the board's clock. */
  start: string;
  /** `config.json` of the board, without its secrets. */
  config?: Record<string, unknown>;
  /** Files in the board's flash beside it, nothing secret. */
  flash?: Record<string, string>;
  /** Files of the machine that its sensors read. */
  machine?: Record<string, string>;
}

export interface LineLog {
  header: LogHeader;
  entries: LogEntry[];
  /** It is what a board told of the dialogue: without probes, secrets and the contents of payload. */
  isTrace?: boolean;
}

export function headerLine(header: Omit<LogHeader, "log" | "version">): string {
  return JSON.stringify({ log: "serial line", version: 1, ...header });
}

export function entryLine(ms: number, mark: Mark, content: string | number): string {
  return JSON.stringify([ms, mark, content]);
}

/**
 * Reads a record. A last line that is incomplete, since whoever wrote it was ended, is left out.
 * @param source of the text, for error messages.
 * @throws Error that names line and remedy.
 */
export function parseLog(text: string, source: string): LineLog {
  const lines = text.split(/\r?\n/);
  const header = readHeader(lines[0]!, source);
  const entries: LogEntry[] = [];
  for (let index = 1; index < lines.length; index++) {
    if (lines[index] === "") continue;
    const entry = readEntry(lines[index]!, index + 1);
    if (entry) entries.push(entry);
    else if (index < lines.length - 1)
      throw new Error(`${source} line ${index + 1}: no entry of a record: it is spoilt, record it anew`);
  }
  return { header, entries };
}

function readHeader(line: string, source: string): LogHeader {
  const header = parse(line) as Partial<LogHeader> | undefined;
  if (header?.log !== "serial line")
    throw new Error(
      `${source} line 1: no record of a serial line: npm run simulate -- --record FILE and npm start -- --record FILE make one, npm run monitor -- --at a log that will do`,
    );
  if (header.version !== 1)
    throw new Error(`${source} line 1: version ${JSON.stringify(header.version)} of the record: only 1 can be read`);
  if (typeof header.start !== "string" || Number.isNaN(Date.parse(header.start)))
    throw new Error(`${source} line 1: start ${JSON.stringify(header.start)} is no time of ISO 8601`);
  return header as LogHeader;
}

function readEntry(line: string, number: number): LogEntry | undefined {
  const value = parse(line);
  if (!Array.isArray(value)) return undefined;
  const [ms, mark, content] = value as unknown[];
  const isText = typeof content === "string" && /^[\0-\xff]*$/.test(content);
  const isCount = Number.isInteger(content) && Number(content) > 0;
  if (typeof ms !== "number" || !(isText || isCount) || (mark !== ">" && mark !== "<" && mark !== "!"))
    return undefined;
  return { ms, mark, content: content as string | number, line: number };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
