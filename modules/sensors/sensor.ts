/** One measured quantity. */
export interface Sensor {
  /** Short name under which readings appear, for example `temperature`. */
  quantity: string;
  /** Unit as a UCUM code: `1`, `By`, `Cel`, `V`. */
  unit: string;
  /** Kept by whoever reads it: it threw the last time. */
  isBroken?: boolean;
  /**
   * Measures once; `done` gets undefined or NaN when the sensor gives no value now.
   * @returns milliseconds after which it is to be asked again, when it is not ready yet and `done` will not be called.
   * @throws what is wrong with a sensor that is absent or broken.
   */
  read(done: (value: number | undefined) => void): number | void;
}
