/** One measured quantity. */
export interface Sensor {
  /** Short name under which readings appear, for example `temperature`. */
  quantity: string;
  /** Unit as a UCUM code: `1`, `By`, `Cel`, `V`. */
  unit: string;
  /** Measures once; `done` gets undefined when the sensor gives no value now. */
  read(done: (value: number | undefined) => void): void;
}
