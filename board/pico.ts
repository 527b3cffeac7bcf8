import { externalModem } from "./parts/external-modem";

declare const LED1: Pin;

/**
 * Espruino Pico (STM32F401) with an external modem. Without USB the console would be Serial1.
 * @modem any, external
 */
export const board = externalModem("PICO", USB!, ["Serial1", "Serial2"], { rx: "B7", tx: "B6" }, LED1);
