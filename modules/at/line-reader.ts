/**
 * Reassembles UART chunks into lines, data prompts and counted payload: the first stop of a received byte.
 *
 * Owns the receive ring and knows no command. One `Uint8Array` is made at the start, and a live string over the same memory lets
 * native `indexOf` and `slice` work on it; they are bound once, because finding a method by its name costs the interpreter more
 * than the work itself. Behind what was received stands ": " with a line end as a sentinel, so that no search runs further. A line
 * never lies across the end: when the ring is full, what waits is moved to its front.
 *
 * The modem sends nearly every line in a frame, CR LF before it and behind it. So a line is looked up from the LF of its frame to the
 * character that ends its name: two searches, one cut and one look-up find its handler, and no name that objects inherit ("toString")
 * can be met. What is not found that way is looked at closely: a line without a frame, one that nobody asked for.
 *
 * Payload is taken by count and handed on in the chunks it came in; it is never searched. Which of the functions below takes a
 * chunk is kept in a variable, so that none of them asks what the state is.
 */

/** The longest line that can be received, with its end. */
export const RING_BYTES = 1024;
/** Ends every search, also one from its third byte; nothing that was received makes a line end together with it. */
const SENTINEL = ": \r\n";
/** What stands before the name of a line in a frame, from the LF of the frame. */
const FRAME = "\n";
/** A line that is no more than this is empty, or what is left of one that was too long. */
const SPACE = " ";
const LINE_END = "\r\n";

/**
 * Takes a line `name: parameters` or `name` (V.250, 5.7.1). What it needs of the line it cuts itself, see {@link parameters}, since a
 * cut that nobody looks at costs as much as to find the line's end.
 * @param said instead, from someone who speaks for the modem.
 */
export type LineHandler = (said?: string) => void;

/** Takes one piece of payload. */
export type PayloadSink = (payload: string) => void;

/** Sees every line behind its direction (`>` to the modem, `<` from it), secrets and payload left out. */
export type Tracer = (line: string) => void;

// In the order in which each line needs them: the interpreter looks through all names before the one that it wants.
/** Where the line that is read starts, if it has a frame: at the LF of that. */
let tail: number;
/** The CR that ends the line that is read. */
export let end: number;
/** Bytes of the ring and of the chunk in hand that are to be read as lines; below 0 the payload still to come, negated. */
let unread: number;
/** Behind the last byte received. */
let head: number;
/** Takes a chunk that is not payload to its end. */
let lines: (chunk: string) => void;
/** The ": " behind the name of the line, or any behind its end. */
export let colon: number;
let find: (text: string, from: number) => number;
/** Takes the payload; null when the last chunk was none. */
let sink: PayloadSink;
/** What the third parameter sets is set behind the others, which need it as it was; it is not used. */
export let cut: (from: number, to: number, then?: number) => string;
/** {@link lineHandlers}; empty while there is a trace, so that each line is looked at. */
let table: { [line: string]: LineHandler | undefined };
let put: (text: string, at?: number) => void;
/** {@link lines} without payload before them. */
let plain: typeof lines;
let onOther: (line: string) => void;
/** The trace, undefined when there is none. */
export let onTrace: Tracer | undefined;
let onPrompt: () => void;
/** Lines lost because they were longer than the ring. */
export let overruns = 0;

/** By what stands before the parameters, see {@link setLineHandler}. */
export const lineHandlers: { [line: string]: LineHandler } = {};
table = lineHandlers;

/** Takes one chunk as the UART delivered it, of any length but 0. An expression, since a block of one statement costs more. */
export const feedReader = (chunk: string): void => ((unread += chunk.length) > 0 ? lines : sink)(chunk);

/** Cuts all lines that are whole. */
function feedLines(chunk: string): void {
  // What would lie beyond the end is not written.
  put(chunk + SENTINEL, head);
  if ((head = unread) > RING_BYTES) /*@__NOINLINE__*/ makeRoom(chunk);
  while ((end = find(LINE_END, tail)) < head) {
    // `tail` moves on before the handler runs; as a statement of its own that would need a variable for the handler.
    (table[cut(tail, (colon = find(": ", tail)) < end ? colon + 1 : end + 1, (tail = end + 3))] || readLine)();
  }
}

/** The slow way; an empty line begins a frame and is none. */
function readLine(): void {
  const start = (LINE_END + cut(0, end)).lastIndexOf(LINE_END);
  const line = cut(start, end);
  if (line > SPACE) {
    // Not what stands behind "=": an echo holds what was said, the PIN and the password too.
    if (onTrace) onTrace("< " + line.split("=")[0]!);
    colon = find(": ", start);
    const handler = lineHandlers[keyOf(cut(start, colon < end ? colon : end))];
    if (handler) handler();
    else onOther(line);
  }
}

/** {@link lines} for the chunk in which payload ends. */
function endPayload(chunk: string): void {
  const payload = chunk.slice(0, -unread);
  lines = plain;
  tail = 1;
  if (payload) sink(payload);
  lines(chunk.slice(-unread));
}

/** {@link lines} while a prompt is awaited. It has no line end; its bytes stay and become a line of their own that the owner ignores. */
function feedPrompt(chunk: string): void {
  feedLines(chunk);
  if (plain === feedPrompt && cut(tail - 1, head).trim()[0] === ">") {
    awaitPrompt(false);
    onPrompt();
  }
}

/** The chunk does not fit behind what waits: that moves to the front; a line as long as the ring is given up. */
function makeRoom(chunk: string): void {
  const waiting = cut(tail - 1, head - chunk.length);
  tail = 1;
  head = waiting.length;
  put(waiting);
  if (head === RING_BYTES) {
    // The last byte stays: it may be the CR of the line's end, which is searched from there on.
    // What stands before it keeps the rest from being reported.
    put("\t\t" + waiting[RING_BYTES - 1]!);
    head = 3;
    overruns++;
  }
  const room = RING_BYTES - head;
  unread = head;
  feedReader(chunk.substr(0, room));
  if (chunk.length > room) feedReader(chunk.substr(room));
}

/**
 * Makes the ring; to be called once, early, while memory is in one piece.
 * @param otherHandler gets every line that has no handler, whole; empty lines are not reported.
 * @param promptListener called when an awaited data prompt (`>`) came.
 */
export function startReader(otherHandler: (line: string) => void, promptListener: () => void): void {
  onOther = otherHandler;
  onPrompt = promptListener;
  resetReader();
  const bytes = new Uint8Array(RING_BYTES + SENTINEL.length);
  const text = E.toString(bytes);
  put = bytes.set.bind(bytes) as unknown as typeof put;
  find = text.indexOf.bind(text);
  cut = text.slice.bind(text);
}

/**
 * With what ends the name, so that no name that objects inherit ("on") is met where a line has no frame: behind "+…" parameters mostly,
 * behind a word the end of the line. Where it is otherwise, the slow way finds the handler.
 */
const keyOf = (name: string): string => FRAME + name + (name < "A" ? ":" : "\r");

/**
 * Sets who takes the lines `name: parameters` and the line `name`, or, with undefined, that nobody does.
 * @returns who did before.
 */
export function setLineHandler(name: string, handler?: LineHandler): LineHandler | undefined {
  const line = keyOf(name);
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
  let payload: string;
  if ((unread = head - lengthBytes - --tail) < 0) {
    payload = cut(tail, head);
    sink = payloadSink;
    lines = endPayload;
    tail = head = 0;
  } else {
    // A block with a variable of its own is skipped by its brackets, a comma expression would be read.
    const start = tail;
    tail += lengthBytes;
    payload = cut(start, tail);
    // Its last bytes stand for the end of a line before; of a single byte the header's end goes with it.
    put(LINE_END, tail++ - 2);
    unread = head;
  }
  if (payload) payloadSink(payload);
}

/** @returns what stands behind `name: ` in the line that is read, "" when nothing does; for a line handler, before it returns. */
export const parameters = (): string => cut(colon + 2, end);

/** Prints the dialogue, secrets and payload left out, or stops printing it. */
export function traceAt(isOn: boolean | undefined): void {
  // false is as good as undefined there, and shorter.
  onTrace = (isOn && print) as Tracer | undefined;
  table = isOn ? {} : lineHandlers;
}

/** A data prompt may come from now on, or may not. It is reported once. */
export function awaitPrompt(isAwaited: boolean): void {
  const isInPayload = lines === endPayload;
  plain = isAwaited ? feedPrompt : feedLines;
  if (!isInPayload) lines = plain;
}

/** Forgets half a line and payload still due, after the modem restarted or was lost. */
export function resetReader(): void {
  unread = head = 0;
  tail = 1;
  lines = plain = feedLines;
}
