/**
 * Byte strings and what Espruino takes as bytes. Owns the rule by which `Serial.write`, `E.toString`, `E.CRC32` and
 * `Storage.write` flatten their arguments; knows nothing of ports or files.
 */

/** An error that the device's program gets: thrown by host code, made an error of the program's own kind at the border. */
export class EspruinoError extends Error {
  constructor(
    message: string,
    readonly type: "Error" | "TypeError" | "SyntaxError" | "ReferenceError" = "Error",
  ) {
    super(message);
  }
}

/** A byte string, 0-255 a character, of bytes. */
export function byteString(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("latin1");
}

/** The bytes of a byte string; of a character above 255 the low eight bits count. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/**
 * Flattens as `E.toUint8Array` does: a number is one byte, a string its characters, arrays and typed arrays their elements,
 * `{data, count}` is repeated and `{callback}` asked.
 * @throws EspruinoError for anything else.
 */
export function toBytes(value: unknown): Buffer {
  if (typeof value === "string") return bytesOf(value);
  const bytes: number[] = [];
  append(bytes, value);
  return Buffer.from(bytes);
}

function append(bytes: number[], value: unknown): void {
  if (typeof value === "number" || typeof value === "boolean") bytes.push(Number(value) & 255);
  else if (typeof value === "string") for (const byte of bytesOf(value)) bytes.push(byte);
  else if (isAnyArrayBuffer(value)) for (const byte of new Uint8Array(value)) bytes.push(byte);
  else if (typeof value === "object" && value !== null) appendObject(bytes, value);
  else throw new EspruinoError(`Expecting Number or iterable, got ${value as null | undefined}`, "TypeError");
}

/** An ArrayBuffer of this or of another realm. */
export function isAnyArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

function appendObject(bytes: number[], value: object): void {
  const { data, count, callback } = value as { data?: unknown; count?: number; callback?: unknown };
  if (isLiveString(value)) {
    append(bytes, String(value));
  } else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    for (const item of Array.from(value as ArrayLike<unknown>)) append(bytes, item);
  } else if (data !== undefined && count !== undefined) {
    for (let i = 0; i < count; i++) append(bytes, data);
  } else if (typeof callback === "function") {
    append(bytes, (callback as () => unknown)());
  } else {
    throw new EspruinoError(
      "If specifying an object, it must be of the form {data : ..., count : N} or {callback : fn}",
      "TypeError",
    );
  }
}

/** Marks the objects that stand for a string over an array's memory. */
export const liveString = Symbol("live string");

/** Whether a value stands for a string over an array's memory. */
export function isLiveString(value: unknown): value is string {
  return typeof value === "object" && value !== null && liveString in value;
}
