import vm from "node:vm";
import { expandTokens } from "../build/pretokenise";
import { EspruinoError, isLiveString } from "./byte-string";
import type { Containers } from "./json-parser";
import { globalNames, prototypeNames, staticNames } from "./espruino-names";

/** The constructors of a context, which are not those of this program. */
export interface Intrinsics {
  Array: ArrayConstructor;
  Date: DateConstructor;
  Error: ErrorConstructor;
  Function: FunctionConstructor;
  JSON: JSON;
  Math: Math;
  Object: ObjectConstructor;
  Promise: PromiseConstructor;
  ReferenceError: ErrorConstructor;
  String: StringConstructor;
  SyntaxError: ErrorConstructor;
  TypeError: ErrorConstructor;
  Uint8Array: Uint8ArrayConstructor;
}

const GLOBALS = "Object.getOwnPropertyNames(globalThis).map((name) => [name, globalThis[name]])";
const FORGET = "(names) => { for (const name of names) delete globalThis[name]; }";

/** A function of any shape; what crosses the border between host and program. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the program may pass anything; each function states its own
export type AnyFunction = (this: unknown, ...args: any[]) => unknown;

/**
 * The world in which a device program runs: a context of its own with what Espruino offers and nothing else. Owns the border:
 * functions, values and errors of the host become ones of the context on their way in.
 */
export class Realm {
  /** Its global object; not contextified, since then every access to a global would go through Node's interceptors. */
  readonly context: vm.Context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
  readonly intrinsics: Intrinsics;
  /** Where values come from that are made of JSON. */
  readonly containers: Containers;

  constructor() {
    // A script for each name would be compiled at each boot.
    const entries = scriptOf(GLOBALS, "globals").runInContext(this.context) as [string, unknown][];
    this.intrinsics = Object.fromEntries(entries) as unknown as Intrinsics;
    const { Array: OwnArray, Object: OwnObject, JSON: json } = this.intrinsics;
    const strict = json.parse;
    this.containers = {
      array: () => new OwnArray<unknown>(),
      object: () => new OwnObject(),
      strict: (text) => strict(text) as unknown,
    };
    const forget = scriptOf(FORGET, "forget").runInContext(this.context) as (names: string[]) => void;
    forget(entries.map(([name]) => name).filter((name) => !globalNames.has(name)));
    this._removeMissing();
    this.define({ global: this.global });
  }

  get global(): object {
    return vm.runInContext("globalThis", this.context) as object;
  }

  /** Runs program text; a byte string, as the board has it, perhaps pretokenised. */
  run(code: string, name: string): unknown {
    return scriptOf(code, name).runInContext(this.context);
  }

  /** Sets globals; functions and plain objects become those of the context. */
  define(values: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(values)) this._hide(this.context, name, this.own(value));
  }

  /** Sets methods on an object of the context that do not show in loops over its keys. */
  extend(object: object, methods: Record<string, AnyFunction>): void {
    for (const [name, method] of Object.entries(methods)) this._hide(object, name, this.own(method));
  }

  /** The same value as the program would have made it. */
  own(value: unknown): unknown {
    if (typeof value === "object" && value !== null) return this._ownObject(value);
    return typeof value === "function" ? this._ownFunction(value as AnyFunction) : value;
  }

  private _ownObject(value: object): unknown {
    const { Array: OwnArray, Object: OwnObject, Uint8Array: OwnUint8Array } = this.intrinsics;
    if (isLiveString(value)) return value;
    if (value instanceof OwnArray || value instanceof OwnUint8Array) return value;
    if (Array.isArray(value)) return this._ownArray(value);
    if (ArrayBuffer.isView(value)) return new OwnUint8Array(value as Uint8Array);
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return OwnObject.assign(
      new OwnObject(),
      mapValues(value, (item) => this.own(item)),
    );
  }

  private _ownArray(values: unknown[]): unknown[] {
    const own = new this.intrinsics.Array<unknown>();
    for (const value of values) own.push(this.own(value));
    return own;
  }

  private _hide(object: object, name: string, value: unknown): void {
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
  }

  private _ownFunction(host: AnyFunction): AnyFunction {
    if (Object.getPrototypeOf(host) !== Function.prototype) return host;
    const call = (self: unknown, args: unknown[]): unknown => {
      try {
        const value = host.apply(self, args);
        // Most give nothing or a number.
        return typeof value === "object" || typeof value === "function" ? this.own(value) : value;
      } catch (error) {
        throw this._ownError(error);
      }
    };
    const own = function (this: unknown, ...args: unknown[]): unknown {
      return call(this, args);
    };
    return Object.setPrototypeOf(own, this.intrinsics.Function.prototype) as AnyFunction;
  }

  private _ownError(error: unknown): unknown {
    return error instanceof EspruinoError ? new this.intrinsics[error.type](error.message) : error;
  }

  /** Takes away what Node's JavaScript has and Espruino's has not. */
  private _removeMissing(): void {
    const { intrinsics } = this;
    for (const [name, kept] of Object.entries(prototypeNames)) removeOthers(this._prototype(name), kept);
    for (const [name, kept] of Object.entries(staticNames))
      removeOthers(intrinsics[name as keyof Intrinsics] as object, kept);
  }

  private _prototype(name: string): object {
    if (name === "TypedArray") return Object.getPrototypeOf(this.intrinsics.Uint8Array.prototype) as object;
    return (this.intrinsics[name as keyof Intrinsics] as { prototype: object }).prototype;
  }
}

/** Removes the named properties that are not in the list; symbols stay, syntax such as `for…of` needs them. */
function removeOthers(object: object, kept: string): void {
  const names = new Set(kept.split(" "));
  for (const name of Object.getOwnPropertyNames(object)) {
    if (!names.has(name)) Reflect.deleteProperty(object, name);
  }
}

function mapValues(object: object, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** What was compiled already: boards start often, and load the same modules again and again. */
const scripts = new Map<string, vm.Script>();
const MOST_SCRIPTS = 64;

function scriptOf(code: string, name: string): vm.Script {
  const key = `${name}\n${code}`;
  const known = scripts.get(key);
  if (known) return known;
  const script = new vm.Script(expandTokens(code), { filename: name });
  if (scripts.size >= MOST_SCRIPTS) scripts.clear();
  scripts.set(key, script);
  return script;
}
