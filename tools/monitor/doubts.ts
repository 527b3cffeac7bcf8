/** Whether what a monitor hears is the console of a board with the firmware at all: says once, each, what makes one doubt it. */
import { isFirmwareLine } from "./log-line";

/** Bytes that must have come, and the part of them that is text at the right speed. */
const BYTES = 64;
const TEXT_PART = 0.75;

/** Lines within which the firmware has said something. */
const LINES = 20;

const NO_TEXT = /[^\t\r\n\x1b -~]/g;

export class Doubts {
  private _bytes = 0;
  private _odd = 0;
  private _lines = 0;
  private _isKnown = false;
  private _isGarbled = false;

  /** @param _port as the user named it. @param _baud its speed. */
  constructor(
    private readonly _port: string,
    private readonly _baud: number,
  ) {}

  /** @returns a remark about what has come so far. */
  onBytes(bytes: Buffer): string | undefined {
    if (this._bytes >= BYTES) return undefined;
    this._bytes += bytes.length;
    this._odd += bytes.toString("latin1").match(NO_TEXT)?.length ?? 0;
    this._isGarbled = this._bytes >= BYTES && this._odd > this._bytes * (1 - TEXT_PART);
    return this._isGarbled ? `most of what comes is no text: check --baud, which is ${this._baud} now` : undefined;
  }

  /** @returns a remark about the lines so far. */
  onLine(line: string): string | undefined {
    this._isKnown ||= this._isGarbled || isFirmwareLine(line);
    if (this._isKnown || line.trim() === "" || ++this._lines !== LINES) return undefined;
    return `none of this is the log of the firmware: check that ${this._port} is the console of the board; npm run flash puts the firmware there`;
  }

  /** @returns a remark when nothing at all came for so long. */
  onQuiet(seconds: number): string {
    return (
      `nothing came from ${this._port} for ${seconds} s: the firmware may have nothing to say; else check that this is the console of the board, ` +
      `--baud (${this._baud} now), and that the board has power`
    );
  }
}
