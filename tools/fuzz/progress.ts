/** How far the campaign is: on a terminal one line that is written anew, elsewhere a line for each million of inputs. */

/** The part of a stream that is needed. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Characters of a line on a terminal. */
const LINE = 60;
const EACH_INPUTS = 1_000_000;

export class Progress {
  private _done = 0;

  /** @param _total inputs of the whole campaign. */
  constructor(
    private readonly _output: ProgressOutput,
    private readonly _total: number,
  ) {}

  /** Inputs tried so far. */
  get done(): number {
    return this._done;
  }

  /** On a terminal only. */
  show(text: string): void {
    if (this._output.isTTY) this._output.write(`\r${text.padEnd(LINE)}\r`);
  }

  /** So many more inputs were tried. */
  add(inputs: number): void {
    const millions = Math.floor(this._done / EACH_INPUTS);
    this._done += inputs;
    const text = `${this._done} of ${this._total} inputs`;
    if (this._output.isTTY) this.show(text);
    else if (Math.floor(this._done / EACH_INPUTS) > millions) this._output.write(`${text}\n`);
  }
}
