import { linuxLoad, linuxMemory, linuxTemperature } from "../modules/sensors/linux-system";
import type { Board } from "./board";

/**
 * Espruino for Linux, for example on a Raspberry Pi; the modem is on a terminal and has a supply of its own.
 * @modem any, external
 */
export const board: Board = {
  name: "LINUX",
  // The name of standard input and output on this build.
  consolePort: USB!,
  openUart(settings) {
    if (!settings.path) throw new Error("uart.path: name the terminal of the modem, for example /dev/ttyUSB2");
    Serial1.setup(settings.baud, { path: settings.path });
    return Serial1;
  },
  power: () => ({ isOn: () => true }),
  // On Linux setTime moves pending timers instead of the clock.
  storageAddress: 0x10000000,
  hasClock: true,
  sensors: () => [linuxLoad(), linuxMemory(), linuxTemperature()],
};
