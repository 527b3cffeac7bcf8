import { crc32 } from "node:zlib";

/** A journal that was begun, for tests that name boots: a new one draws its first boot by lot. @param boots starts that it has seen. */
export function begunJournal(boots: number): string {
  return journalWith(boots, 0);
}

/** As {@link begunJournal}, with readings of the last of the boots that wait. @param readings at most 80. */
export function journalWith(boots: number, readings: number): string {
  const state = line([1, 0, 0, boots, 0, 0, 0, 0, 0, 0], 64);
  const reading = (_: unknown, index: number): string => line([index + 1, boots, 1.7e12 + index, "load", "1", 0.5], 48);
  return (state + Array.from({ length: readings }, reading).join("")).padEnd(8192, "\xff");
}

/** @param length of the line, a multiple of 4. */
function line(values: readonly unknown[], length: number): string {
  const text = JSON.stringify(values);
  return `${(text + crc32(text).toString(36)).padEnd(length - 1)}\n`;
}
