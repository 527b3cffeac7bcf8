import type { Sensor } from "../modules/sensors/sensor";
import type { Reading } from "./reading";

/** Reads every sensor at a fixed interval and makes a reading of each value. */
export class Sampler {
  private _seq = 0;

  /** @param _onReading takes each reading, in order of `seq`. */
  constructor(
    private _sensors: Sensor[],
    private _onReading: (reading: Reading) => void,
  ) {}

  /** Samples now and then every `intervalS` seconds. */
  start(intervalS: number): void {
    setInterval(() => this._sample(), intervalS * 1000);
    this._sample();
  }

  private _sample(): void {
    for (const sensor of this._sensors) this._read(sensor);
  }

  private _read(sensor: Sensor): void {
    sensor.read((value) => {
      if (value === undefined) return;
      this._onReading({ seq: ++this._seq, time: getTime(), quantity: sensor.quantity, unit: sensor.unit, value });
    });
  }
}

/**
 * The sensors named in the configuration, all when none is named.
 * @throws Error naming a sensor that the board does not have.
 */
export function chooseSensors(available: Sensor[], names: string[]): Sensor[] {
  if (!names.length) return available;
  return names.map((name) => {
    for (const sensor of available) if (sensor.quantity === name) return sensor;
    throw new Error(
      "sampling.sensors: this board has no " + name + "; it has " + available.map((s) => s.quantity).join(", "),
    );
  });
}
