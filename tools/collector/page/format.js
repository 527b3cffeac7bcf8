/** How values are written for people. */

const SIGNS = { 1: "", Cel: "°C", By: "B", deg: "°", Ohm: "Ω", "m/s2": "m/s²" };
const numbers = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 });
const times = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

/** A number with the sign of its UCUM unit. */
export function formatValue(value, unit) {
  const sign = unit in SIGNS ? SIGNS[unit] : unit;
  return sign === "" ? formatNumber(value) : `${formatNumber(value)} ${sign}`;
}

export function formatNumber(value) {
  return numbers.format(value);
}

/** @param seconds seconds since 1970, or null when the board's clock was not set. */
export function formatTime(seconds) {
  return seconds === null ? "clock not set" : times.format(seconds * 1000);
}

/** Any value of a status panel as text. */
export function formatAny(value) {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
