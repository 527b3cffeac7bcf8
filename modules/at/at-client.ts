/**
 * The AT dialogue after ITU-T V.250: one command in flight, the others in a bounded queue, a deadline for each, each ended
 * exactly once. Lines that are no part of the answer go to the URC table. No vendor word in here.
 *
 * After a deadline passed the client does not go on blindly, since the late answer would be taken for the next command's:
 * it sends `AT+CMEE?` until that command's own information response and the OK behind it come back.
 */
import type { AtCommand, AtCommandOptions, AtDone } from "./at-command";
import { type AtError, AtFault } from "./at-error";
import { ESCAPE, ESCAPE_GUARD_MS } from "./escape";
import {
  awaitPrompt,
  feedReader,
  type LineHandler,
  onTrace,
  parameters,
  resetReader,
  setLineHandler,
  startReader,
} from "./line-reader";
import type { UartPort } from "./uart-port";

/** Commands that may wait; a further one is refused. */
const QUEUE_LENGTH = 8;
/** Pause between a final result code and the next command, which some modems need (20 ms and more). */
const GUARD_MS = 20;
/** Time between two probes for a modem that did not answer. */
const PROBE_MS = 500;
/** Bytes before a probe: those of five, which come within 11 s, fill the longest payload of a send (1460). */
const FILL = 300;
/** Time limit of a command that names none: most end within 300 ms, closing a connection within 10 s. */
const TIMEOUT_MS = 15e3;

/** What an answer says beyond so many characters is left aside: a modem that goes on and on must not fill the memory. */
const INFORMATION_MAX = 4e3;

/** Why commands end when the modem says nothing. */
const SILENCE = "no answer: check power, wiring, baud";

export const enum Phase {
  /** Nothing in flight. */
  Idle,
  /** A command is in flight. */
  Busy,
  /** A final result code came; the guard time runs. */
  Guard,
  /** An answer is overdue: probing until the modem answers the probe itself. */
  Sync,
  /** The port belongs to a stream, see data-mode.ts. */
  Data,
}

let current: AtCommand | null;
/**
 * The command whose information responses may come: the one in flight, or one whose deadline passed, since payload that a late answer
 * announces must not be read as lines.
 */
let asked: AtCommand | null;
/** The handler of a URC that has the name of that command. */
let shadowed: LineHandler | undefined;
let information = "";
/** 0 when a command sent now would be written at once. */
export let phase = Phase.Idle;
let queue: AtCommand[] = [];
let timer: ReturnType<typeof setTimeout> | "" | undefined;
let port: UartPort;
let onIdle: () => void;
/** To be called by whoever finds out that the modem's session has ended: see `lostListener` of {@link startAt}. */
export let onLost: (reason: string) => void;
let onEcho: () => void;
let probes = 0;
let isProbeAnswered = false;
let syncUntil = 0;
let onSynced: ((error?: Error) => void) | null;

/**
 * Takes over a UART; to be called once.
 * @param idleListener called when the client becomes idle: the time to hand in further work.
 * @param lostListener called when the modem answered neither a command nor the probes after it, all commands having been ended
 * before; also by {@link onLost}.
 * @param echoListener called when the modem repeated a command: it does so after a restart.
 */
export function startAt(
  uart: UartPort,
  idleListener: () => void,
  lostListener: (reason: string) => void,
  echoListener: () => void,
): void {
  port = uart;
  onIdle = idleListener;
  onLost = lostListener;
  onEcho = echoListener;
  startReader(onOther, writePayload);
  uart.removeAllListeners("data");
  uart.on("data", feedReader);
}

/**
 * Hands in a command; it is written when its turn comes.
 * @param text what follows `AT`, without the final carriage return. Build it with checked parameters only.
 * @param done called exactly once, with {@link AtFault.QueueFull} at once when too many wait.
 * @param options an object of its own for each call: it becomes the command.
 */
export function send(text: string, done?: AtDone, options?: AtCommandOptions): void {
  const command = (options || {}) as AtCommand;
  command.text = text;
  command.name = text.split(/[=?]/)[0]!;
  command.done = done || nothing;
  if (!phase) write(command);
  else if (queue.length < QUEUE_LENGTH) queue.push(command);
  else fail(command, "queue full", AtFault.QueueFull);
}

/**
 * Ends whatever runs or waits and probes until the modem answers, for at most `limitMs`; commands handed in meanwhile wait.
 * @param done called once; without an error the dialogue is in step: no late answer is to come.
 */
export function syncAt(limitMs: number, done: (error?: Error) => void): void {
  abortAt("reset");
  resync(limitMs);
  onSynced = done;
}

/** Writes past the dialogue. */
export function writeUart(bytes: string): void {
  port.write(bytes);
}

/**
 * Ends the command in flight and all that wait with {@link AtFault.Aborted}: the modem restarted or is given up. What is sent from their
 * `done` waits: written at once it would be in flight when {@link syncAt} goes on, and its answer end the search for the step.
 */
export function abortAt(reason: string): void {
  const commands = queue;
  if (current) commands.unshift(current);
  queue = [];
  current = null;
  forget();
  resetReader();
  enter(Phase.Guard, GUARD_MS, next);
  for (const command of commands) fail(command, reason, AtFault.Aborted);
}

/** The only place where the phase changes: entering starts a timer, leaving stops it. */
export function enter(next: Phase, timeoutMs?: number, onTimeout?: (() => void) | ""): void {
  phase = next;
  if (timer) clearTimeout(timer);
  timer = onTimeout && setTimeout(onTimeout, timeoutMs);
}

function write(command: AtCommand): void {
  forget();
  current = asked = command;
  shadowed = setLineHandler(command.name, onAnswer);
  information = "";
  awaitPrompt(!!command.payload);
  enter(Phase.Busy, command.timeoutMs || TIMEOUT_MS, onDeadline);
  if (onTrace) onTrace("> AT" + (command.isSecret ? command.name : command.text));
  port.write("AT" + command.text + "\r");
}

/** The modem asked for the payload, by a prompt or `CONNECT`; once for each command. */
function writePayload(): void {
  const payload = current!.payload!;
  current!.payload = "";
  if (onTrace) onTrace("> " + payload.length + " bytes");
  port.write(payload);
}

/** No information response is awaited any more. */
function forget(): void {
  if (asked) setLineHandler(asked.name, shadowed);
  asked = null;
}

/** A line with the name of the command, or the URC of the same name. */
function onAnswer(): void {
  const command = asked!;
  const answer = parameters();
  if (!command.isInformation || command.isInformation(answer)) onInformation(command, answer);
  else if (shadowed) shadowed();
}

/** A line that is neither an information response with the command's name nor a URC. */
function onOther(line: string): void {
  const command = current;
  if (!command) {
    if (phase === Phase.Sync) {
      // The probe's own answer, and the OK behind it. Answers to earlier probes may still be under way: after more than one, one more
      // interval is let pass.
      if (/^.CMEE/.test(line)) isProbeAnswered = true;
      else if (isProbeAnswered && line === "OK") {
        isProbeAnswered = false;
        enter(Phase.Guard, probes > 1 ? PROBE_MS : GUARD_MS, endSync);
      }
    }
  } else if (line === "OK" || line === "SEND OK") finish(command);
  // `ERROR`, `NO CARRIER`, `NO ANSWER`, `NO DIALTONE`, `BUSY` (V.250, 6.2) and `SEND FAIL` of the socket commands; `+CME ERROR: <n>` and
  // `+CMS ERROR: <n>` (3GPP TS 27.007, 9.1), the only ones with a number. A pattern that is made when it is used takes no memory meanwhile.
  else if (/^ERROR|^SEND F|^NO |^BUSY|^.CM. E/.test(line))
    finish(command, line, line[0] === "S" ? AtFault.SendFail : parseInt(line.substr(12)));
  else if (/^CONNECT/.test(line) || (command.payload && line[0] === ">")) /*@__NOINLINE__*/ onDataMode(command);
  else if (/^AT/.test(line)) onEcho();
  else if (command.isBare) onInformation(command, line);
}

function onInformation(command: AtCommand, parameters: string): void {
  if (command.onInformation) command.onInformation(parameters);
  else if (!information[INFORMATION_MAX]) information += (information && "\n") + parameters;
}

/** `CONNECT`, or a prompt with a line end behind it, asks for the payload; `CONNECT` ends a command without any. */
function onDataMode(command: AtCommand): void {
  if (command.payload) writePayload();
  else if (command.payload !== "") finish(command);
}

/** @param line the final result code of a failure. */
function finish(command: AtCommand, line?: string, code?: number): void {
  current = null;
  forget();
  awaitPrompt(false);
  enter(Phase.Guard, GUARD_MS, next);
  if (line) fail(command, line, code || AtFault.Refused);
  else command.done(null, information);
}

function fail(command: AtCommand, reason: string, code: number): void {
  const error = new Error("AT" + command.name + ": " + reason) as AtError;
  error.code = code;
  command.done(error, "");
}

/** For a listener that nobody gave. */
export function nothing(): void {}

function next(): void {
  enter(Phase.Idle);
  const command = queue.shift();
  if (command) write(command);
  else onIdle();
}

function onDeadline(): void {
  const command = current!;
  const limitMs = command.timeoutMs || TIMEOUT_MS;
  current = null;
  resync(limitMs);
  fail(command, "no answer in " + limitMs + " ms", AtFault.Timeout);
}

/**
 * Finds the step again: an answer is overdue, or the modem came back from a stream. Commands that wait go on waiting.
 * @param limitMs for how long the modem may be silent.
 */
export function resync(limitMs: number): void {
  resetReader();
  syncUntil = getTime() + limitMs / 1000;
  probes = 0;
  isProbeAnswered = false;
  enter(Phase.Sync, PROBE_MS, probe);
}

/**
 * Rounds of two probes and one escape: the modem may be in data mode since before the board's restart. It is asked first, since
 * in nearly every case it answers at once.
 */
function probe(): void {
  const step = probes++ & 3;
  if (probes > 1 && getTime() >= syncUntil) {
    abortAt(SILENCE);
    endSync(new Error(SILENCE));
  } else {
    enter(Phase.Sync, step > 1 ? ESCAPE_GUARD_MS : PROBE_MS, probe);
    // The first CR ends whatever line the modem has half of. A modem that stays silent may be waiting for payload, its prompt lost or from
    // before the board's restart: blanks fill that.
    if (step < 2) writeUart(" ".repeat(probes > 2 ? FILL : 0) + "\rAT+CMEE?\r");
    else if (step > 2) writeUart(ESCAPE);
  }
}

function endSync(error?: Error): void {
  const done = onSynced;
  onSynced = null;
  enter(Phase.Guard, GUARD_MS, next);
  if (done) done(error);
  else if (error) onLost(SILENCE);
}
