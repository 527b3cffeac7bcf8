/** One measured value; with the device's name and the boot number, `seq` identifies it for ever. */
export interface Reading {
  /** Counts from 1, over restarts of the board. */
  seq: number;
  /** Seconds since 1970 UTC by the board's clock; see `shiftReadings` for a clock that was not set. */
  time: number;
  quantity: string;
  /** UCUM code. */
  unit: string;
  value: number;
}
