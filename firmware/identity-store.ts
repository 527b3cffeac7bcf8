/** What must outlive a restart of the board, in its flash (Espruino `Storage`). */
import type { PinGuard } from "../modules/quectel/sim";

export const storage = require("Storage") as EspruinoStorage;

const BOOT_FILE = "qssl.boot";
const PIN_FILE = "qssl.pin";

/** Number of this boot, from 1: counted on, so that `seq` may begin anew without repeating an identity. */
export function nextBootNumber(): number {
  const boot = (parseInt(storage.read(BOOT_FILE)!) || 0) + 1;
  storage.write(BOOT_FILE, "" + boot);
  return boot;
}

/** Remembers a refused PIN by its CRC, so that another PIN in the configuration is tried, the refused one never again. */
export function storedPinGuard(pin: string): PinGuard {
  const mark = "" + E.CRC32(pin);
  return {
    isRefused: () => storage.read(PIN_FILE) === mark,
    setRefused(isRefused) {
      if (isRefused) storage.write(PIN_FILE, mark);
      else storage.erase(PIN_FILE);
    },
  };
}
