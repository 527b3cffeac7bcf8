/**
 * Reassembles UART chunks into lines, data prompts and counted payload: the first stop of a received byte.
 *
 * Owns the receive ring and knows no command. One `Uint8Array` is made at the start and a live string over the same memory
 * lets native `indexOf` and `substring` work on it, so a chunk costs a handful of statements and nothing that outlives the
 * call. The ring rewinds whenever it is drained, which AT traffic does after nearly every chunk; a line therefore never lies
 * across the end and is always found by one native search.
 *
 * Payload is taken by count and handed on in the chunks it came in; it is never searched.
 */

/** Ring size: the longest line that can be received. */
export const RING_BYTES = 1024;

/** Payload bytes still to come. */
let due = 0;
let sink: (payload: string) => void;
let head = 0;
let tail = 0;
let bytes: Uint8Array;
/** The ring as a string, over the same memory. */
let text: string;
/** Drops the rest of a line that was too long. */
let isSkipping = false;
let isPromptAwaited = false;
/** Lines lost because they were longer than the ring. */
export let overruns = 0;
let onLine: (line: string) => void;
let onPrompt: () => void;

/**
 * Makes the ring; to be called once, early, while memory is in one piece.
 * @param lineListener receives each line without its line end; empty lines are not reported.
 * @param promptListener called when an awaited data prompt (`>`) came.
 */
export function startReader(lineListener: (line: string) => void, promptListener: () => void): void {
  onLine = lineListener;
  onPrompt = promptListener;
  bytes = new Uint8Array(RING_BYTES);
  text = E.toString(bytes);
}

/** Takes one chunk as the UART delivered it, of any length. */
export function feedReader(chunk: string): void {
  if (due) {
    if ((due -= chunk.length) >= 0) {
      sink(chunk);
      return;
    }
    chunk = /*@__NOINLINE__*/ endPayload(chunk);
  }
  const from = head;
  if (from + chunk.length > RING_BYTES) /*@__NOINLINE__*/ feedInPieces(chunk);
  else {
    bytes.set(chunk as unknown as number[], from);
    head = from + chunk.length;
    if (chunk.indexOf("\n") >= 0) /*@__NOINLINE__*/ cutLines();
    if (isPromptAwaited) /*@__NOINLINE__*/ findPrompt();
  }
}

/**
 * From within the line listener: the next `lengthBytes` bytes behind that line are payload.
 * @param payloadSink receives them in one or more pieces.
 */
export function takePayload(lengthBytes: number, payloadSink: (payload: string) => void): void {
  due = lengthBytes;
  sink = payloadSink;
}

/** A data prompt may come from now on, or may not. It is reported once. */
export function awaitPrompt(isAwaited: boolean): void {
  isPromptAwaited = isAwaited;
}

/** Forgets half a line and payload still due, after the modem restarted or was lost. */
export function resetReader(): void {
  due = head = tail = 0;
  isSkipping = isPromptAwaited = false;
}

/** `due` is negative: so many bytes at the end of the chunk lie behind the payload. */
function endPayload(chunk: string): string {
  const length = chunk.length + due;
  due = 0;
  sink(chunk.substr(0, length));
  return chunk.substr(length);
}

/** A line ends somewhere in what came. */
function cutLines(): void {
  while (tail < head) {
    // A frame begins with an empty line.
    if (!isSkipping && text[tail] === "\r" && tail + 1 < head) tail += 2;
    const from = tail;
    const lineEnd = text.indexOf("\r\n", from);
    // What is found behind the head is left from before, or half a line end.
    if (lineEnd < 0 || lineEnd + 2 > head) break;
    tail = lineEnd + 2;
    if (isSkipping) isSkipping = false;
    else if (lineEnd > from) onLine(text.substring(from, lineEnd));
    if (due) /*@__NOINLINE__*/ takeFromRing();
  }
  if (tail >= head) head = tail = 0;
}

/** Payload that came in the same chunk as the line that announced it. */
function takeFromRing(): void {
  const from = tail;
  const length = Math.min(due, head - from);
  due -= length;
  tail = from + length;
  if (length) sink(text.substr(from, length));
}

/** The prompt has no line end; its bytes stay and become a line of their own that the owner ignores. */
function findPrompt(): void {
  if (tail < head && text[tail] === ">") {
    isPromptAwaited = false;
    onPrompt();
  }
}

/** The chunk does not fit behind what waits: move that to the front, give up a line as long as the ring. */
function feedInPieces(chunk: string): void {
  bytes.set(bytes.subarray(tail, head), 0);
  head -= tail;
  tail = 0;
  if (head === RING_BYTES) {
    // The last byte stays: it may be the CR of the line's end.
    head = 1;
    bytes[0] = bytes[RING_BYTES - 1]!;
    isSkipping = true;
    overruns++;
  }
  const room = RING_BYTES - head;
  feedReader(chunk.substr(0, room));
  if (chunk.length > room) feedReader(chunk.substr(room));
}
