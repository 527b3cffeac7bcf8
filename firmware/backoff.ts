/** Longest wait between two attempts, seconds. */
const LIMIT_S = 300;

/**
 * Waiting times that double from 1 s, with jitter so that a fleet does not come back all at once.
 * @param failures attempts that failed in a row, 1 and more.
 * @returns seconds until the next attempt: between half and all of 1, 2, 4 … 300 s.
 */
export function backoffS(failures: number): number {
  return Math.min(failures < 10 ? 1 << (failures - 1) : LIMIT_S, LIMIT_S) * (0.5 + Math.random() / 2);
}
