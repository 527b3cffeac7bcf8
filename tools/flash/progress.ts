/** How far an upload is: a bar on a terminal, otherwise a line for each file. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_WIDTH = 30;

export class Progress {
  private _doneBytes = 0;
  private _isDrawn = false;

  /** @param _totalBytes of all files together. */
  constructor(
    private readonly _output: ProgressOutput,
    private readonly _totalBytes: number,
  ) {}

  /** Draws that `sentBytes` of a file are there. */
  show(name: string, sentBytes: number): void {
    if (!this._output.isTTY) return;
    const part = Math.min(1, (this._doneBytes + sentBytes) / this._totalBytes);
    const bar = "#".repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH, ".");
    this._output.write(`\r[${bar}] ${`${Math.floor(part * 100)}`.padStart(3)} %  ${name}\x1b[K`);
    this._isDrawn = true;
  }

  /** A file is there and verified. */
  fileDone(name: string, sizeBytes: number): void {
    this._doneBytes += sizeBytes;
    if (this._output.isTTY) this.show(name, 0);
    else this._output.write(`flash: ${name}: ${sizeBytes} bytes sent and verified\n`);
  }

  /** Ends the line of the bar; harmless when there is none. */
  end(): void {
    if (this._isDrawn) this._output.write("\n");
    this._isDrawn = false;
  }
}
