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
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const members = membersOf(buffer);
  return new Proxy(target, {
    has: (_, key) => key === liveString || key in Object("") || isIndex(key, buffer.length),
    get: (_, key) => members.get(key) ?? rareMember(buffer, key),
    ownKeys: () => [],
  }) as unknown as string;
}

function isIndex(key: string | symbol, length: number): boolean {
  return typeof key === "string" && /^\d+$/.test(key) && Number(key) < length;
}

/** What a program asks for all the time: made once, over the memory itself. A copy for each search would be most of what receiving costs. */
function membersOf(buffer: Buffer): Map<string | symbol, unknown> {
  const whole = (): string => byteString(buffer);
  return new Map<string | symbol, unknown>([
    [liveString, true],
    ["length", buffer.length],
    ["toJSON", whole],
    ["toString", whole],
    ["valueOf", whole],
    [Symbol.toPrimitive, whole],
    ["indexOf", (needle: unknown, from?: number) => espruinoIndexOfBytes(buffer, String(needle), from)],
    ["substr", (start: number, count?: number) => substr(buffer, start, count)],
    ["slice", (start?: number, end?: number) => byteString(buffer.subarray(start, end))],
    ["charCodeAt", (index = 0) => buffer[index] ?? NaN],
  ]);
}

/** A character, or a method that works on a copy of the whole. */
function rareMember(buffer: Buffer, key: string | symbol): unknown {
  if (isIndex(key, buffer.length)) return String.fromCharCode(buffer[Number(key)]!);
  const text = byteString(buffer);
  const value: unknown = Reflect.get(Object(text), key);
  return typeof value === "function" ? value.bind(text) : value;
}

function substr(buffer: Buffer, start: number, count = buffer.length): string {
  const from = start < 0 ? Math.max(0, buffer.length + start) : start;
  return buffer.toString("latin1", from, from + Math.max(0, count));
}
