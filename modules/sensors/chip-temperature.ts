import type { Sensor } from "./sensor";

/** Temperature of the microcontroller, some degrees above the air's. */
export function chipTemperature(): Sensor {
  return { quantity: "temperature", unit: "Cel", read: (done) => done(E.getTemperature()) };
}
