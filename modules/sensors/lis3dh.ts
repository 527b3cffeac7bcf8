import { axes } from "./axes";
import type { Sensor } from "./sensor";

/** ST LIS3DH, acceleration up to 2 g, by Espruino's module of that name. */
export function lis3dh(bus: () => I2C): Sensor[] {
  return axes("LIS3DH", bus, "acceleration", "[g]", 1);
}
