/** Lines for a page: numbered, and sent a few times a second in one piece, since a dialogue has bursts of many. */
import type { Clock, TimerHandle } from "../clock";
import type { Page } from "./page-server";

/** Time from a line until it is sent, milliseconds. */
const PAUSE_MS = 200;

export class LineFeed<Line extends object> {
  private _waiting: (Line & { id: number; atMs: number })[] = [];
  private _id = 0;
  private _timer: TimerHandle | undefined;

  /** @param _topic of the page. */
  constructor(
    private readonly _page: Pick<Page, "append">,
    private readonly _topic: string,
    private readonly _clock: Clock,
  ) {}

  add(line: Line): void {
    this._waiting.push({ ...line, id: ++this._id, atMs: this._clock.now() });
    this._timer ??= this._clock.setTimeout(() => this.flush(), PAUSE_MS);
  }

  /** Sends what waits. */
  flush(): void {
    this._clock.clearTimeout(this._timer);
    this._timer = undefined;
    this._page.append(this._topic, this._waiting.splice(0));
  }

  stop(): void {
    this._clock.clearTimeout(this._timer);
  }
}
