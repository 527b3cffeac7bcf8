/** Keeps the books of one run: which readings the sensor gave, and which of them the server holds. Finds what is altered, made up or repeated. */
import type { Batch, Reading } from "../collector/batch";

/** A reading of the sensor; each has a value of its own, by which it is known again. */
interface Taken {
  value: number;
  /** True time, seconds since 1970. */
  timeS: number;
  /** The board lost its power in the same instant: nobody knows whether it counts as taken. */
  isDoubtful: boolean;
  /** How often the server got it. */
  deliveries: number;
  /** Boot and sequence number with which it came first. */
  identity: string | undefined;
}

/** What every reading should be. */
export interface ReadingForm {
  device: string;
  quantity: string;
  unit: string;
  /** A reading's time may differ from the true one by so many seconds. */
  timeToleranceS: number;
}

export class Ledger {
  /** Deliveries of a reading that the server had already, under the same identity. */
  repeats = 0;
  /** The modem's clock was wrong at some time, and so is perhaps the board's that is set by it. */
  isClockSpoilt = false;
  /** A server refused a reading: others may pass it until nothing waits any more. */
  isOrderLoose = false;
  /** The most readings that waited at a time. */
  mostWaiting = 0;
  private readonly _taken: Taken[] = [];
  private readonly _byValue = new Map<number, Taken>();
  private readonly _byIdentity = new Map<string, Taken>();
  /** All before it have been delivered. */
  private _oldest = 0;
  private _delivered = 0;
  /** Where in the order of taking the last first delivery was. */
  private _lastIndex = -1;

  /** @param _onFault told of each reading that is not as it should be. */
  constructor(
    private readonly _form: ReadingForm,
    private readonly _onFault: (kind: string, text: string) => void,
  ) {}

  get taken(): number {
    return this._taken.length;
  }

  /** Readings that the server holds. */
  get delivered(): number {
    return this._delivered;
  }

  /** Readings that cannot be missed since nobody knows whether they count. */
  get doubtful(): number {
    return this._taken.filter(({ isDoubtful, deliveries }) => isDoubtful && deliveries === 0).length;
  }

  /** Readings that never came, doubtful ones left out. */
  get missing(): number {
    return this.taken - this.delivered - this.doubtful;
  }

  /**
   * When the oldest reading was taken that is still to come, seconds since 1970; undefined when there is none. One before the last that came
   * was dropped by a full journal, since readings come in order.
   */
  get oldestWaitingS(): number | undefined {
    if (!this.isOrderLoose) this._oldest = Math.max(this._oldest, this._lastIndex + 1);
    while (this._taken[this._oldest] && !isAwaited(this._taken[this._oldest]!)) this._oldest++;
    return this._taken[this._oldest]?.timeS;
  }

  /** The sensor is read. @returns the value that it gives. */
  take(timeS: number): number {
    // A quarter is exact in every notation of a number.
    const value = 0.25 + this._taken.length;
    const taken = { value, timeS, isDoubtful: false, deliveries: 0, identity: undefined };
    this._taken.push(taken);
    this._byValue.set(value, taken);
    this.mostWaiting = Math.max(this.mostWaiting, this.taken - this.delivered);
    return value;
  }

  /** The board loses its power. */
  onPowerOff(timeS: number): void {
    const last = this._taken.at(-1);
    if (last?.timeS === timeS && last.deliveries === 0) last.isDoubtful = true;
  }

  /** The server stored a batch. */
  onStored({ device, boot, readings }: Batch): void {
    if (device !== this._form.device) this._onFault("altered", `device ${JSON.stringify(device)}`);
    for (const reading of readings) this._onReading(`boot ${boot} seq ${reading.seq}`, reading);
  }

  private _onReading(identity: string, reading: Reading): void {
    const { quantity, unit, timeToleranceS } = this._form;
    const taken = this._byValue.get(reading.value);
    // Made for a fault only: nearly all readings are as they should be.
    const fault = (kind: string, what: string): void =>
      this._onFault(kind, `${identity}: ${JSON.stringify(reading)}${what}`);
    if (!taken) return fault("altered", " was never taken");
    if (reading.quantity !== quantity || reading.unit !== unit) return fault("altered", "");
    if (!this.isClockSpoilt && !(Math.abs((reading.time ?? 0) - taken.timeS) <= timeToleranceS))
      return fault("altered", ` was taken at ${taken.timeS}`);
    const known = this._byIdentity.get(identity);
    if (known && known !== taken) return fault("identity", " has the identity of another reading");
    if (taken.identity !== undefined && taken.identity !== identity)
      return fault("identity", ` came before as ${taken.identity}`);
    this._byIdentity.set(identity, taken);
    taken.identity = identity;
    if (++taken.deliveries > 1) this.repeats++;
    else this._onFirst(taken, fault);
  }

  private _onFirst(taken: Taken, fault: (kind: string, what: string) => void): void {
    this._delivered++;
    const index = Math.round(taken.value - 0.25);
    if (index < this._lastIndex && !this.isOrderLoose) fault("order", " comes behind later readings");
    this._lastIndex = Math.max(this._lastIndex, index);
  }
}

/** A reading that nobody may forget. */
function isAwaited({ deliveries, isDoubtful }: Taken): boolean {
  return deliveries === 0 && !isDoubtful;
}
