import { crc32 } from "node:zlib";
import { EspruinoError, bytesOf, isLiveString, toBytes } from "./byte-string";
import { STORAGE_FILE, type HostStorage } from "./host-storage";
import { parseJson } from "./json-parser";
import { compactJson, stringify } from "./json-text";
import type { AnyFunction, Realm } from "./realm";
import { StorageFile } from "./storage-file";

/** Hash of no files. */
const HASH_START = 0xabcddcba | 0;

/** `require("Storage")` over the files of a {@link HostStorage}. */
export function storageModule(storage: HostStorage, realm: Realm, log: (text: string) => void): object {
  const readJSON = (name: string, isQuiet?: boolean): unknown => {
    const text = storage.read(name);
    return text === undefined ? undefined : attempt(() => parseJson(text, realm.containers, true), isQuiet);
  };
  const functions: Record<string, AnyFunction> = {
    read: (name: string, offset?: number, length?: number) => storage.read(name, offset, length),
    readJSON,
    readArrayBuffer: (name: string) => {
      const text = storage.read(name);
      return text === undefined ? undefined : (realm.own(bytesOf(text)) as Uint8Array).buffer;
    },
    write: (name: string, data: unknown, offset?: number, size?: number) => write(storage, name, data, offset, size),
    writeJSON: (name: string, data: unknown) => storage.write(name, bytesOf(compactJson(data))),
    erase: (name: string) => void storage.erase(name),
    eraseAll: () => storage.eraseAll(),
    list: (regex?: RegExp, filter?: { sf?: boolean }) => list(storage, regex, filter?.sf),
    hash: (regex?: RegExp) => hash(storage, regex),
    getFree: () => storage.stats().freeBytes,
    getStats: () => storage.stats(),
    compact: () => void (storage.compact() && log("Compacting... ")),
    open: (name: string, mode: string) => realm.own(new StorageFile(storage, name, mode).methods()),
  };
  return realm.own(functions) as object;
}

function attempt(parse: () => unknown, isQuiet?: boolean): unknown {
  try {
    return parse();
  } catch (error) {
    if (isQuiet) return undefined;
    throw error;
  }
}

/** Objects are written as JSON, everything else as bytes. */
function write(storage: HostStorage, name: string, data: unknown, offset?: number, size?: number): boolean {
  if (data === undefined || data === null) throw new EspruinoError("Can't get pointer to data to write");
  const isPlain = typeof data === "object" && !Array.isArray(data) && !ArrayBuffer.isView(data) && !isLiveString(data);
  if (isPlain && Object.prototype.toString.call(data) !== "[object ArrayBuffer]")
    return storage.write(name, bytesOf(stringify(data)));
  return storage.write(name, toBytes(data), offset, size);
}

/** Names; of a file made by `open` each part is one, without `sf` with the number of the part. */
function list(storage: HostStorage, regex?: RegExp, isAppendable?: boolean): string[] {
  return storage
    .files()
    .filter((file) => !(file.flags & STORAGE_FILE) || (file.name.endsWith("\x01") && isAppendable !== false))
    .filter((file) => !isAppendable || file.flags & STORAGE_FILE)
    .map((file) => (isAppendable ? file.name.slice(0, -1) : file.name))
    .filter((name) => !regex || name.match(regex));
}

/** Changes with the names and the places of the files. */
function hash(storage: HostStorage, regex?: RegExp): number {
  const files = storage.files().filter((file) => !(file.flags & STORAGE_FILE) && (!regex || file.name.match(regex)));
  return files.reduce(
    (sum, file) => ((sum << 1) | (sum >>> 31)) ^ (storage.flash.start + file.address) ^ crc32(file.name),
    HASH_START,
  );
}
