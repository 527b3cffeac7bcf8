/** The AT engine: one command in flight, deadlines, getting back into step (modules/at/at-client.ts). */
import type { AnyFunction } from "../host/realm";
import { damage, modemText } from "./grammar";
import { cutAnywhere, limit, type Step } from "./input";
import type { Random } from "./random";
import { mustBe, type Target } from "./target";

/** A command, what it is given besides, and how a modem answers. */
interface Command {
  text: string;
  timeoutMs?: number;
  payload?: string;
  isBare?: boolean;
  /** Its name is a URC too. */
  isUrc?: boolean;
  /** Its information announces payload. */
  isRead?: boolean;
  answer: string;
}

const OK = "\r\nOK\r\n";

const COMMANDS: readonly Command[] = [
  { text: "+CSQ", answer: `\r\n+CSQ: 20,99\r\n${OK}` },
  { text: "+QSSLRECV=0,1500", isRead: true, answer: `\r\n+QSSLRECV: 5\r\nhello${OK}` },
  { text: "+QSSLSEND=0,5", payload: "hello", answer: "\r\n> \r\nSEND OK\r\n" },
  { text: "I", isBare: true, answer: `\r\nQuectel\r\nBG96\r\nRevision: BG96MAR02A07M1G\r\n${OK}` },
  { text: "+CEREG?", isUrc: true, answer: `\r\n+CEREG: 1,5\r\n${OK}` },
  { text: '+QFUPL="a.pem",5,60', payload: "hello", answer: `\r\nCONNECT\r\n\r\n+QFUPL: 5,a1b2\r\n${OK}` },
  { text: "+QISTATE", answer: OK },
  { text: "+CSQ", timeoutMs: 300, answer: "" },
];

/** Commands that may wait, by the client's promise. */
const QUEUE_LENGTH = 8;
const AGAIN_MAX = 300;
/** What comes again in one input: many times what the client may hold, and no work that looks as if it had no end. */
const AGAIN_BYTES = 60e3;
/** What may be held besides while commands wait: each with its text, and answers as they come. */
const HELD_MORE = 6000;
const HELD_AT_REST_MORE = 1200;
/** Longer than all time limits of all that may wait. */
const PATIENCE_MS = 1800e3;
/** What the client may write; nothing at all where `CONNECT` and a prompt both ask for the payload. */
const WRITTEN = /^(|(?: {300})?\r?AT[+A-Z][^\r]*\r|\+\+\+|hello)$/;

/**
 * Steps: `send` a command by its number, `rx` bytes that come, `again` the last bytes so many times more, `pass` milliseconds, `sync`,
 * `abort`. What must be so: each command ends once; when the modem answers as it should the next command works.
 */
export const atTarget: Target = {
  name: "at",
  title: "AT engine",
  share: 20,
  generate(random) {
    const steps: Step[] = [];
    for (let count = 1 + random.below(5); count > 0; count--) steps.push(...exchange(random));
    return limit(steps);
  },
  start(device) {
    const [startAt, send, sync, abort, phase, setLineHandler, parameters, takePayload] = device
      .parts[1]! as AnyFunction[];
    const { clock } = device;
    let receive: (chunk: string) => void = () => {};
    let isHonest = false;
    let sent = 0;
    let ended = 0;
    let syncs = 0;
    let last = "";
    let bytesAgain = 0;
    const port = {
      write(text: string): void {
        mustBe(WRITTEN.test(text), () => `${JSON.stringify(text)} is written`);
        const answer = isHonest ? answerTo(text) : "";
        if (answer) clock.setTimeout(() => receive(answer), 5);
      },
      on: (_: string, listener: (chunk: string) => void) => (receive = listener),
      removeAllListeners: () => {},
    };
    startAt!(port, nothing, nothing, nothing);
    for (const name of ["RDY", "+CEREG", "+QSSLURC"]) setLineHandler!(name, () => void parameters!());
    const heldAtRest = device.held();

    /** @param onDone what the command ended with. */
    const sendCommand = (command: Command, onDone: (error: Error | null, information: string) => void): void => {
      let isEnded = false;
      sent++;
      const done = (error: Error | null, information: string): void => {
        mustBe(!isEnded, () => `AT${command.text} ends twice`);
        mustBe(!isFault(error), () => `AT${command.text} ends with ${String(error)}`);
        isEnded = true;
        ended++;
        onDone(error, information);
      };
      const onInformation = command.isRead
        ? (length: string): void => {
            if (/^\d{1,4}$/.test(length)) takePayload!(Number(length), nothing);
          }
        : undefined;
      const isInformation = command.isUrc ? (text: string): boolean => text[1] === "," : undefined;
      send!(command.text, done, command.timeoutMs, command.payload, !!command.isBare, isInformation, onInformation);
    };
    const step = ([name, value]: Step): void => {
      const count = Number(value) || 0;
      if (name === "send") sendCommand(COMMANDS[Math.abs(count) % COMMANDS.length]!, nothing);
      else if (name === "pass") clock.pass(Math.min(count, 60e3));
      else if (name === "abort") abort!("given up");
      else if (name === "sync") {
        syncs++;
        sync!(Math.min(count, 60e3), () => void syncs--);
      } else if (name === "rx") receiveAll((last = String(value)));
      else comeAgain(Math.min(count, AGAIN_MAX));
    };
    const comeAgain = (times: number): void => {
      for (; times > 0 && (bytesAgain += last.length) <= AGAIN_BYTES; times--) receiveAll(last);
    };
    const receiveAll = (bytes: string): void => {
      if (bytes) receive(bytes);
    };
    const nextCommandWorks = (): void => {
      isHonest = true;
      const isIdle = (): boolean => ended === sent && phase!() === 0;
      mustBe(
        clock.runUntil(isIdle, PATIENCE_MS),
        () => `${sent - ended} commands never end, phase ${String(phase!())}`,
      );
      // Payload that was announced may still be due: the first command finds that out.
      let result: string | undefined;
      for (let tries = 2; tries > 0 && result !== "20,99"; tries--) {
        result = undefined;
        sendCommand(COMMANDS[0]!, (error, information) => (result = error ? String(error) : information));
        clock.runUntil(isIdle, PATIENCE_MS);
      }
      mustBe(result === "20,99", () => `the next command ends with ${String(result)}`);
      isHonest = false;
    };

    return (input) => {
      sent = ended = syncs = bytesAgain = 0;
      last = "";
      for (const one of input) step(one);
      const held = device.held() - heldAtRest;
      mustBe(held <= HELD_MORE, () => `${held} characters more are held than at the start`);
      mustBe(sent - ended <= QUEUE_LENGTH + 1, () => `${sent - ended} commands wait`);
      nextCommandWorks();
      const left = device.held() - heldAtRest;
      mustBe(left <= HELD_AT_REST_MORE, () => `${left} characters more are left than at the start`);
      mustBe(device.timers.pending === 0, () => `${device.timers.pending} timers are left`);
    };
  },
};

/** A command and its answer, right or wrong, in time or not. */
function exchange(random: Random): Step[] {
  if (random.chance(0.03)) return [[random.pick(["sync", "abort"]), random.below(3000)]];
  const number = random.below(COMMANDS.length);
  const { answer } = COMMANDS[number]!;
  const given = random.chance(0.5) ? answer : random.chance(0.5) ? damage(random, answer) : modemText(random);
  const heard = random.chance(0.8) ? given : given + modemText(random, 1);
  const steps: Step[] = random.chance(0.9) ? [["send", number]] : [];
  if (random.chance(0.05)) for (let count = random.below(12); count > 0; count--) steps.push(["send", number]);
  steps.push(...cutAnywhere(random, "rx", heard));
  if (random.chance(0.005)) steps.push(["again", random.below(AGAIN_MAX)]);
  if (random.chance(0.6)) steps.push(["pass", random.pick([1, 20, 21, 300, 500, 1100, 16000])]);
  return steps;
}

/** A modem that listens. */
function answerTo(text: string): string {
  if (!text.includes("AT")) return "";
  if (text.includes("+CMEE?")) return `\r\n+CMEE: 1\r\n${OK}`;
  return COMMANDS.find((command) => text === `AT${command.text}\r`)?.answer ?? OK;
}

/** An error of the language, which somebody caught: the code itself went wrong. */
export function isFault(error: unknown): boolean {
  return /^(Type|Range|Reference|Syntax)Error/.test(String((error as Error | null)?.name));
}

function nothing(): void {}
