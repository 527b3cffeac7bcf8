/** Writes in pieces, one after the other, and holds back while the board says XOFF. */

const XOFF = 19;

export class PacedWriter {
  private readonly _queue: Uint8Array[] = [];
  private _isHeld = false;
  private _isWriting = false;

  /**
   * @param pieceBytes how many bytes one piece has at the most.
   * @param _write resolves when the next piece may come.
   * @param _onFailure told once why nothing can be written any more.
   */
  constructor(
    public pieceBytes: number,
    private readonly _write: (piece: Uint8Array) => Promise<unknown>,
    private readonly _onFailure: (error: Error) => void,
  ) {}

  send(bytes: Uint8Array): void {
    this._queue.push(bytes);
    void this._flush();
  }

  /** Looks at what comes from the board: whatever it says after XOFF ends the pause, should the XON be lost. */
  onReceived(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this._isHeld = bytes.at(-1) === XOFF;
    if (!this._isHeld) void this._flush();
  }

  private async _flush(): Promise<void> {
    if (this._isWriting) return;
    this._isWriting = true;
    try {
      while (!this._isHeld && this._queue.length > 0) await this._write(this._takePiece());
    } catch (error) {
      this._queue.length = 0;
      this._onFailure(error as Error);
    } finally {
      this._isWriting = false;
    }
  }

  private _takePiece(): Uint8Array {
    const first = this._queue[0]!;
    const piece = first.subarray(0, this.pieceBytes);
    if (piece.length === first.length) this._queue.shift();
    else this._queue[0] = first.subarray(piece.length);
    return piece;
  }
}
