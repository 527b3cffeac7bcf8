/**
 * Which of the names that JavaScript has in Node exist on Espruino 2v29, asked of the interpreter itself
 * (test/tools/host/same-as-interpreter.test.ts asks again). What is not listed is removed from a {@link Realm}.
 */

/** Globals of the language. The host's own, such as `Serial1`, are added later. */
export const globalNames = new Set(
  (
    "Object Function Array Number parseFloat parseInt Infinity NaN Boolean String Date Promise RegExp Error ReferenceError " +
    "SyntaxError TypeError globalThis JSON Math ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array " +
    "Int32Array Float32Array Float64Array Uint8ClampedArray DataView decodeURIComponent encodeURIComponent eval isFinite " +
    "isNaN undefined"
  ).split(" "),
);

/** What the values of a type can do. */
export const prototypeNames = {
  Array:
    "length constructor concat every fill filter find findIndex forEach includes indexOf join map pop push reduce reverse " +
    "shift slice some sort splice toString unshift",
  String:
    "length constructor charAt charCodeAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace " +
    "replaceAll slice split substr substring startsWith toString trim toLowerCase toUpperCase valueOf",
  Number: "constructor toFixed toString valueOf",
  Date:
    "constructor toString toISOString toUTCString getDate setDate getDay getFullYear setFullYear getHours setHours " +
    "getMilliseconds setMilliseconds getMinutes setMinutes getMonth setMonth getSeconds setSeconds getTime setTime " +
    "getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth " +
    "getUTCSeconds valueOf toJSON",
  Promise: "constructor then catch",
  Object: "__proto__ constructor hasOwnProperty toString valueOf",
  TypedArray:
    "constructor buffer byteLength byteOffset length every fill filter find findIndex forEach includes indexOf join map " +
    "reverse reduce set slice some sort subarray toString",
  ArrayBuffer: "constructor byteLength",
};

/** What the constructors themselves can do. */
export const staticNames = {
  Array: "length name prototype isArray",
  String: "length name prototype fromCharCode",
  Number: "length name prototype MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY",
  Date: "length name prototype now parse",
  Promise: "length name prototype all resolve reject",
  Object:
    "length name prototype assign getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames create " +
    "defineProperties defineProperty getPrototypeOf setPrototypeOf keys entries fromEntries values",
  Math:
    "abs acos asin atan atan2 ceil cos exp floor log max min pow random round sign sin sqrt tan E LN10 LN2 LOG10E LOG2E PI " +
    "SQRT1_2 SQRT2",
  JSON: "parse stringify",
  ArrayBuffer: "length name prototype",
};
