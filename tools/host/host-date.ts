import type { AnyFunction, Realm } from "./realm";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const GETTERS = ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"];
const SETTERS = GETTERS.filter((field) => field !== "Day");

/** Where the dates of a program come from. */
export interface DateSource {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Hours east of UTC. */
  timeZone(): number;
}

/** Makes `Date` of a realm follow the given clock and time zone in place of the machine's. */
export function installDate(realm: Realm, source: DateSource): void {
  const { Date: OwnDate } = realm.intrinsics;
  const zoneMs = (): number => source.timeZone() * 3600e3;
  const HostDate = function (...args: unknown[]): Date {
    return new OwnDate(args.length === 0 ? Math.floor(source.now()) : instant(args, zoneMs()));
  };
  HostDate.prototype = OwnDate.prototype;
  realm.extend(OwnDate.prototype, localMethods(zoneMs));
  realm.extend(HostDate, {
    now: () => source.now(),
    parse: (text: unknown) => instant([text], zoneMs()),
  });
  Object.defineProperty(OwnDate.prototype, "constructor", { value: HostDate });
  Object.defineProperty(OwnDate.prototype, Symbol.toPrimitive, { value: milliseconds });
  Object.defineProperty(realm.context, "Date", { value: HostDate, writable: true, configurable: true });
}

/** On Espruino a date in a concatenation is its number, not its text. */
function milliseconds(this: Date): number {
  return this.getTime();
}

/** Milliseconds of a date's arguments: a number, a text (local without a zone), or year, month, day… in local time. */
function instant(args: unknown[], zoneMs: number): number {
  const [first] = args;
  if (args.length > 1) return Date.UTC(...(args.map(Number) as [number, number])) - zoneMs;
  if (typeof first !== "string") return Number(first);
  return /T[\d:.]+$/.test(first) ? Date.parse(`${first}Z`) - zoneMs : Date.parse(first);
}

/** Fields of a moment, asked of UTC. */
type Fields = Record<string, (...values: number[]) => number>;

/** The methods that depend on the time zone, and the texts. */
function localMethods(zoneMs: () => number): Record<string, AnyFunction> {
  const methods: Record<string, AnyFunction> = {
    getTimezoneOffset: () => -zoneMs() / 60e3,
    toString: onDate((date) => `${dayText(date, zoneMs())} GMT${zoneText(zoneMs())}`),
    toUTCString: onDate((date) => utcText(new Date(date.getTime()))),
    toLocalISOString: onDate((date) => shifted(date, zoneMs()).toISOString().replace("Z", zoneText(zoneMs()))),
  };
  for (const field of GETTERS)
    methods[`get${field}`] = onDate((date) => (shifted(date, zoneMs()) as unknown as Fields)[`getUTC${field}`]!());
  for (const field of SETTERS)
    methods[`set${field}`] = onDate((date, values) => {
      const moved = (shifted(date, zoneMs()) as unknown as Fields)[`setUTC${field}`]!(...values);
      return date.setTime(moved - zoneMs());
    });
  return methods;
}

function onDate(method: (date: Date, values: number[]) => unknown): AnyFunction {
  return function (...values: number[]) {
    return method(this as Date, values);
  };
}

/** The moment whose UTC fields are the local fields of `date`. */
function shifted(date: Date, zoneMs: number): Date {
  return new Date(date.getTime() + zoneMs);
}

function dayText(date: Date, zoneMs: number): string {
  const local = shifted(date, zoneMs);
  const day = `${DAYS[local.getUTCDay()]} ${MONTHS[local.getUTCMonth()]} ${local.getUTCDate()} ${local.getUTCFullYear()}`;
  return `${day} ${clockText(local)}`;
}

function utcText(date: Date): string {
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${DAYS[date.getUTCDay()]}, ${day} ${clockText(date)} GMT`;
}

function clockText(date: Date): string {
  return date.toISOString().slice(11, 19);
}

/** "+0130" of 5400000. */
function zoneText(zoneMs: number): string {
  const minutes = Math.round(Math.abs(zoneMs) / 60e3);
  const digits = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join("");
  return (zoneMs < 0 ? "-" : "+") + digits;
}
