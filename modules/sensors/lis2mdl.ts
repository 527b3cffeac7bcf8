import { axes } from "./axes";
import type { Sensor } from "./sensor";

/** ST LIS2MDL, magnetic field, by Espruino's module of that name; datasheet, table 2: 1.5 mG, which is 0.15 uT, for each digit. */
export function lis2mdl(bus: () => I2C): Sensor[] {
  return axes("LIS2MDL", bus, "magneticField", "uT", 0.15);
}
