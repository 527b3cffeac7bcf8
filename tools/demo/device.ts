import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BytePort } from "../byte-port";
import { RealClock } from "../clock";
import type { BoardPower } from "../faults/fault";
import { PoweredBoard } from "../host/powered-board";
import { InterpreterProcess } from "../interpreter/interpreter-process";
import { Terminal } from "../simulator/terminal";

/** What is written to a board's flash, by file name: `.bootcde`, `config.json`, certificates. */
export type FlashFiles = Record<string, string>;

/** What the firmware tells of itself. */
export type Status = Record<string, unknown>;

/** A board that runs the bundle: in Node or on the real interpreter. */
export interface Device {
  /** Where the bundle runs, in words. */
  readonly description: string;
  /** `status()` of the firmware, undefined before it has started. */
  status(): Promise<Status | undefined>;
  /** Value of an expression on the device. */
  evaluate(expression: string): Promise<unknown>;
  /** Its power, where that can be taken away. */
  readonly power?: BoardPower;
  stop(): Promise<void>;
}

/** What the device's console prints. */
export type ConsoleListener = (line: string) => void;

/** Path that stands in a configuration for the modem's terminal, where the runtime has none. */
const HOST_TERMINAL = "modem";

const STATUS = "global.qssl?qssl.status():undefined";

/**
 * Runs the bundle in Node's host runtime.
 * @param files makes the flash files for the terminal of the modem.
 */
export function startOnHost(modem: BytePort, files: (terminal: string) => FlashFiles, onLine: ConsoleListener): Device {
  const clock = new RealClock();
  const board = new PoweredBoard(clock, {
    clock,
    storage: new Map(Object.entries(files(HOST_TERMINAL))),
    serials: { Serial1: modem },
    files: "real",
    log: onLine,
  });
  board.switchOn();
  return {
    description: `host runtime in Node ${process.versions.node}`,
    status: () => asPromise(() => board.runtime.evaluate(STATUS) as Status | undefined),
    evaluate: (expression) => asPromise(() => board.runtime.evaluate(expression)),
    power: board,
    stop: () => asPromise(() => board.switchOff()),
  };
}

/**
 * Runs the bundle on the real interpreter, booted from its flash like a board, the modem on a pseudo terminal.
 * @throws Error with a remedy when socat or the interpreter cannot be run.
 */
export async function startOnInterpreter(
  interpreter: { path: string; version: string },
  modem: BytePort,
  files: (terminal: string) => FlashFiles,
  onLine: ConsoleListener,
): Promise<Device> {
  const directory = await mkdtemp(join(tmpdir(), "espruino-qssl-"));
  const terminal = await Terminal.open(join(directory, "modem"), new RealClock());
  modem.onData((bytes) => terminal.write(bytes));
  terminal.onData((bytes) => modem.write(bytes));
  const process = new InterpreterProcess({ path: interpreter.path, directory });
  const stop = async (): Promise<void> => {
    await process.stop();
    await terminal.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await process.install(files(terminal.path));
    process.on("line", onLine);
    await process.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    description: `Espruino ${interpreter.version} (${interpreter.path})`,
    status: () => process.evaluate<Status | undefined>(STATUS),
    evaluate: (expression) => process.evaluate(expression),
    stop,
  };
}

/** The result of a call, or what it throws, as a promise. */
function asPromise<T>(call: () => T): Promise<T> {
  return new Promise((resolve) => resolve(call()));
}
