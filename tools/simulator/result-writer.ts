/** Frames what the modem says (reference §1.1) and keeps URCs back while they would split a line or a payload. */
import type { LineRate } from "./line-rate";
import type { Settings } from "./settings";
import type { Uart } from "./uart";

/** Result codes of ATV0. */
const DIGITS: Readonly<Record<string, string>> = {
  OK: "0",
  CONNECT: "1",
  RING: "2",
  "NO CARRIER": "3",
  ERROR: "4",
  "NO DIALTONE": "6",
  BUSY: "7",
  "NO ANSWER": "8",
};

/** Received data is passed on while less than this waits at the port; the rest stays in the buffers of the connections. */
const PORT_BACKLOG_BYTES = 2048;

export class ResultWriter {
  /** Called when {@link hasRoom} may have become true. */
  onRoom: () => void = () => {};
  /** What a command answers is not said; URCs are. */
  isAnswerLost = false;
  private _isFirstLine = true;
  private _isHeld = false;
  private _waiting: Buffer[] = [];

  constructor(
    private readonly _uart: Uart,
    private readonly _settings: Settings,
    private readonly _rate: LineRate,
  ) {
    _uart.onSent = () => this.onRoom();
  }

  /** The port takes more data. */
  get hasRoom(): boolean {
    return this._uart.pendingBytes < PORT_BACKLOG_BYTES;
  }

  /** The port takes URCs: no line or payload is under way. */
  get isFree(): boolean {
    return !this._isHeld;
  }

  /** Begins the answer of a command: its first information line gets a line end in front. */
  startCommand(): void {
    this._isFirstLine = true;
  }

  information(line: string): void {
    const lead = this._isFirstLine && this._settings.port.verbose ? "\r\n" : "";
    this._isFirstLine = false;
    this.raw(`${lead}${line}\r\n`);
  }

  /** A new baud rate counts from the end of the final result. */
  final(result: string): void {
    const { quiet, verbose, baud } = this._settings.port;
    const digit = DIGITS[result];
    if (!quiet) this.raw(verbose || digit === undefined ? `\r\n${result}\r\n` : `${digit}\r`);
    this._rate.setModem(baud);
  }

  raw(bytes: Buffer | string): void {
    if (!this.isAnswerLost) this._uart.send(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** @param payload bytes that follow the line without a gap. */
  urc(line: string, payload?: Buffer): void {
    const text = Buffer.from(`\r\n${line}\r\n`, "latin1");
    const bytes = payload ? Buffer.concat([text, payload]) : text;
    if (this._isHeld) this._waiting.push(bytes);
    else this._uart.send(bytes);
  }

  /** Held URCs leave, in order, as soon as it is over. */
  setHeld(isHeld: boolean): void {
    this._isHeld = isHeld;
    if (isHeld) return;
    for (const bytes of this._waiting) this._uart.send(bytes);
    this._waiting = [];
    this.onRoom();
  }

  /** Power lost. */
  reset(): void {
    this._waiting = [];
    this._isHeld = false;
    this.isAnswerLost = false;
    this._rate.restart(this._settings.port.baud);
  }
}
