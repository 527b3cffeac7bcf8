import type { Sensor } from "../modules/sensors/sensor";
import { addReading } from "./journal";
import { logError } from "./log";
import { onReadingAdded } from "./uplink";

let sensors: Sensor[];

/**
 * Reads every sensor now and then every `intervalS` seconds. One that throws stops no other; that is logged when it begins.
 * @returns the interval, for whoever changes it.
 */
export function startSampling(chosen: Sensor[], intervalS: number): ReturnType<typeof setInterval> {
  sensors = chosen;
  sample();
  return setInterval(sample, intervalS * 1000);
}

// Not inside startSampling: its scope and theirs would stay in memory.
function sample(): void {
  for (const sensor of sensors) read(sensor);
}

function read(sensor: Sensor): void {
  try {
    const againMs = sensor.read((value) => {
      if (isNaN(value!)) return;
      addReading(sensor.quantity, sensor.unit, value!);
      onReadingAdded();
    });
    if (againMs) setTimeout(read, againMs, sensor);
    if (sensor.isBroken) sensor.isBroken = false;
  } catch (error) {
    // Espruino's modules throw texts too.
    const reason = (error as Error).message || (error as string);
    if (!sensor.isBroken) logError("sensor " + sensor.quantity + ": " + reason);
    sensor.isBroken = true;
  }
}

/**
 * The sensors named in the configuration, all when none is named.
 * @throws Error naming a sensor that the board does not have.
 */
export function chooseSensors(available: Sensor[], names: string[]): Sensor[] {
  const known = available.map((sensor) => sensor.quantity);
  for (const name of names)
    if (known.indexOf(name) < 0) throw new Error("sampling.sensors: " + name + " is none of " + known.join(", "));
  return names.length ? available.filter((sensor) => names.indexOf(sensor.quantity) >= 0) : available;
}
