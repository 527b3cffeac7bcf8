/** Longest wait between two attempts, seconds. */
const LIMIT_S = 300;

/** Waiting times that double from 1 s, with jitter so that a fleet does not come back all at once. */
export class Backoff {
  failures = 0;

  /** @returns seconds until the next attempt: between half and all of 1, 2, 4 … 300 s. */
  next(): number {
    const limit = this.failures < 9 ? 1 << this.failures : LIMIT_S;
    this.failures++;
    return Math.min(limit, LIMIT_S) * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.failures = 0;
  }
}
