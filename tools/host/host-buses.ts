import { EspruinoError } from "./byte-string";
import type { AnyFunction, Realm } from "./realm";

/** Takes what the program does to the hardware. */
export type OnHardware = (action: string) => void;

/**
 * Defines `I2C` and `SPI`. No chip is on a bus: what sends or receives on one throws, as on a board whose chip does not answer. A test
 * that wants a chip gives the module which reads it.
 */
export function installBuses(realm: Realm, onHardware: OnHardware): void {
  const define = (name: string, methods: string): void => {
    const noAnswer: AnyFunction = () => {
      throw new EspruinoError(`${name}: no answer`);
    };
    const prototype = realm.own({}) as object;
    realm.extend(prototype, Object.fromEntries(methods.split(" ").map((method) => [method, noAnswer])));
    realm.extend(prototype, { setup: (options: object) => onHardware(`${name}.setup${optionsText(options)}`) });
    const Bus = function (): object {
      return realm.intrinsics.Object.create(prototype) as object;
    };
    realm.define({ [name]: Bus });
  };
  define("I2C", "writeTo readFrom readReg");
  define("SPI", "send write");
}

/** Options in the order of the alphabet: " rx=D7 tx=D9". */
export function optionsText(options: object): string {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}=${String(value)}`)
    .join("");
}
