import { byteString, liveString } from "./byte-string";
import { espruinoIndexOfBytes } from "./string-search";

/**
 * What `E.toString` of a whole byte array gives on the interpreter: a string over the *same memory*, so that later writes to
 * the array show in it. JavaScript strings cannot change, so this stands for one: it has the methods, `length` and indexes of
 * a string and turns into one wherever a string is needed (`==`, `+`, keys, arguments). What differs: `typeof` says "object",
 * `===` is never true, and `switch` does not match it.
 */
export function makeLiveString(bytes: Uint8Array): string {
  const known = strings.get(bytes.buffer);
  if (known !== undefined && known.length === bytes.length) return known;
  const made = liveProxy(bytes);
  strings.set(bytes.buffer, made);
  return made;
}

/** The string of each memory, so that two strings over the same compare equal. */
const strings = new WeakMap<ArrayBufferLike, string>();

function liveProxy(bytes: Uint8Array): string {
  const target = Object.create(null) as object;
  return new Proxy(target, {
    has: (_, key) => key === liveString || key in Object("") || isIndex(key, bytes.length),
    get: (_, key) => member(bytes, key),
    ownKeys: () => [],
  }) as unknown as string;
}

function isIndex(key: string | symbol, length: number): boolean {
  return typeof key === "string" && /^\d+$/.test(key) && Number(key) < length;
}

function member(bytes: Uint8Array, key: string | symbol): unknown {
  if (key === liveString) return true;
  if (key === "length") return bytes.length;
  if (isIndex(key, bytes.length)) return String.fromCharCode(bytes[Number(key)]!);
  if (key === "toJSON" || key === "toString" || key === "valueOf" || key === Symbol.toPrimitive)
    return () => byteString(bytes);
  if (key === "indexOf") return indexOf(bytes);
  if (key === "substr") return (start: number, count?: number) => substr(bytes, start, count);
  if (key === "slice") return (start?: number, end?: number) => byteString(bytes.subarray(start, end));
  if (key === "charCodeAt") return (index = 0) => bytes[index] ?? NaN;
  return stringMember(bytes, key);
}

/** Searches the memory itself: a copy for each search would be most of what receiving costs. */
function indexOf(bytes: Uint8Array): (needle: unknown, from?: number) => number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (needle, from) => espruinoIndexOfBytes(buffer, String(needle), from);
}

/** The rarer methods work on a copy of the whole. */
function stringMember(bytes: Uint8Array, key: string | symbol): unknown {
  const text = byteString(bytes);
  const value: unknown = Reflect.get(Object(text), key);
  return typeof value === "function" ? value.bind(text) : value;
}

function substr(bytes: Uint8Array, start: number, count = bytes.length): string {
  const from = start < 0 ? Math.max(0, bytes.length + start) : start;
  return byteString(bytes.subarray(from, from + Math.max(0, count)));
}
