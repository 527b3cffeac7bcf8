/** Lines of the dialogue with their explanations, bounded; the filter says which are shown, and a pause holds new ones back. Pure. */
import { explainLine, nextContext } from "../../explain/explain-line";
import type { DialogueContext, Explanation } from "../../explain/explanation";
import type { DialogueLine } from "../topics";

export interface ExplainedLine extends DialogueLine {
  explanation: Explanation;
}

/** Lines that are kept. */
export const LINES = 400;

export class DialogueModel {
  private _lines: ExplainedLine[] = [];
  private _held: DialogueLine[] = [];
  private _context: DialogueContext = { command: "" };
  private _filter = "";
  private _isPaused = false;
  /** Of the last line that was taken in: after a reload of the stream the same lines come again. */
  private _lastId = 0;

  get isPaused(): boolean {
    return this._isPaused;
  }

  /** Lines that wait for the end of the pause. */
  get held(): number {
    return this._held.length;
  }

  /** Lines that fit the filter, oldest first. */
  get shown(): ExplainedLine[] {
    return this._lines.filter((line) => this.fits(line));
  }

  clear(): void {
    this._lines = [];
    this._held = [];
    this._context = { command: "" };
    this._lastId = 0;
  }

  /** @returns those that are to be shown now. */
  add(lines: readonly DialogueLine[]): ExplainedLine[] {
    const fresh = lines.filter(({ id }) => id > this._lastId);
    this._lastId = fresh.at(-1)?.id ?? this._lastId;
    if (this._isPaused) {
      this._held = [...this._held, ...fresh].slice(-LINES);
      return [];
    }
    const explained = fresh.map((line) => this._explain(line));
    this._lines = [...this._lines, ...explained].slice(-LINES);
    return explained.filter((line) => this.fits(line));
  }

  pause(): void {
    this._isPaused = true;
  }

  /** @returns what was held back and is to be shown now. */
  resume(): ExplainedLine[] {
    this._isPaused = false;
    const explained = this._held.splice(0).map((line) => this._explain(line));
    this._lines = [...this._lines, ...explained].slice(-LINES);
    return explained.filter((line) => this.fits(line));
  }

  /** @param text of which each word must be in a line or in what it means, in any case. */
  filter(text: string): void {
    this._filter = text.trim().toLowerCase();
  }

  fits({ text, explanation }: ExplainedLine): boolean {
    const searched = `${text} ${explanation.title}`.toLowerCase();
    return this._filter.split(/\s+/).every((word) => searched.includes(word));
  }

  private _explain(line: DialogueLine): ExplainedLine {
    const { direction, text } = line;
    if (direction === "!") return { ...line, explanation: remark(text) };
    const explanation = explainLine(text, direction, this._context);
    this._context = nextContext(text, direction, this._context);
    return { ...line, explanation };
  }
}

function remark(text: string): Explanation {
  return {
    kind: "unknown",
    title: `${text} (said by this program, not by the modem)`,
    command: "",
    parts: [],
    remedy: "",
  };
}
