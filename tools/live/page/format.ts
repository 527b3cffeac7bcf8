/** How values are written for people. */

const SIGNS: Readonly<Record<string, string>> = { "1": "", Cel: "°C", By: "B", deg: "°", Ohm: "Ω", "m/s2": "m/s²" };
const numbers = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 5 });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const clocks = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

/** By how much a unit is divided so that the number is handy, and how it is written then. */
export interface Scale {
  factor: number;
  sign: string;
}

const BYTE_SCALES: readonly Scale[] = [
  { factor: 1e9, sign: "GB" },
  { factor: 1e6, sign: "MB" },
  { factor: 1e3, sign: "kB" },
];

/** @param unit UCUM code. @param largest of the values. */
export function scaleOf(unit: string, largest: number): Scale {
  const byteScale = unit === "By" ? BYTE_SCALES.find(({ factor }) => largest >= factor) : undefined;
  return byteScale ?? { factor: 1, sign: SIGNS[unit] ?? unit };
}

export const formatNumber = (value: number): string => numbers.format(value);

/** A count: no fraction, thousands parted. */
export const formatCount = (value: number | null): string => (value === null ? "–" : whole.format(value));

export function formatBytes(bytes: number): string {
  const { factor, sign } = scaleOf("By", bytes);
  return `${numbers.format(bytes / factor)} ${sign}`;
}

/** @param ms since 1970. */
export const formatClock = (ms: number): string => clocks.format(ms);

const days = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});
/** From so many seconds on an axis tells the day too. */
const LONG_S = 43_200;

/** On an axis that shows so many seconds. */
export const formatAxisTime = (ms: number, spanS: number): string => (spanS < LONG_S ? clocks : days).format(ms);

/** With milliseconds, as dialogues need them. */
export const formatClockMs = (ms: number): string => `${clocks.format(ms)}.${`${ms % 1000}`.padStart(3, "0")}`;

/** @param seconds since 1970, null where the board's clock was not set. */
export const formatTime = (seconds: number | null): string =>
  seconds === null ? "clock not set" : dates.format(seconds * 1000);

/** @param seconds 0 and more: "5 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const rest = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest % 60} s` : `${rest} s`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
