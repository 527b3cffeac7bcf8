import { externalModem } from "./parts/external-modem";

/**
 * Pixl.js (nRF52832) with an external modem on its only UART, which would be the console without Bluetooth. LED1 is the backlight.
 * @modem any, external
 */
export const board = externalModem("PIXLJS", Bluetooth!, ["Serial1"], { rx: "D0", tx: "D1" }, undefined, 0x6d000);
