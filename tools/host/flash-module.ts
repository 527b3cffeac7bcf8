import { EspruinoError, toBytes } from "./byte-string";
import type { FlashMemory } from "./flash-memory";
import type { AnyFunction, Realm } from "./realm";

/** `require("Flash")` over the memory in which Storage lies; all of it counts as free, as in the Linux build. */
export function flashModule(flash: FlashMemory, realm: Realm): object {
  const functions: Record<string, AnyFunction> = {
    getPage: (address: unknown) => getPage(flash, toInt(address)),
    getFree: () => [{ addr: flash.start, length: flash.size }],
    erasePage: (address: unknown) => {
      const page = getPage(flash, checkedAddress(address));
      if (page) flash.erasePage(page.addr - flash.start);
    },
    write: (data: unknown, address: unknown) => write(flash, data, toInt(address)),
    read: (length: unknown, address: unknown) => read(flash, toInt(length), toInt(address)),
  };
  return realm.own(functions) as object;
}

/** What the interpreter makes of a value where it wants an integer. */
function toInt(value: unknown): number {
  return Number(value) >>> 0 === Number(value) ? Number(value) : Number(value) | 0;
}

/** @throws EspruinoError unless it is an integer. The interpreter refuses a whole number too that came of a division. */
function checkedAddress(address: unknown): number {
  if (Number.isInteger(address)) return address as number;
  throw new EspruinoError(`Address should be an integer, got ${typeName(address)}`);
}

function typeName(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === "boolean" ? "Number" : Object.prototype.toString.call(value).slice(8, -1);
}

function getPage(flash: FlashMemory, address: number): { addr: number; length: number } | undefined {
  const offset = address - flash.start;
  if (offset < 0 || offset >= flash.size) return undefined;
  return { addr: address - (offset % flash.pageSize), length: flash.pageSize };
}

/** Writes what lies within the memory. */
function write(flash: FlashMemory, data: unknown, address: number): void {
  if (data === undefined) throw new EspruinoError("Data is not defined");
  const bytes = toBytes(data);
  const offset = address - flash.start;
  if (bytes.length > 0 && offset >= 0 && offset < flash.size)
    flash.write(offset, bytes.subarray(0, flash.size - offset));
}

/** Bytes outside of the memory are 0. */
function read(flash: FlashMemory, length: number, address: number): Uint8Array | undefined {
  if (length <= 0) return undefined;
  const bytes = new Uint8Array(length);
  const offset = address - flash.start;
  if (offset >= 0 && offset < flash.size) bytes.set(flash.read(offset, length));
  return bytes;
}
