/** The device code in jest: Espruino's globals and a UART that is played by hand. */
import { bytesOf, isLiveString } from "../../tools/host/byte-string";
import { interpreterFunctions } from "../../tools/host/host-e";
import { flashModule } from "../../tools/host/flash-module";
import type { HostSession } from "../../tools/host/host-session";
import type { HostStorage } from "../../tools/host/host-storage";
import type { Realm } from "../../tools/host/realm";
import { storageModule } from "../../tools/host/storage-module";
import type { UartPort } from "../../modules/at/uart-port";

/** Time at which each test begins. */
export const START = Date.UTC(2026, 0, 1);

/** What the device printed since {@link installDevice}. */
export const printed: string[] = [];

/**
 * A fresh board for the next test: Espruino's globals, time that moves only by {@link pass}, and no module loaded, since the
 * state of the device code is its modules'. Load them by `await import(…)` afterwards.
 * @param free variables that the interpreter has left.
 */
export function installDevice(free = 2000): void {
  jest.resetModules();
  jest.useFakeTimers({ now: START, doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  // Nothing lies in flash.
  jest.doMock("Storage", () => ({ read: () => undefined }), { virtual: true });
  printed.length = 0;
  Object.assign(process, { memory: () => ({ free }) });
  Object.assign(globalThis, {
    E: interpreterFunctions({ machine: { options: {} } } as unknown as HostSession),
    getTime: () => Date.now() / 1000,
    print: (text: unknown) => printed.push(String(text)),
  });
}

/** Gives the board's program the flash memory: to be called behind {@link installDevice}, before anything is loaded. */
export function installStorage(storage: HostStorage): void {
  const realm = { own: (value: unknown) => value, intrinsics: globalThis } as unknown as Realm;
  jest.doMock("Storage", () => storageModule(storage, realm, () => {}), { virtual: true });
  jest.doMock("Flash", () => flashModule(storage.flash, realm), { virtual: true });
}

/** Lets so many milliseconds pass on the board. */
export function pass(ms: number): void {
  jest.advanceTimersByTime(ms);
}

// Espruino's typed arrays take byte strings, where Node's would see the numbers in them, and leave out what does not fit.
const setElements = Uint8Array.prototype.set;
Uint8Array.prototype.set = function (source: ArrayLike<number>, offset = 0): void {
  const isText = typeof source === "string" || isLiveString(source);
  const elements = isText ? bytesOf(String(source)) : Array.from(source);
  setElements.call(this, Array.from(elements).slice(0, Math.max(0, this.length - offset)), offset);
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
