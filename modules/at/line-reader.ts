/**
 * Reassembles UART chunks into lines, data prompts and counted payload: the first stop of a received byte.
 *
 * Owns the receive ring and knows no command. One `Uint8Array` is made at the start, and a live string over the same memory lets
 * native `indexOf` and `substring` work on it; they are bound once, because finding a method by its name costs the interpreter more
 * than the work itself. Behind what was received stands a line end with ": " as a sentinel, so that no search runs further. A line
 * never lies across the end: when the ring is full, what waits is moved to its front.
 *
 * The modem sends nearly every line in a frame, CR LF before it and behind it. So a line is looked up together with all that stands
 * since the LF of the line before: one search, one cut and one look-up find its handler, and no name that objects inherit
 * ("toString") can be met. What is not found that way is looked at closely: a line without a frame, one that nobody asked for.
 *
 * Payload is taken by count and handed on in the chunks it came in; it is never searched.
 */

/** The longest line that can be received, with its end. */
export const RING_BYTES = 1024;
/** One byte more: the LF of the line before stands in front. */
const END = RING_BYTES + 1;
/** Ends every search, also one from its second byte; nothing that was received makes a line end together with it. */
const SENTINEL = "\r\r\n: ";
/** What stands before the name of a line in a frame, from the LF of the line before. */
const FRAME = "\n\r\n";
/** A line that is no more than this is empty, or what is left of one that was too long. */
const SPACE = " ";
const CR = 13;
const LF = 10;

/** Takes the parameters of a line `name: parameters` (V.250, 5.7.1), "" of a line without. */
export type LineHandler = (parameters: string) => void;

/** Takes one piece of payload. */
export type PayloadSink = (payload: string) => void;

/** Sees every line behind its direction (`>` to the modem, `<` from it), secrets and payload left out. */
export type Tracer = (line: string) => void;

/**
 * Payload bytes still to come; when a chunk goes beyond them, or none are due, minus the bytes of it that are to be read as lines,
 * until it has been.
 */
let due = 0;
/** Takes the payload; null when the last chunk was none. */
let sink: PayloadSink | null;
/** Behind the last byte received. */
let head = 1;
/** The LF of the last line that was read. */
let tail = 0;
let put: (text: string, at: number) => void;
let find: (text: string, from: number) => number;
let cut: (from: number, to: number) => string;
/** {@link lineHandlers}; empty while there is a trace, so that each line is looked at. */
let table: { [line: string]: LineHandler | undefined };
let onOther: LineHandler;
/** The trace, undefined when there is none. */
export let onTrace: Tracer | undefined;
let isPromptAwaited = false;
let onPrompt: () => void;
/** Lines lost because they were longer than the ring. */
export let overruns = 0;
let bytes: Uint8Array;

/** By what stands before the parameters, see {@link setLineHandler}. */
export const lineHandlers: { [line: string]: LineHandler } = {};
table = lineHandlers;

/** Takes one chunk as the UART delivered it, of any length but 0. An expression, since a block of one statement costs more. */
export const feedReader = (chunk: string): void =>
  (due -= chunk.length) >= 0 ? sink!(chunk) : /*@__NOINLINE__*/ feedLines(chunk);

/** Cuts all lines that are whole. The variables stand outside the loop, since a scope of its own for each round would have to be made. */
function feedLines(chunk: string): void {
  if (sink) chunk = /*@__NOINLINE__*/ endPayload(chunk);
  // What would lie beyond the end is not written.
  put(chunk + SENTINEL, head);
  if ((head -= due) > END) /*@__NOINLINE__*/ makeRoom(chunk);
  else due = 0;
  let end: number, colon: number;
  while ((end = find("\r\n", tail + 2)) < head) {
    colon = find(": ", tail);
    // Only the slow way takes more than the parameters.
    (table[cut(tail, colon < end ? colon : end)] || readLine)(cut(colon + 2, end), tail, (tail = end + 1));
  }
  if (isPromptAwaited) /*@__NOINLINE__*/ findPrompt();
}

/**
 * The slow way; an empty line begins a frame and is none.
 * @param before the LF of the line before. @param end the LF that ends it.
 */
function readLine(_parameters: string, before: number, end: number): void {
  const line = cut(before + (bytes[before + 1] === CR ? 3 : 1), end - 1);
  if (line > SPACE) {
    if (onTrace) onTrace("< " + line);
    const name = line.split(": ")[0]!;
    const handler = lineHandlers[FRAME + name];
    if (handler) handler(line.substr(name.length + 2));
    else onOther(line);
  }
}

/** @returns what lies behind the payload. */
function endPayload(chunk: string): string {
  const payload = chunk.slice(0, due);
  const takes = sink!;
  sink = null;
  if (payload) takes(payload);
  return chunk.substr(due);
}

/** The prompt has no line end; its bytes stay and become a line of their own that the owner ignores. */
function findPrompt(): void {
  if (cut(tail, head).trim()[0] === ">") {
    isPromptAwaited = false;
    onPrompt();
  }
}

/** The chunk does not fit behind what waits: that moves to the front; a line as long as the ring is given up. */
function makeRoom(chunk: string): void {
  const waiting = cut(tail, head + due);
  head = waiting.length;
  put(waiting, (tail = 0));
  if (head === END) {
    // The last byte stays: it may be the CR of the line's end, which is searched from there on.
    bytes[2] = bytes[RING_BYTES]!;
    bytes[1] = 0; // so that its rest is not reported
    head = 3;
    overruns++;
  }
  const room = END - head;
  due = 0;
  feedReader(chunk.substr(0, room));
  if (chunk.length > room) feedReader(chunk.substr(room));
}

/**
 * Makes the ring; to be called once, early, while memory is in one piece.
 * @param otherHandler gets every line that has no handler, whole; empty lines are not reported.
 * @param promptListener called when an awaited data prompt (`>`) came.
 */
export function startReader(otherHandler: LineHandler, promptListener: () => void): void {
  onOther = otherHandler;
  onPrompt = promptListener;
  bytes = new Uint8Array(END + SENTINEL.length);
  bytes[0] = LF;
  const text = E.toString(bytes);
  put = bytes.set.bind(bytes) as unknown as typeof put;
  find = text.indexOf.bind(text);
  cut = text.slice.bind(text);
}

/**
 * Sets who takes the lines `name: parameters` and the line `name`, or, with undefined, that nobody does.
 * @returns who did before.
 */
export function setLineHandler(name: string, handler?: LineHandler): LineHandler | undefined {
  const line = FRAME + name;
  const before = lineHandlers[line];
  if (handler) lineHandlers[line] = handler;
  else delete lineHandlers[line];
  return before;
}

/**
 * From within a line handler, which ends with it: the next `lengthBytes` bytes behind that line are payload.
 * @param payloadSink receives them in one or more pieces, those that are there already at once.
 */
export function takePayload(lengthBytes: number, payloadSink: PayloadSink): void {
  const start = tail + 1;
  tail += lengthBytes;
  const payload = cut(start, tail < head ? tail + 1 : head);
  if ((due = tail + 1 - head) > 0) {
    sink = payloadSink;
    tail = 0;
    head = 1;
  } else {
    // Its last byte stands for the LF of a line before.
    bytes[tail] = LF;
    due = 0;
  }
  if (payload) payloadSink(payload);
}

/** Sets or, with undefined, ends the trace of the dialogue. */
export function traceAt(tracer: Tracer | undefined): void {
  onTrace = tracer;
  table = tracer ? {} : lineHandlers;
}

/** A data prompt may come from now on, or may not. It is reported once. */
export function awaitPrompt(isAwaited: boolean): void {
  isPromptAwaited = isAwaited;
}

/** Forgets half a line and payload still due, after the modem restarted or was lost. */
export function resetReader(): void {
  due = tail = 0;
  head = 1;
  sink = null;
  isPromptAwaited = false;
}
