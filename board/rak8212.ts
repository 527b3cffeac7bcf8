import { bme280 } from "../modules/sensors/bme280";
import { lis2mdl } from "../modules/sensors/lis2mdl";
import { lis3dh } from "../modules/sensors/lis3dh";
import { opt3001 } from "../modules/sensors/opt3001";
import type { Board } from "./board";
import { openI2c } from "./parts/i2c-bus";

// prettier-ignore
declare const D2: Pin, D3: Pin, D4: Pin, D5: Pin, D6: Pin, D7: Pin, D9: Pin, D11: Pin, D12: Pin, D13: Pin, D14: Pin, D15: Pin,
  D18: Pin, D19: Pin, D23: Pin, D26: Pin;

/**
 * RAKwireless iTracker RAK8212: nRF52832 and BG96. Pins as Espruino's own module `iTracker` and a public copy of RAK's
 * firmware have them (RAK's schematic itself was not seen). PWRKEY (D15) and RESET_N (D14) are driven through transistors: 1 pulls the modem's pin low.
 * No pin tells whether the modem is on.
 * @modem BG96
 */
export const board: Board = {
  name: "RAK8212",
  // Its only UART is the console by default, on other pins; it is the modem's.
  consolePort: Bluetooth!,
  openUart(settings) {
    Serial1.setup(settings.baud, { rx: D7, tx: D9 });
    return Serial1;
  },
  // BG96 Hardware Design V1.3, PWRKEY: 3.7.1, on by 500 ms and more; 3.7.2.1, off by 650 ms and more; RESET_N: 3.8, 150 to 460 ms.
  power: () => ({ supply: D6, pwrkey: [D15, true, 700], reset: [D14, true, 300] }),
  storageAddress: 0x6c000,
  hasClock: false,
  sensors: (supply) =>
    bme280({ miso: D5, mosi: D3, sck: D4 }, D2).concat(
      opt3001(() => openI2c(D26, D23)),
      lis3dh(() => openI2c(D19, D18)),
      lis2mdl(() => openI2c(D13, D11)),
      supply,
    ),
  // Espruino turns the level of this pin around itself.
  setLed: (isOn) => D12.write(isOn),
};
