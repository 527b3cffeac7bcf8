import type { AtError } from "./at-error";

/** End of a command: `error` is null when it ended with OK; `information` is "" when there was none. */
export type AtDone = (error: AtError | null, information: string) => void;

/** What distinguishes a command from a plain one: text, OK within 15 s, information under the command's own name. */
export interface AtCommandOptions {
  /** Time limit until the final result code, milliseconds from when the command is written. Default 15000. */
  timeoutMs?: number;
  /** The information response is a bare line without the command's name (`AT+CGMM`). */
  isBare?: boolean;
  /** For a name that is also a URC (`+CEREG`): tells from the parameters whether the line is the answer. */
  isInformation?(parameters: string): boolean;
  /** Takes each information line's parameters; without it they are collected, joined by LF, and given to `done`. */
  onInformation?(parameters: string): void;
  /** Bytes written after the data prompt `>` or after `CONNECT`. */
  payload?: string;
  /** Keeps the parameters out of the trace (PIN, password). */
  isSecret?: boolean;
}

/** A command in the queue or in flight. */
export interface AtCommand extends AtCommandOptions {
  /** What follows `AT`, without the final carriage return. */
  text: string;
  /** `text` without parameters: the prefix of its information response, and its name in errors and traces. */
  name: string;
  done: AtDone;
}
