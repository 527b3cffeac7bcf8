/**
 * Reassembles UART chunks into lines, data prompts and counted payload: the first stop of a received byte.
 *
 * Owns the receive ring and knows no command. One `Uint8Array` is made at the start, and a live string over the same memory lets
 * native `indexOf` and `substring` work on it; they are bound once, because finding a method by its name costs the interpreter more
 * than the work itself. Behind what was received stands a line end with ": " as a sentinel, so that no search runs further. A line
 * never lies across the end: when the ring is full, what waits is moved to its front.
 *
 * Payload is taken by count and handed on in the chunks it came in; it is never searched.
 */

/** Ring size: the longest line that can be received. */
export const RING_BYTES = 1024;
/** Ends every search, also one from its second byte; nothing that was received makes a line end together with it. */
const SENTINEL = "\r\r\n: ";
/** Small letters and "_" begin what every object inherits, "toString" for example, but no name of a line. */
const PLAIN = "[";
/** A line that is no more than this is empty, or what is left of one that was too long. */
const SPACE = " ";
/** CR: a frame begins with an empty line. */
const CR = 13;

/** Takes the parameters of a line `name: parameters` (V.250, 5.7.1) and its name; "" and the line for any other. */
export type LineHandler = (parameters: string, name: string) => void;

/** Sees every line behind its direction (`>` to the modem, `<` from it), secrets and payload left out. */
export type Tracer = (line: string) => void;

/** Line handlers by name. */
export interface LineHandlers {
  [name: string]: LineHandler | undefined;
}

/**
 * Payload bytes still to come; when a chunk goes beyond them, or none are due, minus the bytes of it that are to be read as lines,
 * until it has been.
 */
let due = 0;
let sink: (payload: string) => void;
let head = 0;
let tail = 0;
let put: (text: string, at: number) => void;
let find: (text: string, from: number) => number;
let cut: (from: number, to: number) => string;
let handlers: LineHandlers;
let onOther: LineHandler;
/** The trace, undefined when there is none. */
export let onTrace: Tracer | undefined;
let isPromptAwaited = false;
let onPrompt: () => void;
/** Payload was due when the last chunk came. */
let isCounting = false;
/** Lines lost because they were longer than the ring. */
export let overruns = 0;
let bytes: Uint8Array;

/** Takes one chunk as the UART delivered it, of any length but 0. */
export function feedReader(chunk: string): void {
  if ((due -= chunk.length) >= 0) sink(chunk);
  else /*@__NOINLINE__*/ feedLines(chunk);
}

/**
 * Cuts all lines that are whole; an empty one begins a frame and is none. The variables stand outside the loop, since a scope of its
 * own for each round would have to be made.
 */
function feedLines(chunk: string): void {
  if (isCounting) chunk = /*@__NOINLINE__*/ endPayload(chunk);
  // What would lie beyond the end is not written.
  put(chunk + SENTINEL, head);
  if ((head -= due) > RING_BYTES) {
    /*@__NOINLINE__*/ makeRoom(chunk);
    return;
  }
  due = 0;
  let end: number, from: number, colon: number, name: string;
  while ((end = find("\r\n", tail + 1)) < head) {
    from = bytes[tail]! - CR ? tail : tail + 2;
    colon = find(": ", from);
    tail = end + 2;
    if (onTrace) onTrace("< " + cut(from, end));
    name = cut(from, colon < end ? colon : end);
    if (name > SPACE) ((name < PLAIN && handlers[name]) || onOther)(cut(colon + 2, end), name);
    if (due) /*@__NOINLINE__*/ takeFromRing();
  }
  if (isPromptAwaited) /*@__NOINLINE__*/ findPrompt();
}

/** @returns what lies behind the payload. */
function endPayload(chunk: string): string {
  const payload = chunk.slice(0, due);
  isCounting = false;
  if (payload) sink(payload);
  return chunk.substr(due);
}

/** Payload that came in the same chunk as the line that announced it. */
function takeFromRing(): void {
  const rest = cut(tail, head);
  due -= head - tail;
  head = tail = 0;
  if (due < 0) feedLines(rest);
  else if (rest) sink(rest);
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
  if (head === RING_BYTES) {
    // The last byte stays: it may be the CR of the line's end, which is searched from the second byte on.
    bytes[1] = bytes[RING_BYTES - 1]!;
    bytes[0] = 0; // so that its rest is not reported
    head = 2;
    overruns++;
  }
  const room = RING_BYTES - head;
  due = 0;
  feedReader(chunk.substr(0, room));
  if (chunk.length > room) feedReader(chunk.substr(room));
}

/**
 * Makes the ring; to be called once, early, while memory is in one piece.
 * @param lineHandlers get the lines that have one; they may change at any time.
 * @param otherHandler gets every other line; empty lines are not reported.
 * @param promptListener called when an awaited data prompt (`>`) came.
 */
export function startReader(lineHandlers: LineHandlers, otherHandler: LineHandler, promptListener: () => void): void {
  handlers = lineHandlers;
  onOther = otherHandler;
  onPrompt = promptListener;
  bytes = new Uint8Array(RING_BYTES + SENTINEL.length);
  const text = E.toString(bytes);
  put = bytes.set.bind(bytes) as unknown as typeof put;
  find = text.indexOf.bind(text);
  cut = text.slice.bind(text);
}

/**
 * From within a listener: the next `lengthBytes` bytes behind that line are payload.
 * @param payloadSink receives them in one or more pieces.
 */
export function takePayload(lengthBytes: number, payloadSink: (payload: string) => void): void {
  due = lengthBytes;
  sink = payloadSink;
  isCounting = true;
}

/** Sets or, with undefined, ends the trace of the dialogue. */
export function traceAt(tracer: Tracer | undefined): void {
  onTrace = tracer;
}

/** A data prompt may come from now on, or may not. It is reported once. */
export function awaitPrompt(isAwaited: boolean): void {
  isPromptAwaited = isAwaited;
}

/** Forgets half a line and payload still due, after the modem restarted or was lost. */
export function resetReader(): void {
  due = head = tail = 0;
  isCounting = isPromptAwaited = false;
}
