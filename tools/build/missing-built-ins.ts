/**
 * What a browser or Node has and Espruino has not: found by asking the interpreter (2v29) for `typeof` of every standard
 * name. Owns names and remedies only; the rules of subset-plugin.ts search for them.
 */

/** Globals that are not there, or that belong to a PC; by name, with what to use instead. */
export const missingGlobals: Readonly<Record<string, string>> = {
  ...all("a plain object", ["Map", "Set", "WeakMap", "WeakSet", "WeakRef", "FinalizationRegistry"]),
  ...all("plain strings and functions", ["Symbol", "Proxy", "Reflect", "Iterator", "Intl"]),
  ...all("Error with a message that names the case", ["RangeError", "EvalError", "URIError", "AggregateError"]),
  ...all("numbers, split where 53 bits are too few", ["BigInt", "BigInt64Array", "BigUint64Array"]),
  ...all("Uint8Array, there are no threads", ["SharedArrayBuffer", "Atomics"]),
  ...all("setTimeout(f, 0)", ["queueMicrotask", "setImmediate", "clearImmediate"]),
  ...all("encodeURIComponent and decodeURIComponent", ["encodeURI", "decodeURI", "escape", "unescape"]),
  ...all("byte strings", ["Buffer", "TextEncoder", "TextDecoder"]),
  ...all("Object.assign or JSON", ["structuredClone"]),
  ...all("indexOf and substr", ["URL", "URLSearchParams"]),
  ...all("getTime()", ["performance"]),
  ...all("the modules of this project", ["fetch", "crypto", "WebSocket"]),
  ...all("callbacks", ["AbortController", "Event", "EventTarget"]),
  ...all("a name in the module's own scope", ["globalThis", "module", "__dirname", "__filename"]),
};

/**
 * Members that are not there: `Class.name` of the class itself, `Class#name` of its instances. `length` stands for an
 * assignment to it.
 */
export const missingMembers: Readonly<Record<string, string>> = {
  ...members("Object.", "a loop over Object.keys", ["getOwnPropertySymbols", "fromEntries"]),
  ...members("Object.", "readonly types", ["preventExtensions", "seal", "freeze"]),
  ...members("Object.", "readonly types", ["isExtensible", "isFrozen", "isSealed"]),
  ...members("Object.", "hasOwnProperty and ===", ["hasOwn", "is", "groupBy"]),
  ...members("Object#", "hasOwnProperty", ["isPrototypeOf", "propertyIsEnumerable", "toLocaleString"]),
  ...members("Array.", "a loop with push", ["from", "of", "fromAsync"]),
  ...members("Array#", "an index", ["at", "findLast", "findLastIndex", "lastIndexOf", "keys", "entries", "values"]),
  ...members("Array#", "a loop", ["flat", "flatMap", "reduceRight", "copyWithin", "toLocaleString"]),
  ...members("Array#", "slice() and the method in place", ["toReversed", "toSorted", "toSpliced", "with"]),
  ...members("Array#", "splice: length is read-only", ["length="]),
  ...members("String.", "String.fromCharCode", ["fromCodePoint", "raw"]),
  ...members("String#", "an index or charCodeAt", ["at", "codePointAt"]),
  ...members("String#", "exec in a loop, or indexOf", ["matchAll", "search"]),
  ...members("String#", "trim", ["trimStart", "trimEnd", "trimLeft", "trimRight"]),
  ...members("String#", "the operators < and ==", ["localeCompare", "normalize", "isWellFormed", "toWellFormed"]),
  ...members("String#", "toLowerCase and toUpperCase", ["toLocaleLowerCase", "toLocaleUpperCase"]),
  ...members("Number.", "x === Math.floor(x)", ["isInteger", "isSafeInteger"]),
  ...members("Number.", "the global function of that name", ["isFinite", "isNaN", "parseFloat", "parseInt"]),
  ...members("Number.", "the number itself", ["MAX_SAFE_INTEGER", "MIN_SAFE_INTEGER", "EPSILON"]),
  ...members("Number#", "toFixed", ["toExponential", "toPrecision", "toLocaleString"]),
  ...members("Math.", "x | 0, or Math.floor", ["trunc", "fround", "imul", "clz32"]),
  ...members("Math.", "Math.pow, Math.sqrt, Math.exp and Math.log", [
    "cbrt",
    "hypot",
    "expm1",
    "log1p",
    "log2",
    "log10",
  ]),
  ...members("Math.", "Math.exp", ["sinh", "cosh", "tanh", "asinh", "acosh", "atanh"]),
  ...members("Promise.", "Promise.all, or callbacks", ["allSettled", "any", "race", "withResolvers"]),
  ...members("Promise#", "then with two functions", ["finally"]),
  ...members("Date.", "new Date(text).getTime()", ["UTC"]),
  ...members("Date#", "setTime", ["setUTCDate", "setUTCFullYear", "setUTCHours", "setUTCMilliseconds"]),
  ...members("Date#", "setTime", ["setUTCMinutes", "setUTCMonth", "setUTCSeconds"]),
  ...members("Date#", "toISOString", ["toDateString", "toTimeString"]),
  ...members("Date#", "toISOString", ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]),
  ...members("RegExp#", "the flag you wrote yourself", ["flags", "global", "ignoreCase", "multiline", "sticky"]),
  ...members("RegExp#", "the flag you wrote yourself", ["unicode", "dotAll", "hasIndices"]),
  ...members("Function#", "an explicit name", ["name"]),
  ...members("Error.", "nothing: the stack is filled in by itself", ["captureStackTrace", "stackTraceLimit"]),
  ...members("Error#", "instanceof, or a message", ["name", "cause"]),
  ...members("ArrayBuffer.", "instanceof", ["isView"]),
  ...members("ArrayBuffer#", "new Uint8Array(buffer, offset, length)", ["slice", "resize", "transfer"]),
  ...members("Uint8Array#", "an index", [
    "at",
    "findLast",
    "findLastIndex",
    "lastIndexOf",
    "keys",
    "entries",
    "values",
  ]),
  ...members("Uint8Array#", "set and subarray", ["copyWithin", "reduceRight", "toReversed", "toSorted", "with"]),
  ...members("DataView#", "two 32-bit halves", ["getBigInt64", "setBigInt64", "getBigUint64", "setBigUint64"]),
};

/**
 * Instance members of {@link missingMembers} whose bare name cannot be anything else. Built code has no types, so only
 * these are found there; `at` or `values` may well be a method of our own.
 */
export const unmistakableMembers: ReadonlySet<string> = new Set(
  Object.keys(missingMembers)
    .filter((key) => key.includes("#"))
    .map((key) => key.slice(key.indexOf("#") + 1))
    .filter((name) => /^(to|set|get)?[a-z]+[A-Z]|^(flat|normalize)$/.test(name) && name !== "lastIndexOf"),
);

function all(remedy: string, names: readonly string[]): Record<string, string> {
  return members("", remedy, names);
}

function members(prefix: string, remedy: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [prefix + name, remedy]));
}
