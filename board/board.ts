import type { UartPort } from "../modules/at/uart-port";
import type { Sensor } from "../modules/sensors/sensor";

/** The part of the configuration that a board may need to open its UART and to switch its modem. */
export interface UartSettings {
  /** Terminal of the modem, on boards where it is one. */
  path: string;
  baud: number;
  /** Name of the UART where the board leaves the choice, "" for its first. */
  port: string;
  /** Pins of an external modem by what they are for; see external-modem.ts. */
  pins: { [role: string]: string };
  /** Length of an external modem's PWRKEY pulse, milliseconds. */
  pwrkeyMs: number;
}

/** What a level is written to: a `Pin`, or what drives one. */
export interface PinOutput {
  write(level: boolean): void;
}

/**
 * A pin that is at `level` for so many milliseconds, else at the other one. Levels are the chip's: a transistor on the board turns them
 * around.
 */
export type Pulse = [output: PinOutput, level: boolean, ms: number];

/** How the board switches its modem; what it has no pin for is missing. */
export interface ModemPower {
  /** By the modem's STATUS pin, or always true where the board cannot switch it; without it the modem has to be asked. */
  isOn?: (() => boolean) | undefined;
  /** On with true. */
  supply?: PinOutput | undefined;
  /** Switches a modem on that is off, and one off that is on. */
  pwrkey?: Pulse | undefined;
  /** RESET_N: hard reset of a modem that runs. */
  reset?: Pulse | undefined;
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
  /** Opens the UART to the modem. @throws Error naming the setting that is missing or wrong. */
  openUart(this: void, settings: UartSettings): UartPort;
  /** Made anew at each call, so that nothing of it takes memory meanwhile. @throws Error as {@link openUart}. */
  power(this: void, settings: UartSettings): ModemPower;
  /** The machine keeps its own clock, so it is not to be set by the network's. */
  hasClock: boolean;
  /**
   * Where Espruino's Storage begins in flash, for the journal; missing where pages are so large that none lies wholly inside a file. From the
   * board's file in Espruino (`saved_code`).
   */
  storageAddress?: number | undefined;
  /** Sensors on the board. @param supply the modem's supply voltage, by the modem: the battery's on boards that run from one. */
  sensors(supply: Sensor): Sensor[];
  /** The LED for status-led.ts; boards without one do not have it. */
  setLed?: ((isOn: boolean) => void) | undefined;
}
