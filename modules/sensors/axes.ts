import { chipSensors } from "./chip-sensors";
import type { Sensor } from "./sensor";

/** Three axes of a chip whose module answers `{x, y, z}`. @param scale from its figures to the unit. */
export function axes(module: string, bus: () => I2C, quantity: string, unit: string, scale: number): Sensor[] {
  return chipSensors(
    ["X", "Y", "Z"].map((axis) => quantity + axis + " " + unit).join(","),
    // First data at 10 Hz.
    100,
    () => (require(module) as EspruinoAxesModule).connectI2C(bus()),
    (chip, done) => {
      const data = chip.read();
      done([data.x * scale, data.y * scale, data.z * scale]);
    },
  );
}
