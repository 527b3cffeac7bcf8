import { lis3dh } from "../modules/sensors/lis3dh";
import { lps22hb } from "../modules/sensors/lps22hb";
import { opt3001 } from "../modules/sensors/opt3001";
import { sht3c } from "../modules/sensors/sht3c";
import type { Board } from "./board";
import { openI2c } from "./parts/i2c-bus";

declare const D2: Pin, D6: Pin, D8: Pin, D12: Pin, D13: Pin, D14: Pin, D28: Pin, D31: Pin;

/**
 * RAKwireless WisTrio RAK5010: nRF52840 and BG96, as RAK5010-M also BG95. Pins and levels by RAK's datasheet, "IO Connections between
 * the BG96 and the nRF52840": PWRKEY (D2) and RESET_N (D28) are driven through transistors, 1 pulls the modem's pin low; STATUS is D31.
 * @modem BG96 or BG95
 */
export const board: Board = {
  name: "RAK5010",
  // Its default; USB is there only when it was plugged in at the start.
  consolePort: Bluetooth!,
  openUart(settings) {
    Serial1.setup(settings.baud, { rx: D8, tx: D6 });
    return Serial1;
  },
  // Valid for both modems. BG96 Hardware Design V1.3, 3.7.1: PWRKEY 500 ms and more, 3.7.2.1: 650 ms and more, 3.8: RESET_N 150 to
  // 460 ms. BG95 Hardware Design, 3.7: PWRKEY 500 to 1000 ms for on, 650 to 1500 ms for off; its RESET_N is PWRKEY, for which 300 ms
  // are nothing.
  power: () => ({ isOn: () => D31.read(), pwrkey: [D2, true, 700], reset: [D28, true, 300] }),
  storageAddress: 0xe2000,
  hasClock: false,
  sensors(supply) {
    const bus = (): I2C => openI2c(D14, D13);
    return sht3c(bus).concat(lps22hb(bus), opt3001(bus), lis3dh(bus), supply);
  },
  // Lit by 0.
  setLed: (isOn) => D12.write(!isOn),
};
