import { chipSensors } from "./chip-sensors";
import type { Sensor } from "./sensor";

/** Sensirion SHTC3, temperature and humidity, by Espruino's module `SHT3C`. */
export function sht3c(bus: () => I2C): Sensor[] {
  return chipSensors(
    "temperature Cel,humidity %",
    10,
    () => (require("SHT3C") as EspruinoSht3cModule).connectI2C(bus()),
    (chip, done) => chip.read((data) => done([data.temp, data.humidity])),
  );
}
