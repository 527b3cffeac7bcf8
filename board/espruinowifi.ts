import { externalModem } from "./parts/external-modem";

declare const LED1: Pin;

/**
 * Espruino WiFi (STM32F411) with an external modem. Without USB the console would be Serial1; Serial2 is the ESP8266's.
 * @modem any, external
 */
export const board = externalModem("ESPRUINOWIFI", USB!, ["Serial1"], { rx: "B7", tx: "B6" }, LED1);
