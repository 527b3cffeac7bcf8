/** A value of a profile together with how it is known, so that nothing in the tables has to be believed. */

/**
 * `manual`: Quectel's own text says so; `seen`: a module of this kind answered so, and the place tells where it can be read; `driver`:
 * public drivers for it rely on it; `assumed`: nobody tells, and the source says what it was taken from.
 */
export type Evidence = "manual" | "seen" | "driver" | "assumed";

export interface Fact<T> {
  readonly value: T;
  readonly evidence: Evidence;
  /** Manual with the command or section; `owner/repository` with the file or the number of the thread; an address. */
  readonly source: string;
}

type Maker = <const T>(value: T, source: string) => Fact<T>;

const maker =
  (evidence: Evidence): Maker =>
  (value, source) => ({ value, evidence, source });

export const manual = maker("manual");
export const seen = maker("seen");
export const driver = maker("driver");
export const assumed = maker("assumed");
