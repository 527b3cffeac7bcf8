/** What is told about one line of an AT dialogue. */

/** `>` to the modem, `<` from it. */
export type Direction = ">" | "<";

/** What a line is (V.250 and the modules' manuals). */
export type LineKind =
  "command" | "information" | "result" | "failure" | "urc" | "prompt" | "payload" | "echo" | "unknown";

/** One value in a line. */
export interface ExplainedPart {
  /** As it stands in the line. */
  text: string;
  /** What the value is: "client id". */
  name: string;
  /** What this value means, "" when its name says it all. */
  meaning: string;
}

export interface Explanation {
  kind: LineKind;
  /** One sentence. */
  title: string;
  /** Name of the command that it is about, such as `AT+QSSLOPEN`; "" where there is none. */
  command: string;
  parts: ExplainedPart[];
  /** What to do about it, "" when there is nothing to do. */
  remedy: string;
}

/** What went before a line, as far as its meaning hangs on it. */
export interface DialogueContext {
  /** The command line that has no final result yet; "" for none. */
  command: string;
}
