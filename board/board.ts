import type { UartPort } from "../modules/at/uart-port";
import type { Sensor } from "../modules/sensors/sensor";

/** The part of the configuration that a board may need to open its UART. */
export interface UartSettings {
  /** Terminal of the modem, on boards where it is one. */
  path: string;
  baud: number;
}

/** One hardware build: which pins, which UART, which sensors; nothing else. */
export interface Board {
  /** Name as in `npm run flash -- --board`. */
  name: string;
  /**
   * Port that the boot code makes the console, for good: `USB`, `Bluetooth`, a UART with no modem on it, or `LoopbackA` for no console at
   * all. Never the modem's: a console runs what it receives. `Serial.setConsole(true)` is called on it.
   */
  consolePort: Serial;
  /** Opens the UART to the modem. @throws Error naming the setting that is missing. */
  openUart(settings: UartSettings): UartPort;
  /** The machine keeps its own clock, so it is not to be set by the network's. */
  hasClock: boolean;
  /** Sensors on the board. */
  sensors(): Sensor[];
}
