/**
 * What a board sends: a batch of readings as JSON. Owns the types and the checks of every field; knows no server. A reading is
 * identified by (device, boot, seq), which is how a repeat is told.
 */
import { crc32 } from "node:zlib";
import { shownValue } from "./shown-value";

export interface Reading {
  /** Number of the reading within its boot, 0 and up. */
  seq: number;
  /** Seconds since 1970-01-01 UTC, with fraction; null when the board's clock was not yet set. */
  time: number | null;
  /** Short name of what was measured: "temperature", "load". */
  quantity: string;
  /** UCUM code of the unit: "Cel", "V", "By", and "1" for a plain number. */
  unit: string;
  value: number;
}

export interface Batch {
  /** Name of the board, the same for ever. */
  device: string;
  /** Number of the board's start, 0 and up. */
  boot: number;
  /** Readings of this boot that the board had to give up so far, a running count: a repeated batch cannot count twice. */
  dropped: number;
  /** Why the board's connection is insecure, such as "verify none"; absent when it is not. */
  insecure?: string;
  readings: Reading[];
}

/** A batch that cannot be taken; the message names the field, the value and what is allowed. */
export class BatchError extends Error {}

/** The most readings in one batch. */
export const MAX_READINGS = 1000;
/** The last second of the year 9999. */
const MAX_TIME = 253402300799;

interface Rule {
  isAllowed: (value: unknown) => boolean;
  allowed: string;
  isOptional?: boolean;
}

type Rules<T> = Readonly<Record<keyof T, Rule>>;

const count: Rule = {
  isAllowed: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  allowed: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
};

const BATCH_RULES: Rules<Batch> = {
  device: text(/^[A-Za-z0-9._-]{1,64}$/, "1 to 64 characters of A-Z a-z 0-9 . _ -"),
  boot: count,
  dropped: count,
  insecure: { ...text(/^[ -~]{1,100}$/, "1 to 100 characters of printable ASCII, or absent"), isOptional: true },
  readings: {
    isAllowed: (value) => Array.isArray(value) && value.length <= MAX_READINGS,
    allowed: `an array of at most ${MAX_READINGS} readings`,
  },
};

const READING_RULES: Rules<Reading> = {
  seq: count,
  time: {
    isAllowed: (value) => value === null || isNumberWithin(value, 0, MAX_TIME),
    allowed: `seconds since 1970 from 0 to ${MAX_TIME}, or null when the clock is not set`,
  },
  quantity: text(/^[A-Za-z][A-Za-z0-9._-]{0,31}$/, "1 to 32 characters of A-Z a-z 0-9 . _ -, a letter first"),
  unit: text(/^[!-~]{1,32}$/, 'a UCUM code of 1 to 32 characters without spaces, "1" for a plain number'),
  value: {
    isAllowed: (value) => isNumberWithin(value, -Number.MAX_VALUE, Number.MAX_VALUE),
    allowed: "a finite number",
  },
};

/**
 * Compares a body with the `X-CRC32` of its request: TLS begins in the modem, so the wire before it can spoil what is valid JSON still.
 * @param sent the header, in decimal digits; undefined for none, which is allowed.
 * @throws BatchError when they differ.
 */
export function checkSum(sent: string | undefined, body: string): void {
  const found = `${crc32(body)}`;
  if (sent !== undefined && sent !== found)
    throw new BatchError(`x-crc32: ${shownValue(sent)} is not the body's, ${found}; send it again`);
}

/**
 * Reads a batch from JSON text.
 * @throws BatchError when the text is not JSON or any field is missing, unknown or out of range.
 */
export function parseBatch(json: string): Batch {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new BatchError(`body: not JSON: ${(error as Error).message}`);
  }
  checkFields<Batch>(parsed, BATCH_RULES, "");
  parsed.readings.forEach((reading, index) => checkFields<Reading>(reading, READING_RULES, `readings[${index}].`));
  return parsed;
}

function checkFields<T>(found: unknown, rules: Rules<T>, path: string): asserts found is T {
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw new BatchError(`${path.slice(0, -1) || "body"}: ${shownValue(found)} is not allowed; allowed: an object`);
  }
  const fields = found as Record<string, unknown>;
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    const isMissing = !Object.hasOwn(fields, name);
    if (isMissing ? rule.isOptional : rule.isAllowed(fields[name])) continue;
    if (isMissing) throw new BatchError(`${path}${name}: missing; allowed: ${rule.allowed}`);
    throw new BatchError(`${path}${name}: ${shownValue(fields[name])} is not allowed; allowed: ${rule.allowed}`);
  }
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(rules, name));
  if (unknown === undefined) return;
  throw new BatchError(`${path}${shownValue(unknown)}: unknown field; allowed: ${Object.keys(rules).join(", ")}`);
}

function text(pattern: RegExp, allowed: string): Rule {
  return { isAllowed: (value) => typeof value === "string" && pattern.test(value), allowed };
}

function isNumberWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}
