/** A modem that says what no modem should: by name, what it says unasked and what it answers in place of the truth. */
import type { Clock } from "../../tools/clock";
import type { ModemSimulator } from "../../tools/simulator";

export interface IllWill {
  /** Said again and again, whatever goes on; or once. */
  says?: string;
  isOnce?: boolean;
  /** What is answered to a command line in place of the truth, which is lost; undefined for the truth. */
  answers?: (command: string) => string | undefined;
}

/** More than the interpreter takes for a number, and than any number holds. */
const DIGITS = "9".repeat(100);
const IDS = Array.from({ length: 12 }, (_, id) => id);

const line = (text: string): string => `\r\n${text}\r\n`;
const lines = (texts: readonly string[]): string => texts.map(line).join("");
/** An answer of one information line. */
const told = (text: string): string => line(text) + line("OK");
/** `+QSSLRECV` of `AT+QSSLRECV=3,1500`; "" for what is no extended command. */
const nameOf = (command: string): string => /^AT(\+\w+)/.exec(command)?.[1] ?? "";
const toReads =
  (answer: string) =>
  (command: string): string | undefined =>
    nameOf(command) === "+QSSLRECV" ? answer : undefined;
/** To every extended command, the one that finds the step again included. */
const toAll =
  (answer: (name: string) => string) =>
  (command: string): string | undefined =>
    nameOf(command) === "" ? undefined : answer(nameOf(command));

export const ILL_WILL: Readonly<Record<string, IllWill>> = {
  "lengths below 0": { says: lines(IDS.map((id) => `+QSSLURC: "recv",${id},-27`)) },
  "lengths without end": { says: lines(IDS.map((id) => `+QSSLURC: "recv",${id},99999999999`)) },
  "ids that are none": {
    says: lines(
      ["12", "99", "-1", "x", "", "length", "__proto__", "1e1"].flatMap((id) => [
        `+QSSLURC: "recv",${id}`,
        `+QSSLURC: "closed",${id}`,
        `+QSSLURC: ${id},5`,
        `+QSSLOPEN: ${id},0`,
      ]),
    ),
  },
  "numbers of 100 digits": {
    says: lines([
      `+QSSLURC: "recv",${DIGITS},${DIGITS}`,
      ...IDS.map((id) => `+QSSLURC: "recv",${id},${DIGITS}`),
      `+QSSLURC: ${DIGITS}`,
      `+QSSLOPEN: ${DIGITS},${DIGITS}`,
      `+CEREG: ${DIGITS}`,
      `+QIURC: "pdpdeact",${DIGITS}`,
      `+CME ERROR: ${DIGITS}`,
    ]),
  },
  "ends of all connections, again and again": { says: lines(IDS.map((id) => `+QSSLURC: "closed",${id}`)) },
  "results that nobody waits for": {
    says: lines(["OK", "ERROR", "SEND OK", "SEND FAIL", "CONNECT", "NO CARRIER", "+CME ERROR: 3", ">"]) + "> ",
  },
  "opens that nobody asked for": { says: lines(IDS.map((id) => `+QSSLOPEN: ${id},0`)) },
  "a line without end": { says: "x".repeat(500) },
  "zeros and control characters": { says: "\0".repeat(50) + "\r\n\0\x1a\x1b[2J\x03\r\n" + "\0\r\n".repeat(20) },
  "bytes beyond ASCII": { says: "\xff\xfe\x80".repeat(30) + "\r\n+\xff: \xff\r\n" },
  "a storm of URCs": { says: lines(Array.from({ length: 20 }, (_, index) => `+QIND: "csq",${index},99`)) },
  "names that objects have": {
    says: lines(["toString", "constructor: 1", "__proto__: 1", "on: 1", "+valueOf: 1", "+__proto__: 1"]),
  },
  "restarts again and again": { says: lines(["RDY", "+CFUN: 1", "APP RDY"]) },
  "a lost context again and again": { says: line('+QIURC: "pdpdeact",1') },

  "reads of a length below 0": { answers: toReads(told("+QSSLRECV: -1")) },
  "reads of no length": { answers: toReads(told("+QSSLRECV: x")) },
  "reads of 100 digits": { answers: toReads(told(`+QSSLRECV: ${DIGITS}`)) },
  "reads that give less than they announce": { answers: toReads(line("+QSSLRECV: 1500") + "x" + line("OK")) },
  "reads that give more than they announce": { answers: toReads(line("+QSSLRECV: 3") + "x".repeat(900) + line("OK")) },
  "reads that never come to an end": { answers: toReads(told("+QSSLRECV: 1") + told("+QSSLRECV: 1")) },

  "100 digits for an answer": { answers: toAll((name) => told(`${name}: ${DIGITS},${DIGITS}`)) },
  "100 digits for the signal at a start": {
    says: line("RDY"),
    isOnce: true,
    answers: (command) => (nameOf(command) === "+CSQ" ? told(`+CSQ: ${DIGITS},99`) : undefined),
  },
  "100 digits for the registration at a start": {
    says: line("RDY"),
    isOnce: true,
    answers: (command) => (command.startsWith("AT+CEREG?") ? told(`+CEREG: 1,${DIGITS}`) : undefined),
  },
  "errors of 100 digits": { answers: toAll(() => line(`+CME ERROR: ${DIGITS}`)) },
  "answers of many lines": { answers: toAll((name) => line(`${name}: ${"y".repeat(90)}`).repeat(30) + line("OK")) },
  "answers without an end": { answers: toAll((name) => line(`${name}: 1,1`)) },
  "its own commands back": { answers: (command) => command + "\r" },
  "prompts for everything": { answers: () => "\r\n> " },
  "OK to everything": { answers: () => line("OK") },
  "two answers to everything": { answers: toAll((name) => told(`${name}: 0,0`).repeat(2)) },
};

/** A modem, and how to speak in its place. */
export interface Tongue {
  clock: Clock;
  modem: ModemSimulator;
  say(text: string): void;
  /** Called for each command line before the modem gets it. */
  onCommand: (command: string) => void;
}

/**
 * The modem means ill from now on.
 * @param wordMs between two words of it, milliseconds.
 * @returns ends it.
 */
export function meanIll({ says, isOnce, answers }: IllWill, tongue: Tongue, wordMs: number): () => void {
  let timer: ReturnType<Clock["setTimeout"]> | undefined;
  const next = (): void => {
    tongue.say(says!);
    if (!isOnce) timer = tongue.clock.setTimeout(next, wordMs);
  };
  if (says) next();
  tongue.onCommand = (command) => {
    const answer = answers?.(command);
    if (answer === undefined) return;
    tongue.modem.faults.lostAnswers = 1;
    tongue.say(answer);
  };
  return () => {
    tongue.clock.clearTimeout(timer);
    tongue.onCommand = () => {};
    tongue.modem.faults.lostAnswers = 0;
  };
}
