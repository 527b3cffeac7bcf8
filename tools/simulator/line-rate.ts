/**
 * The baud rates of both ends of the line. A host that never tells its rate (a pseudo terminal has none) is always understood;
 * between different rates only garbage arrives.
 */

/** Rate 0 of AT+IPR: the modem finds out the host's from the first `AT`. */
const AUTOBAUD = 0;

/** What a UART makes of bits at the wrong speed: no value is a letter, a line end or Ctrl+Z. */
const GARBAGE = [0x00, 0x80, 0xe0, 0xf8, 0xfe, 0xfc, 0xc0];
/** However slow the sender is, a receiver makes no more of one byte than this. */
const MAXIMUM_FACTOR = 8;

/** Bytes as they arrive at a receiver of another rate: fewer when it is slower, more when it is faster; always the same ones. */
export function garble(bytes: Buffer, fromBaud: number, toBaud: number): Buffer {
  const factor = Math.min(toBaud / fromBaud, MAXIMUM_FACTOR);
  const garbled = Buffer.alloc(Math.max(1, Math.round(bytes.length * factor)));
  for (let index = 0; index < garbled.length; index++) {
    garbled[index] = GARBAGE[(bytes[index % bytes.length]! + index) % GARBAGE.length]!;
  }
  return garbled;
}

export class LineRate {
  /** Rate of the host's port; undefined: not told. */
  hostBaud: number | undefined;
  private _setBaud: number;
  /** Found out by autobaud. */
  private _fittedBaud = AUTOBAUD;
  private _heard = "";

  constructor(modemBaud: number) {
    this._setBaud = modemBaud;
  }

  /** Rate at which the modem speaks now; 0 while it does not know the host's. */
  get modemBaud(): number {
    return this._setBaud === AUTOBAUD ? this._fittedBaud : this._setBaud;
  }

  /** AT+IPR. */
  setModem(baud: number): void {
    if (baud !== this._setBaud) this.restart(baud);
  }

  /** A boot: what autobaud found out is forgotten. */
  restart(baud: number): void {
    this._setBaud = baud;
    this._fittedBaud = AUTOBAUD;
    this._heard = "";
  }

  /** What the modem gets of `bytes` from the host. */
  fromHost(bytes: Buffer): Buffer {
    const { hostBaud, modemBaud } = this;
    if (hostBaud === undefined || hostBaud === modemBaud) return bytes;
    return modemBaud === AUTOBAUD ? this._fit(bytes, hostBaud) : garble(bytes, hostBaud, modemBaud);
  }

  /** What the host gets of `bytes` that the modem sent at `sentBaud`; nothing of what was sent before autobaud had fitted. */
  toHost(bytes: Buffer, sentBaud: number): Buffer {
    const { hostBaud } = this;
    if (hostBaud === undefined || hostBaud === sentBaud) return bytes;
    return sentBaud === AUTOBAUD ? Buffer.alloc(0) : garble(bytes, sentBaud, hostBaud);
  }

  /** Everything in front of the first `AT` is lost. */
  private _fit(bytes: Buffer, hostBaud: number): Buffer {
    const text = this._heard + bytes.toString("latin1");
    const start = text.search(/AT/i);
    this._heard = text.slice(-1);
    if (start < 0) return Buffer.alloc(0);
    this._fittedBaud = hostBaud;
    return Buffer.from(text.slice(start), "latin1");
  }
}
