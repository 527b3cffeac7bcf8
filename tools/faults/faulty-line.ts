/** The serial line between host and modem, on which things may happen to bytes. Without faults it hands on what comes as it comes. */
import type { BytePort } from "../byte-port";
import type { Clock } from "../clock";
import { LineSide } from "./line-side";

export const DIRECTIONS = ["toHost", "toModem"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export class FaultyLine implements BytePort {
  readonly toHost: LineSide;
  readonly toModem: LineSide;
  private _receiver: (bytes: Buffer) => void = () => {};
  private _modem: BytePort | undefined;

  constructor(clock: Clock) {
    this.toHost = new LineSide(clock, (bytes) => this._receiver(bytes));
    this.toModem = new LineSide(clock, (bytes) => this._modem?.write(bytes));
  }

  /** Joins the line to the modem's port. */
  connect(modem: BytePort): void {
    this._modem = modem;
    modem.onData((bytes) => this.toHost.take(bytes));
  }

  /** Called by the host. */
  write(bytes: Buffer): void {
    this.toModem.take(bytes);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  setBaud(baud: number): void {
    this._modem?.setBaud?.(baud);
  }
}
