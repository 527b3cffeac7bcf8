/** Watches a board: lines of its console as they come, through losses of the port. */
import { BoardLink } from "../link/board-link";
import { Doubts } from "./doubts";
import { isStart, remark, shownLine } from "./log-line";

export interface MonitorOptions {
  /** Path of a serial port or terminal, or `tcp://host:port`. */
  port: string;
  baud: number;
  /** Show the dialogue with the modem too. */
  hasDialogue: boolean;
  onText(text: string): void;
  /** Takes each line as the board printed it. */
  onLine?(line: string): void;
  /** Takes each remark of the monitor itself. */
  onRemark?(text: string): void;
  /** Seconds after which it is said that nothing comes; default 60. */
  quietS?: number;
}

const QUIET_S = 60;

/** Milliseconds between two looks for a port that has gone. */
const RETRY_MS = 500;

export class Monitor {
  private _link: BoardLink | undefined;
  private _retry: NodeJS.Timeout | undefined;
  private _quiet: NodeJS.Timeout | undefined;
  private _isStopped = false;
  /** Questions are asked one after the other. */
  private _asked: Promise<unknown> = Promise.resolve();
  private readonly _doubts: Doubts;

  private constructor(private readonly _options: MonitorOptions) {
    this._doubts = new Doubts(_options.port, _options.baud);
  }

  /** @throws LinkError with a remedy when the port cannot be opened; a loss later on is waited out. */
  static async start(options: MonitorOptions): Promise<Monitor> {
    const monitor = new Monitor(options);
    await monitor._open();
    return monitor;
  }

  /** Ends it; the dialogue is no longer printed by the board. */
  async stop(): Promise<void> {
    this._isStopped = true;
    clearTimeout(this._retry);
    clearTimeout(this._quiet);
    const link = this._link;
    if (link && this._options.hasDialogue) await link.evaluate("qssl.debug(false)", 1000).catch(() => {});
    await link?.close();
  }

  /**
   * The value of an expression on the board; what else it prints goes on meanwhile.
   * @throws Error that says why there is none.
   */
  ask(expression: string, timeoutMs?: number): Promise<unknown> {
    const answer = this._asked.then(() => {
      if (!this._link) throw new Error("the port has gone; waiting for it");
      return this._link.evaluate(expression, timeoutMs);
    });
    this._asked = answer.catch(() => {});
    return answer;
  }

  private async _open(): Promise<void> {
    const { port, baud, hasDialogue } = this._options;
    const link = await BoardLink.open(port, baud);
    this._link = link;
    link.on("line", (line) => this._onLine(line));
    link.on("bytes", (bytes) => this._onBytes(bytes));
    link.on("lost", (reason) => this._onLost(reason));
    this._say(`listening to ${port}`);
    this._expectSoon();
    if (hasDialogue) await this._showDialogue();
  }

  private _onLine(line: string): void {
    if (isStart(line)) {
      this._say("the firmware has started");
      if (this._options.hasDialogue) void this._showDialogue();
    }
    this._options.onLine?.(line);
    const text = shownLine(line, new Date());
    if (text !== undefined) this._options.onText(text);
    this._say(this._doubts.onLine(line));
  }

  private _onBytes(bytes: Buffer): void {
    this._expectSoon();
    this._say(this._doubts.onBytes(bytes));
  }

  /** Says so when nothing comes. */
  private _expectSoon(): void {
    clearTimeout(this._quiet);
    if (this._isStopped) return;
    const { quietS = QUIET_S } = this._options;
    this._quiet = setTimeout(() => this._say(this._doubts.onQuiet(quietS)), quietS * 1000);
  }

  private async _showDialogue(): Promise<void> {
    try {
      this._link?.eraseLine();
      await this.ask("qssl.debug(true)");
    } catch (error) {
      this._say(
        `the dialogue cannot be shown (${(error as Error).message}): the firmware does not run, or is an older one: npm run flash puts it on a board`,
      );
    }
  }

  private _onLost(reason: string): void {
    clearTimeout(this._quiet);
    this._say(`${reason}; waiting for it`);
    void this._link?.close();
    this._link = undefined;
    this._retryLater();
  }

  private _retryLater(): void {
    if (!this._isStopped) this._retry = setTimeout(() => void this._open().catch(() => this._retryLater()), RETRY_MS);
  }

  private _say(text: string | undefined): void {
    if (text === undefined || this._isStopped) return;
    this._options.onText(remark(text, new Date()));
    this._options.onRemark?.(text);
  }
}
