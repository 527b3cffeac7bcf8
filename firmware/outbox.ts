/**
 * Readings that the server has not acknowledged, in order and bounded: when it is full the oldest go and are counted. They
 * live in RAM; the journal in flash takes this place later.
 */
import type { Reading } from "./reading";

/** Readings held at the most; some 20 variables each. */
const CAPACITY = 50;

/** A clock before 2020 has not been set: it counts from the board's start or from 1970. */
const UNSET_BEFORE = 1577836800;

const readings: Reading[] = [];

/** Readings lost because the outbox was full, since the start. */
export let dropped = 0;

export function addReading(reading: Reading): void {
  if (readings.push(reading) > CAPACITY) {
    readings.shift();
    dropped++;
  }
}

/** How many readings wait. */
export function waitingReadings(): number {
  return readings.length;
}

/** The oldest readings, `count` at the most; they stay until {@link releaseReadings}. */
export function oldestReadings(count: number): Reading[] {
  return readings.slice(0, count);
}

/** Forgets the readings up to and including `seq`: the server holds them. @returns how many they were. */
export function releaseReadings(seq: number): number {
  let released = 0;
  while (readings.length && readings[0]!.seq <= seq) {
    readings.shift();
    released++;
  }
  return released;
}

/** The clock was set forward by `seconds`: readings taken before it was set get their true time. */
export function shiftReadings(seconds: number): void {
  for (const reading of readings) if (reading.time < UNSET_BEFORE) reading.time += seconds;
}
