import { crc32 } from "node:zlib";
import { byteString, bytesOf, isAnyArrayBuffer, toBytes } from "./byte-string";
import { compactJson } from "./json-text";
import { makeLiveString } from "./live-string";
import type { AnyFunction } from "./realm";
import type { HostSession } from "./host-session";
import type { HostStorage } from "./host-storage";

/** The functions of `E`. Addresses and hardware are pretended: an address is only good for `memoryArea`. */
export function interpreterFunctions(session: HostSession): Record<string, AnyFunction> {
  return { ...byteFunctions(), ...systemFunctions(session), ...numberFunctions(session) };
}

/** Those that turn one form of bytes into another: they need no machine. */
export function byteFunctions(): Record<string, AnyFunction> {
  const areas = new Map<number, Uint8Array>();
  return {
    toString: (...data) => toByteString(data),
    toUint8Array: (...data) => new Uint8Array(toBytes(data)),
    toArrayBuffer: (text: string) => new Uint8Array(bytesOf(String(text))).buffer,
    toJS: (value) => compactJson(value),
    CRC32: (data) => crc32(toBytes(data)),
    getAddressOf: (value: unknown, isFlat?: boolean) => {
      if (!isBytes(value) || !isFlat) return 0;
      areas.set(areas.size + 1, value);
      return areas.size;
    },
    memoryArea: (address: number, length: number) => makeLiveString(areas.get(address)!.subarray(0, length)),
  };
}

/** One whole byte array, or a buffer, gives a string over its memory, all else a copy. */
function toByteString(data: unknown[]): string {
  const [only] = data;
  if (data.length !== 1) return byteString(toBytes(data));
  if (isAnyArrayBuffer(only)) return makeLiveString(new Uint8Array(only));
  const isWhole = isBytes(only) && only.byteLength === only.buffer.byteLength;
  return isWhole ? makeLiveString(only) : byteString(toBytes(data));
}

/** A Uint8Array of this or another realm. */
function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === "[object Uint8Array]";
}

function systemFunctions(session: HostSession): Record<string, AnyFunction> {
  return {
    getErrorFlags: () => session.flags.take(),
    setBootCode: (code?: string, isAlways?: boolean) => setBootCode(session.storage, code, isAlways),
    enableWatchdog: (seconds: number, isAuto: boolean = true) => session.machine.watchdog.enable(seconds, isAuto),
    kickWatchdog: () => session.machine.watchdog.kick(),
    setTimeZone: (hours: number) => void (session.timeZone = hours),
    setConsole: (device: unknown) => void (session.console.port = String(device)),
    getConsole: () => session.console.port,
    reboot: () => session.machine.restart({}),
    setFlags: () => {},
    defrag: () => {},
    lockConsole: () => {},
  };
}

/** The code at each start, or only at a power-up. */
function setBootCode(storage: HostStorage, code?: string, isAlways?: boolean): void {
  storage.erase(".bootcde");
  storage.erase(".bootrst");
  if (code) storage.write(isAlways ? ".bootrst" : ".bootcde", bytesOf(code));
}

function numberFunctions(session: HostSession): Record<string, AnyFunction> {
  const { temperature = () => NaN, random = Math.random } = session.machine.options;
  return {
    getTemperature: temperature,
    getAnalogVRef: () => NaN,
    hwRand: () => Math.floor(random() * 0x100000000) | 0,
    getSizeOf: () => 1,
    reverseByte: (value: number) =>
      [...Array(8).keys()].reduce((sum, bit) => sum | (((value >> bit) & 1) << (7 - bit)), 0),
    sum: (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0),
    clip: (value: number, least: number, most: number) => Math.min(most, Math.max(least, value)),
  };
}
