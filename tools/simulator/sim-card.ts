/** The SIM: present or not, locked by PIN or PUK, busy for a while after power on. */
import { cmeError } from "./errors";

export type SimState = "ready" | "pin" | "puk" | "absent";

export interface SimOptions {
  /** State at power on. Default `ready`, or `pin` when a pin is given. */
  state?: SimState;
  /** The right PIN; needed for state `pin`. */
  pin?: string;
  puk?: string;
  /** How long after boot the card answers busy (CME error 14), milliseconds. */
  busyMs?: number;
  imsi?: string;
  iccid?: string;
}

const PIN_ATTEMPTS = 3;
const PUK_ATTEMPTS = 10;
const STATE_TEXTS: Readonly<Record<SimState, string>> = {
  ready: "READY",
  pin: "SIM PIN",
  puk: "SIM PUK",
  absent: "NOT INSERTED",
};

export class SimCard {
  state: SimState = "absent";
  isBusy = false;
  readonly imsi: string;
  readonly iccid: string;
  readonly busyMs: number;
  private _pin: string;
  private readonly _puk: string;
  private readonly _initial: SimState;
  private _isRemoved = false;
  private _pinAttempts = PIN_ATTEMPTS;
  private _pukAttempts = PUK_ATTEMPTS;

  constructor(options: SimOptions) {
    this._initial = options.state ?? (options.pin === undefined ? "ready" : "pin");
    this._pin = options.pin ?? "1234";
    this._puk = options.puk ?? "12345678";
    this.busyMs = options.busyMs ?? 0;
    this.imsi = options.imsi ?? "262011234567890";
    this.iccid = options.iccid ?? "89490200001234567890";
    this.reset();
  }

  /** Power on: a PIN is asked for again, used-up attempts stay used up. */
  reset(): void {
    this.state = this._initial;
    if (this._initial === "pin" && this._pinAttempts === 0) this.state = "puk";
    if (this._isRemoved) this.state = "absent";
    this.isBusy = this.busyMs > 0;
  }

  /** Taken out of its holder. */
  remove(): void {
    this._isRemoved = true;
    this.reset();
  }

  insert(): void {
    this._isRemoved = false;
    this.reset();
  }

  get stateText(): string {
    return STATE_TEXTS[this.state];
  }

  get isUsable(): boolean {
    return this.state === "ready" && !this.isBusy;
  }

  /** Number of PIN attempts left, 0 to 3. */
  get pinAttempts(): number {
    return this._pinAttempts;
  }

  /** Number of PUK attempts left, 0 to 10. */
  get pukAttempts(): number {
    return this._pukAttempts;
  }

  /** @throws CommandError +CME ERROR 10, 14, 11 or 12 unless the card can be read. */
  requireReady(): void {
    this.requirePresent();
    if (this.state === "pin") throw cmeError(11);
    if (this.state === "puk") throw cmeError(12);
  }

  /** @throws CommandError +CME ERROR 10 without card, 14 while it is busy. */
  requirePresent(): void {
    if (this.state === "absent") throw cmeError(10);
    if (this.isBusy) throw cmeError(14);
  }

  /** AT+CPIN="pin". @throws CommandError 16 wrong PIN, 12 PUK wanted, 3 no PIN wanted. */
  enterPin(pin: string): void {
    this.requirePresent();
    if (this.state === "puk") throw cmeError(12);
    if (this.state === "ready") throw cmeError(3);
    if (pin === this._pin) return this._unlock();
    this._pinAttempts--;
    if (this._pinAttempts === 0) this.state = "puk";
    throw cmeError(16);
  }

  /** AT+CPIN="puk","newpin". @throws CommandError 16 wrong PUK, 13 after ten of them, 3 no PUK wanted. */
  enterPuk(puk: string, newPin: string): void {
    this.requirePresent();
    if (this.state !== "puk") throw cmeError(3);
    if (this._pukAttempts === 0) throw cmeError(13);
    if (puk !== this._puk) {
      this._pukAttempts--;
      throw cmeError(16);
    }
    this._pin = newPin;
    this._unlock();
  }

  private _unlock(): void {
    this._pinAttempts = PIN_ATTEMPTS;
    this._pukAttempts = PUK_ATTEMPTS;
    this.state = "ready";
  }
}
