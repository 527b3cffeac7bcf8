/** A small program, and what the interpreter answers to it. */
export interface Row {
  title: string;
  /** Calls `done(value)` once. */
  code: string;
  /** The value as JSON, as Espruino 2v29 answered. */
  real: string;
  /** Where the host runtime is known to differ: its answer, and why it cannot be the same. */
  host?: { answer: string; reason: string };
}
