import { externalModem } from "./parts/external-modem";

declare const D2: Pin;

/**
 * ESP32 with an external modem. Serial1 is the USB bridge and with it the console.
 * @modem any, external
 */
export const board = externalModem("ESP32", Serial1, ["Serial2", "Serial3"], { rx: "D5", tx: "D4" }, D2, 0x320000);
