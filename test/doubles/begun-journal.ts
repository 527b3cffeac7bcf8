import { crc32 } from "node:zlib";

/** A journal that was begun, for tests that name boots: a new one draws its first boot by lot. @param boots starts that it has seen. */
export function begunJournal(boots: number): string {
  const state = JSON.stringify([1, 0, 0, boots, 0, 0, 0, 0, 0, 0]);
  return `${(state + crc32(state).toString(36)).padEnd(63)}\n`.padEnd(8192, "\xff");
}
