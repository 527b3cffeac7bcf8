/** Finds an interpreter behind a console, in whatever state it is: asks again and again until something is true. */

import { ERASE_LINE } from "../interpreter/console-transport";

/** The console where it is looked for. */
export interface SearchedConsole {
  send(bytes: Buffer): void;
  /** The value of an expression. @throws Error when there is no answer in time. */
  evaluate(expression: string, timeoutMs: number): Promise<unknown>;
  /** @throws LinkError when the port has gone. */
  checkPort(): void;
}

/** Milliseconds between two questions to a board that does not answer, and to one that answers but is not there yet. */
const PROBE_MS = 1000;
const AGAIN_MS = 50;

/**
 * Milliseconds between two breaks. A packet cut short ends by itself after 5 s, so most need no Ctrl-C; it comes late and seldom, since two of them within
 * 5 s end the interpreter on Linux, whoever sent the first.
 */
const BREAK_PAUSE_MS = 6000;

const BREAK = "\x03";

/**
 * Fills the interpreter's event queue with what it ignores. On Linux two threads share that queue without a lock; at a bad instant its main loop loses
 * its place in it and goes round for ever, and with zeros all over it finds the place again. No harm elsewhere.
 */
const REALIGN = Buffer.alloc(1024);
/** Questions that go unanswered before it is sent, with every second one from then on: behind it a break would not get through, so that comes first. */
const REALIGN_AFTER = 8;

export class Search {
  private readonly _pauses: NodeJS.Timeout[] = [];
  private readonly _startedMs = Date.now();
  private _breakMs = this._startedMs + BREAK_PAUSE_MS;
  /** Questions since the last answer. */
  private _unanswered = 0;
  private _isTrue = false;

  /** @param _isBreaking break the program when nothing is answered at all. */
  constructor(
    private readonly _console: SearchedConsole,
    private readonly _isBreaking: boolean,
  ) {}

  /**
   * To be called once. An answer that is later than the next question counts too: a machine under load may need longer than the pause between two.
   * @returns false when the expression is not true within `limitMs`.
   * @throws LinkError when the port has gone.
   */
  async untilTrue(expression: string, limitMs: number): Promise<boolean> {
    let onTrue = (): void => {};
    const found = new Promise<void>((resolve) => (onTrue = resolve));
    try {
      while (!this._isTrue) {
        this._console.checkPort();
        const leftMs = this._startedMs + limitMs - Date.now();
        if (leftMs <= 0) return false;
        await Promise.race([this._ask(expression, leftMs, onTrue), found, this._pause(PROBE_MS)]);
      }
      return true;
    } finally {
      for (const timer of this._pauses) clearTimeout(timer);
    }
  }

  /** Resolves when it is time for the next question. */
  private async _ask(expression: string, leftMs: number, onTrue: () => void): Promise<void> {
    this._wake();
    this._unanswered++;
    try {
      const value = await this._console.evaluate(expression, leftMs);
      this._unanswered = 0;
      this._isTrue ||= value === true;
    } catch {
      return this._pause(PROBE_MS);
    }
    if (this._isTrue) onTrue();
    else await this._pause(AGAIN_MS);
  }

  private _wake(): void {
    const late = this._unanswered - REALIGN_AFTER;
    if (late >= 0 && late % 2 === 0) this._console.send(REALIGN);
    const isBreak = this._isBreaking && Date.now() >= this._breakMs;
    if (isBreak) this._breakMs = Date.now() + BREAK_PAUSE_MS;
    this._console.send(Buffer.from((isBreak ? BREAK : "") + ERASE_LINE, "latin1"));
  }

  /** Ends with the search at the latest, and then is not awaited any more. */
  private _pause(ms: number): Promise<void> {
    return new Promise((resolve) => this._pauses.push(setTimeout(resolve, ms)));
  }
}
