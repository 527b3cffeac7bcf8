import { send } from "../modules/at/at-client";
import type { Sensor } from "../modules/sensors/sensor";
import { offlineReason } from "./supervisor";

/**
 * The modem's supply voltage as the modem measures it (`AT+CBC`, 3GPP TS 27.007, 8.4, and a third parameter of Quectel's: mV). No value
 * while the modem is offline.
 */
export const modemSupply: Sensor = {
  quantity: "battery",
  unit: "V",
  read(done) {
    if (!offlineReason) send("+CBC", (_error, lines) => done(parseInt(lines.split(",")[2]!) / 1000));
  },
};
