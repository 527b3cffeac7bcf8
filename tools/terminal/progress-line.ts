import type { TextOutput } from "./style";

/** Milliseconds between two pictures of the spinner. */
const TURN_MS = 120;
const PICTURES = ["|", "/", "-", "\\"];
/** Cleared to its end, so that a shorter text leaves nothing of a longer one. */
const CLEAR = "\r\x1b[K";
const COLUMNS = 80;

/** Timers, real ones by default. */
export interface Ticker {
  start(callback: () => void, ms: number): unknown;
  stop(handle: unknown): void;
}

const REAL: Ticker = {
  start: (callback, ms) => setInterval(callback, ms).unref(),
  stop: (handle) => clearInterval(handle as NodeJS.Timeout),
};

/**
 * One line that says what goes on: on a terminal with a spinner, written anew again and again and gone at the end; elsewhere, in a log for
 * example, a line for each text, once.
 */
export class ProgressLine {
  private _text = "";
  private _turn = 0;
  private _ticking: unknown;

  /** @param _prefix of each line where there is no terminal, such as `doctor: `. */
  constructor(
    private readonly _output: TextOutput & { columns?: number },
    private readonly _prefix: string,
    private readonly _ticker: Ticker = REAL,
  ) {}

  /** Says what goes on from now on. */
  show(text: string): void {
    if (text === this._text) return;
    this._text = text;
    if (!this._output.isTTY) {
      this._output.write(`${this._prefix}${text}\n`);
      return;
    }
    this._draw();
    this._ticking ??= this._ticker.start(() => this._draw(), TURN_MS);
  }

  /** Takes the line away; harmless when there is none. */
  end(): void {
    if (this._ticking !== undefined) this._ticker.stop(this._ticking);
    this._ticking = undefined;
    if (this._text !== "" && this._output.isTTY) this._output.write(CLEAR);
    this._text = "";
  }

  private _draw(): void {
    const picture = PICTURES[this._turn++ % PICTURES.length]!;
    // A line that wraps cannot be taken away again.
    const room = (this._output.columns ?? COLUMNS) - 1;
    this._output.write(`${CLEAR}${`${picture} ${this._text}`.slice(0, room)}`);
  }
}
