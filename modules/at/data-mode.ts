/**
 * Transparent data mode: everything that comes is the peer's, until the modem leaves the mode. Owns the few bytes at the end of
 * the stream that may be the beginning of a final result code: they are held back until it is clear what they are.
 *
 * Three ways out. The host's: silence, `+++`, silence, to which the modem says OK. The peer's or the network's: `NO CARRIER`. And
 * the modem's restart, after which it would take what is written for commands: one of the URCs without parameters.
 * Data may spell the same; a line of the modem is told by what is behind it, silence or a URC, and OK by its time too.
 */
import { enter, Phase, resync, writeUart } from "./at-client";
import { ESCAPE, ESCAPE_GUARD_MS } from "./escape";
import { feedReader, lineHandlers, resetReader, takePayload } from "./line-reader";

/** With the beginning of a URC behind it, a line is no data. */
const URC = "\r\n+";
/** Longest line that ends the stream, with that. */
const MARK_MAX = 20;
const OK = "\r\nOK\r\n";
/** The modem may be silent for so long when it is back in command mode. */
const SILENCE_MS = 15e3;
/** A result code comes in one go: what was only the beginning of one is data after this. */
const PART_MS = 50;
/** OK answers `+++` not before a second; the first one after this is taken for it. */
const EARLIEST_OK_MS = 900;
/** `+++` that goes unheard is repeated so often before the modem is taken to be in command mode already. */
const ESCAPES = 3;

/** The lines that end the stream. */
let marks: string[];
let held = "";
let escapes = 0;
let isOkAwaited = false;
/** Length of what was written since the last silence while it is nothing but pluses, else -1. */
let pluses = 0;
let writtenAt = 0;
/** The rest of a payload that would be the escape sequence. */
let delayed = "";
let onWritable: () => void;
let sink: (payload: string) => void;
let onEnd: (isClosed: boolean) => void;

/**
 * Gives the port to a stream; to be called from the `done` of the command that `CONNECT` ended, since payload may follow at once.
 * @param endListener called once, when the modem is back in command mode; with true when the peer or the network ended it.
 * @param writableListener called when {@link writeData} takes something again, and when the stream can be left that could not.
 */
export function startData(
  payloadSink: (payload: string) => void,
  endListener: (isClosed: boolean) => void,
  writableListener: () => void,
): void {
  sink = payloadSink;
  onEnd = endListener;
  onWritable = writableListener;
  held = delayed = "";
  marks = ["\nNO CARRIER\r"]
    .concat(Object.keys(lineHandlers).filter((line) => line[1] !== "+"))
    .map((line) => "\r" + line + "\n");
  pluses = 0;
  escapes = 0;
  isOkAwaited = false;
  enter(Phase.Data);
  takePayload(Infinity, onStream);
}

/** False while the stream is being left, or has perhaps ended: what is written then could be taken for commands. */
export function isDataWritable(): boolean {
  // What is held may be a whole line that ends the stream, and a little more.
  return !escapes && !delayed && !(held && marks.some((mark) => held.startsWith(mark)));
}

/**
 * Writes to the stream; to be called when {@link isDataWritable}. Three pluses between two silences would be the escape sequence:
 * the last of them then follows after a silence of its own.
 */
export function writeData(payload: string): void {
  if (getTime() > writtenAt + EARLIEST_OK_MS / 1000) pluses = 0;
  writtenAt = getTime();
  pluses = pluses < 0 || !/^\++$/.test(payload) ? -1 : pluses + payload.length;
  if (pluses === ESCAPE.length) {
    delayed = payload[0]!;
    payload = payload.substr(1);
    setTimeout(() => {
      writeUart(delayed);
      writtenAt = getTime();
      pluses = 1;
      delayed = "";
      onWritable();
    }, ESCAPE_GUARD_MS);
  }
  writeUart(payload);
}

/** Leaves data mode; the connection stays. Harmless while it is being left already. */
export function leaveData(): void {
  if (!escapes && !delayed) escape();
}

function escape(): void {
  escapes++;
  enter(Phase.Data, ESCAPE_GUARD_MS, () => {
    writeUart(ESCAPE);
    enter(Phase.Data, EARLIEST_OK_MS, () => {
      isOkAwaited = true;
      enter(Phase.Data, ESCAPE_GUARD_MS - EARLIEST_OK_MS, onUnheard);
    });
  });
}

function onUnheard(): void {
  isOkAwaited = false;
  // A peer that closed meanwhile left nobody to say OK.
  if (escapes < ESCAPES && !marks.includes(held)) {
    release();
    escape();
  } else end("");
}

function onStream(chunk: string): void {
  const text = held + chunk;
  const wasWritable = isDataWritable();
  const mark = isOkAwaited ? OK : findMark(text);
  let at = mark ? text.indexOf(mark) : -1;
  if (at >= 0 && at + mark.length <= text.length) {
    held = isOkAwaited ? "" : mark.substr(0, mark.length - URC.length);
    pass(text, at);
    end(text.substr(at + (held || OK).length));
    return;
  }
  at = text.indexOf("\r", Math.max(0, text.length - MARK_MAX));
  while (at >= 0 && !isBeginning(text.substr(at))) at = text.indexOf("\r", at + 1);
  held = at < 0 ? "" : text.substr(at);
  // While it is being left the timer is the escape's.
  if (!escapes) enter(Phase.Data, isDataWritable() ? PART_MS : ESCAPE_GUARD_MS, held && onQuiet);
  pass(text, at);
  if (!wasWritable && isDataWritable()) onWritable();
}

/** @returns the line that ends the stream in this text, with the beginning of the URC behind it; "" when there is none. */
function findMark(text: string): string {
  let at = text.indexOf(URC);
  while (at >= 0 && at + URC.length <= text.length) {
    for (const mark of marks) if (text.substr(0, at).endsWith(mark)) return mark + URC;
    at = text.indexOf(URC, at + 1);
  }
  return "";
}

/** Of a line that ends the stream, perhaps. */
function isBeginning(text: string): boolean {
  return marks.some((mark) => (mark + URC).startsWith(text)) || (isOkAwaited && OK.startsWith(text));
}

function pass(text: string, at: number): void {
  if (at) sink(at < 0 ? text : text.substr(0, at));
}

function onQuiet(): void {
  if (marks.includes(held)) end("");
  else {
    release();
    onWritable();
  }
}

function release(): void {
  const payload = held;
  held = "";
  if (payload) sink(payload);
}

/** @param rest what came behind the line that is held, or behind OK. */
function end(rest: string): void {
  delayed = "";
  resetReader();
  resync(SILENCE_MS);
  onEnd(marks.includes(held));
  // Whoever waits for that URC sees it as any other.
  if (held + rest) feedReader(held + rest);
}
