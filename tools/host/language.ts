import { EspruinoError, bytesOf, isLiveString } from "./byte-string";
import { parseJson } from "./json-parser";
import { stringify } from "./json-text";
import type { AnyFunction, Realm } from "./realm";
import { espruinoIndexOf, espruinoSplit } from "./string-search";

/** Makes the built-in functions of a realm behave as Espruino's where device code could notice. */
export function installLanguage(realm: Realm): void {
  const { Array: OwnArray, JSON: json, Uint8Array: Bytes } = realm.intrinsics;
  realm.extend(json, { stringify, parse: (text: unknown) => parseJson(String(text), realm.containers) });
  realm.extend(realm.intrinsics.Math, { round: (value: unknown) => roundAway(Number(value)) });
  realm.extend(Object.getPrototypeOf(Bytes.prototype) as object, typedArrayMethods(OwnArray));
  const strings = realm.intrinsics.String.prototype;
  const nativeSplit = strings.split as AnyFunction;
  realm.extend(strings, {
    indexOf(pattern: unknown, start?: number) {
      return espruinoIndexOf(String(this), String(pattern), start);
    },
    /** Knows no limit. */
    split(separator?: unknown) {
      const text = isText(separator) ? String(separator) : "";
      if (text === "") return nativeSplit.call(this, separator);
      const pieces = new OwnArray<string>();
      pieces.push(...espruinoSplit(String(this), text));
      return pieces;
    },
  });
}

function isText(value: unknown): boolean {
  return typeof value === "string" || isLiveString(value);
}

/** Halves go away from zero, not up. */
function roundAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

interface TypedArray extends ArrayLike<number> {
  [index: number]: number;
}

/** `set` takes byte strings and cuts what does not fit; `slice` gives a plain array. */
function typedArrayMethods(OwnArray: ArrayConstructor): Record<string, AnyFunction> {
  return {
    set(source: unknown, offset: number = 0) {
      copy(this as TypedArray, elementsOf(source), offset);
    },
    slice(start?: number, end?: number) {
      const values = Array.prototype.slice.call(this, start, end) as number[];
      const own = new OwnArray<number>();
      own.push(...values);
      return own;
    },
  };
}

function elementsOf(source: unknown): ArrayLike<number> {
  if (typeof source === "string" || isLiveString(source)) return bytesOf(source.toString());
  if (typeof source === "object" && source !== null && "length" in source) return Array.from(source as number[]);
  const kind = typeof source;
  throw new EspruinoError(`First argument must be Array, not ${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
}

function copy(target: TypedArray, elements: ArrayLike<number>, offset: number): void {
  const count = Math.min(elements.length, target.length - offset);
  for (let i = 0; i < count; i++) target[offset + i] = elements[i]!;
}
