/**
 * Reassembles UART chunks into lines, data prompts and counted payload: the first stop of a received byte.
 *
 * Owns the receive ring and knows no command. One `Uint8Array` is made at the start and a live string over the same memory
 * lets native `indexOf` and `substring` work on it, so a chunk costs a handful of statements and nothing that outlives the
 * call. The ring rewinds whenever it is drained, which AT traffic does after nearly every chunk; a line therefore never lies
 * across the wrap and is always found by one native search.
 *
 * Payload is taken by count and handed on in the chunks it came in; it is never searched.
 */
export class LineReader {
  // The order of these fields is the order of their use: the interpreter searches an object from its first property.
  private _due = 0;
  private _head = 0;
  private _tail = 0;
  private _bytes: Uint8Array;
  private _text: string;
  private _sink: (payload: string) => void;
  private _isSkipping = false;
  /** Set by the owner while a data prompt (`>`) may come; cleared by the reader when it came. */
  isPromptAwaited = false;
  /** Lines lost because they were longer than the ring. */
  overruns = 0;

  /**
   * @param sizeBytes ring size; the longest line that can be received. A power of 2 from 256 to 4096.
   * @param onLine receives each line without its line end; empty lines are not reported.
   * @param onPrompt called when an awaited data prompt came.
   */
  constructor(
    sizeBytes: number,
    private _onLine: (line: string) => void,
    private _onPrompt: () => void,
  ) {
    this._bytes = new Uint8Array(sizeBytes);
    this._text = E.toString(this._bytes) as string;
    this._sink = _onLine;
  }

  /** Takes one chunk as the UART delivered it, of any length. */
  feed(chunk: string): void {
    if (this._due) {
      if ((this._due -= chunk.length) >= 0) {
        this._sink(chunk);
        return;
      }
      chunk = this._endPayload(chunk);
    }
    const head = this._head;
    if (head + chunk.length > this._bytes.length) {
      this._feedInPieces(chunk);
      return;
    }
    this._bytes.set(chunk as unknown as number[], head);
    this._head = head + chunk.length;
    const lineEnd = chunk.lastIndexOf("\n");
    if (lineEnd >= 0) this._cutLines(head + lineEnd);
    if (this.isPromptAwaited) this._findPrompt();
  }

  /**
   * From within `onLine`: the next `lengthBytes` bytes behind that line are payload.
   * @param sink receives them in one or more pieces.
   */
  takePayload(lengthBytes: number, sink: (payload: string) => void): void {
    this._due = lengthBytes;
    this._sink = sink;
  }

  /** Forgets half a line and payload still due, after the modem restarted or was lost. */
  reset(): void {
    this._due = this._head = this._tail = 0;
    this._isSkipping = this.isPromptAwaited = false;
  }

  /** `_due` is negative: so many bytes at the end of the chunk lie behind the payload. */
  private _endPayload(chunk: string): string {
    const length = chunk.length + this._due;
    this._due = 0;
    this._sink(chunk.substr(0, length));
    return chunk.substr(length);
  }

  /** @param end position of the last line feed received: no search runs past it. */
  private _cutLines(end: number): void {
    while (this._tail < end) {
      const from = this._tail;
      const lineEnd = this._text.indexOf("\r\n", from);
      if (lineEnd < 0 || lineEnd >= end + 1) break;
      this._tail = lineEnd + 2;
      if (this._isSkipping) this._isSkipping = false;
      else if (lineEnd > from) this._onLine(this._text.substring(from, lineEnd));
      if (this._due) this._takeFromRing();
    }
    if (this._tail >= this._head) this._head = this._tail = 0;
  }

  /** Payload that came in the same chunk as the line that announced it. */
  private _takeFromRing(): void {
    const tail = this._tail;
    const length = Math.min(this._due, this._head - tail);
    this._due -= length;
    this._tail = tail + length;
    if (length) this._sink(this._text.substr(tail, length));
  }

  /** The prompt has no line end; its bytes stay and become a line of their own that the owner ignores. */
  private _findPrompt(): void {
    if (this._tail < this._head && this._text[this._tail] === ">") {
      this.isPromptAwaited = false;
      this._onPrompt();
    }
  }

  /** The chunk does not fit behind what waits: move that to the front, give up a line as long as the ring. */
  private _feedInPieces(chunk: string): void {
    this._bytes.set(this._bytes.subarray(this._tail, this._head), 0);
    this._head -= this._tail;
    this._tail = 0;
    if (this._head === this._bytes.length) {
      this._head = 0;
      this._isSkipping = true;
      this.overruns++;
    }
    const room = this._bytes.length - this._head;
    this.feed(chunk.substr(0, room));
    if (chunk.length > room) this.feed(chunk.substr(room));
  }
}
