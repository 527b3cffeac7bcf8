import { chipSensors } from "./chip-sensors";
import type { Sensor } from "./sensor";

/** Bosch BME280 on SPI, by Espruino's module of that name, which does not check that the chip is there. */
export function bme280(pins: SPISetup, chipSelect: Pin): Sensor[] {
  return chipSensors(
    "temperature Cel,humidity %,pressure hPa",
    100,
    () => {
      const spi = new SPI();
      spi.setup(pins);
      const chip = (require("BME280") as EspruinoBme280Module).connectSPI(spi, chipSelect);
      // BME280 datasheet, 5.4.1: register "id".
      if (chip.read(0xd0, 1)[0] !== 0x60) throw new Error("no BME280");
      return chip;
    },
    (chip, done) => {
      const data = chip.getData();
      done([data.temp, data.humidity, data.pressure]);
    },
  );
}
