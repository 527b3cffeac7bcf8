import { chipSensors } from "./chip-sensors";
import type { Sensor } from "./sensor";

/** TI OPT3001, illuminance, by Espruino's module of that name. Its first conversion takes 800 ms. */
export function opt3001(bus: () => I2C): Sensor[] {
  return chipSensors(
    "illuminance lx",
    1000,
    () => (require("OPT3001") as EspruinoOpt3001Module).connectI2C(bus()),
    (chip, done) => done([chip.read()]),
  );
}
