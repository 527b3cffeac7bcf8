import { chipTemperature } from "../modules/sensors/chip-temperature";
import type { Board } from "./board";

declare const A2: Pin, A3: Pin, B5: Pin, C3: Pin, C4: Pin;
/** Built into Espruino on this board. */
declare const WioLTE: {
  setLEDPower(isOn: boolean): void;
  LED(red: number, green: number, blue: number): void;
};

/**
 * Seeed Wio LTE Cat.1: STM32F405 and EC21. Pins and levels by Seeed's library WioLTEforArduino (`WioLTEHardwarePin`, `TurnOn`, `Reset`):
 * PWRKEY (C4) is driven through a transistor, 1 pulls it low; reset (C3) is low-active; B5 switches the supply. Its STATUS pin (B15) is
 * no longer used by Seeed's library either.
 * @modem EC21
 */
export const board: Board = {
  name: "WIO_LTE",
  // Without USB the console would be Serial2, the modem's.
  consolePort: USB!,
  openUart(settings) {
    Serial2.setup(settings.baud, { rx: A3, tx: A2 });
    return Serial2;
  },
  // EC21 Hardware Design, "Turn on and off Scenarios": PWRKEY 500 ms and more for on, 650 ms and more for off; "Reset": RESET_N 150 to
  // 460 ms.
  power: () => ({ supply: B5, pwrkey: [C4, true, 700], reset: [C3, false, 300] }),
  hasClock: false,
  sensors: (supply) => [chipTemperature(), supply],
  setLed(isOn) {
    WioLTE.setLEDPower(true);
    WioLTE.LED(0, isOn ? 40 : 0, 0);
  },
};
