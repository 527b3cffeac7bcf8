/** The device code in jest: Espruino's globals, a UART that is played by hand, and a modem that answers by script. */
import { bytesOf, isLiveString } from "../../tools/host/byte-string";
import { interpreterFunctions } from "../../tools/host/host-e";
import type { HostSession } from "../../tools/host/host-session";
import type { UartPort } from "../../modules/at/uart-port";

/** Time at which each test begins. */
export const START = Date.UTC(2026, 0, 1);

/** What the device printed since {@link installDevice}. */
export const printed: string[] = [];

/**
 * A fresh board for the next test: Espruino's globals, time that moves only by {@link pass}, and no module loaded, since the
 * state of the device code is its modules'. Load them by `await import(…)` afterwards.
 */
export function installDevice(): void {
  jest.resetModules();
  jest.useFakeTimers({ now: START, doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  printed.length = 0;
  Object.assign(globalThis, {
    E: interpreterFunctions({} as HostSession),
    getTime: () => Date.now() / 1000,
    print: (text: unknown) => printed.push(String(text)),
  });
}

/** Lets so many milliseconds pass on the board. */
export function pass(ms: number): void {
  jest.advanceTimersByTime(ms);
}

// Espruino's typed arrays take byte strings, Node's would see the numbers in them.
const setElements = Uint8Array.prototype.set;
Uint8Array.prototype.set = function (source: ArrayLike<number>, offset?: number): void {
  const isText = typeof source === "string" || isLiveString(source);
  setElements.call(this, isText ? bytesOf(String(source)) : source, offset);
};

const plainIndexOf = String.prototype.indexOf;

/**
 * Espruino's `String.indexOf`: a pattern that the end of the text cuts off counts as found. Live strings too are searched by it.
 * @returns puts Node's own back.
 */
export function installCutOffIndexOf(): () => void {
  const functions = (globalThis as unknown as { E: { toString(bytes: Uint8Array): string } }).E;
  const toString = functions.toString;
  String.prototype.indexOf = cutOffIndexOf;
  functions.toString = (bytes) => {
    const text = toString(bytes);
    const get = (_: object, key: string | symbol): unknown =>
      key === "indexOf" ? cutOffIndexOf.bind(text) : (Reflect.get(Object(text) as object, key) as unknown);
    return new Proxy(Object(text) as object, { get }) as unknown as string;
  };
  return () => {
    String.prototype.indexOf = plainIndexOf;
    functions.toString = toString;
  };
}

function cutOffIndexOf(this: string, pattern: string, from = 0): number {
  const text = String(this);
  const found = plainIndexOf.call(text, pattern, from);
  if (found >= 0) return found;
  for (let start = Math.max(from, text.length - pattern.length + 1, 0); start < text.length; start++)
    if (pattern.startsWith(text.substring(start))) return start;
  return -1;
}

/** A UART whose other end is the test. */
export class TestPort implements UartPort {
  /** Each write of the device. */
  readonly written: string[] = [];
  /** Called for each write. */
  onWrite: (data: string) => void = () => {};
  private _receiver: ((chunk: string) => void) | undefined;

  write(data: string): void {
    this.written.push(data);
    this.onWrite(data);
  }

  on(_event: "data", receiver: (chunk: string) => void): void {
    expect(this._receiver).toBeUndefined();
    this._receiver = receiver;
  }

  removeAllListeners(): void {
    this._receiver = undefined;
  }

  /** The device receives `bytes`, cut at the positions `cuts`. */
  feed(bytes: string, cuts: readonly number[] = []): void {
    for (const piece of cut(bytes, cuts)) this._receiver!(piece);
  }

  /** What the device wrote since the last call. */
  take(): string[] {
    return this.written.splice(0);
  }
}

/** Cuts at the given positions, in any order; empty pieces are left out. */
export function cut(bytes: string, cuts: readonly number[]): string[] {
  const edges = [0, ...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).flatMap((end, index) => (end > edges[index]! ? [bytes.substring(edges[index]!, end)] : []));
}

export const OK = "\r\nOK\r\n";
export const ERROR = "\r\nERROR\r\n";
export const PROMPT = "\r\n> ";
export const SEND_OK = "\r\nSEND OK\r\n";
/** An answer of information lines and OK. */
export const info = (...lines: string[]): string => `${lines.map((line) => `\r\n${line}\r\n`).join("")}${OK}`;
export const cme = (code: number): string => `\r\n+CME ERROR: ${code}\r\n`;

/** One answer: bytes; bytes to the command line and bytes behind the payload; or undefined for none. */
export type Reply = string | [toCommand: string, behindPayload: string] | undefined;

/** Answers each command 1 ms later, by script, with OK when the script does not name it. */
export class ScriptedModem {
  readonly port = new TestPort();
  /** Command lines, without `\r`. */
  readonly commands: string[] = [];
  /** Payloads, in order. */
  readonly payloads: string[] = [];
  private readonly _replies = new Map<string, Reply[]>();
  private _behindPayload: string | undefined;

  constructor() {
    this.port.onWrite = (data) => this._onWrite(data);
  }

  /** @param replies to the first, the second … time; the last one stays. */
  answer(command: string, ...replies: Reply[]): void {
    this._replies.set(command, replies);
  }

  /** The modem says something by itself. */
  say(line: string): void {
    this.port.feed(`\r\n${line}\r\n`);
  }

  private _onWrite(data: string): void {
    const behind = this._behindPayload;
    if (behind !== undefined) {
      this._behindPayload = undefined;
      this.payloads.push(data);
      this._reply(behind);
    } else if (data.endsWith("\r")) for (const line of data.split("\r")) if (line) this._onCommand(line);
  }

  private _onCommand(command: string): void {
    this.commands.push(command);
    const replies = this._replies.get(command) ?? [defaultReply(command)];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (Array.isArray(reply)) this._behindPayload = reply[1];
    this._reply(Array.isArray(reply) ? reply[0] : reply);
  }

  private _reply(bytes: string | undefined): void {
    if (bytes) setTimeout(() => this.port.feed(bytes), 1);
  }
}

function defaultReply(command: string): Reply {
  if (command === "AT+CMEE?") return info("+CMEE: 1");
  if (command.startsWith("AT+QSSLSEND=")) return [PROMPT, SEND_OK];
  if (command.startsWith("AT+QSSLRECV=")) return info("+QSSLRECV: 0");
  return OK;
}

/** A fresh board with the AT client on a modem that answers by script. */
export async function startScriptedModem(): Promise<ScriptedModem> {
  installDevice();
  const modem = new ScriptedModem();
  const { startAt } = await import("../../modules/at/at-client");
  startAt(
    modem.port,
    () => {},
    () => {},
  );
  return modem;
}

/** Time for commands that are answered at once. */
export const SOON_MS = 1000;

/** What a `done` got: undefined before it was called, "" without an error, else the error's text. */
export function outcome(done: jest.Mock): string | undefined {
  expect(done.mock.calls.length).toBeLessThan(2);
  const [call] = done.mock.calls as [Error | null | undefined, ...unknown[]][];
  return call && (call[0]?.message ?? "");
}
