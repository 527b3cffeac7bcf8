/** Waits for one byte of a stream: so many behind a text. */

export interface Watched {
  /** A byte string; empty: bytes are counted from now on. */
  text: string;
  /** Which time the text comes, from 1. */
  nth: number;
  /** Bytes behind the text, 0 for its last one. */
  byte: number;
}

export class StreamWatch {
  private _tail = "";
  private _isFound = false;
  private _seen = 0;
  private _left: number;

  constructor(
    private readonly _watched: Watched,
    readonly onMatch: () => void,
  ) {
    this._left = _watched.byte;
    this._isFound = _watched.text === "";
  }

  /** @returns whether this is the byte. */
  feed(byte: number): boolean {
    if (this._isFound) return --this._left <= 0;
    const { text, nth } = this._watched;
    this._tail = (this._tail + String.fromCharCode(byte)).slice(-text.length);
    this._isFound = this._tail === text && ++this._seen === nth;
    return this._isFound && this._left === 0;
  }
}
