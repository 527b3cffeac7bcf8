import type { PinGuard } from "../modules/quectel/sim";

export const storage = require("Storage") as EspruinoStorage;

const PIN_FILE = "qssl.pin";

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
