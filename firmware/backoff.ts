/** When the next try comes, for whoever plans one, and for the status and the watchdog, which ask no matter who planned it. */

/** By `getTime()`; 0 when nothing is planned. */
let nextTryAt = 0;
/** Seconds that may pass without a plan: {@link isStuck}. */
let patienceS = Infinity;

/** A plan that is overdue by so much was forgotten: no way leads on from there. */
const OVERDUE_S = 3600;

/**
 * Waiting times that double from 1 s, with jitter so that a fleet does not come back all at once.
 * @param failures attempts that failed in a row, 1 and more.
 * @param limitS the longest, seconds.
 * @returns seconds until the next attempt: between half and all of 1, 2, 4 … `limitS`.
 */
export function backoffS(failures: number, limitS: number): number {
  return Math.min(failures < 10 ? 1 << (failures - 1) : limitS, limitS) * (0.5 + Math.random() / 2);
}

/** Something will happen within so many seconds; none when nothing has to. */
export function planTry(seconds?: number): void {
  nextTryAt = seconds ? getTime() + seconds : 0;
  patienceS = seconds ? seconds + OVERDUE_S : Infinity;
}

/** @returns seconds until what was planned, undefined when nothing is. */
export function nextTryS(): number | undefined {
  return nextTryAt ? Math.max(0, Math.round(nextTryAt - getTime())) : undefined;
}

/** To be asked every `seconds`, since the clock may be set meanwhile. @returns whether what was planned did not happen. */
export function isStuck(seconds: number): boolean {
  return (patienceS -= seconds) < 0;
}
