import { chipSensors } from "./chip-sensors";
import type { Sensor } from "./sensor";

/**
 * ST LPS22HB, air pressure, by Espruino's module of that name. Measures once a second by itself: the module's own way without the
 * interrupt pin, `read`, asks the chip every 100 ms and never ends.
 */
export function lps22hb(bus: () => I2C): Sensor[] {
  return chipSensors(
    "pressure hPa",
    1500,
    () => {
      const chip = (require("LPS22HB") as EspruinoLps22hbModule).connectI2C(bus());
      // Datasheet, 9.5: CTRL_REG1, 1 Hz, and no update between reads of one value.
      chip.w(0x10, 0x12);
      return chip;
    },
    (chip, done) => done([chip.get().pressure]),
  );
}
