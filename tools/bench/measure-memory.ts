/**
 * Makes the figure of memory: variables in use while the firmware runs with all 12 connections open. It runs as on a board, booted
 * from flash, against the modem simulator and the collector, on an interpreter as small as the smallest board.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { buildFirmware } from "../build/bundle";
import { buildFirmwareFiles } from "../build/firmware-files";
import { Demo } from "../demo/demo";
import type { Interpreter } from "../interpreter/find-interpreter";
import { runProgram } from "./interpreter-run";

/** Variables of the interpreter, with all 12 connections open and nothing waiting. */
export interface MemoryFigure {
  total: number;
  /** Between two commands, and then free. */
  used: number;
  free: number;
  /** The most in use: while the driver asks the modem after its connections. */
  usedAtMost: number;
}

/** Of `process.memory()`. */
export interface Memory {
  total: number;
  usage: number;
  free: number;
}

/** What a board says of its work. */
export interface BoardState {
  /** Readings that wait to be sent. */
  waiting: number;
  /** State of each connection, 2 when it is open. */
  connections: number[];
}

const CONNECTIONS = 12;
const CONNECTED = 2;
/** One reading at the start, sent soon, and then none for a while: at rest nothing waits. */
const SAMPLING_S = 60;
const UPLOAD_S = 3;
const TIMEOUT_MS = 120e3;
const POLL_MS = 200;
/** The memory is read again and again so long: the driver asks after its connections every 5 s. */
const READING_MS = 6e3;
/** Lines of the console that an error shows. */
const SHOWN_LINES = 5;

const TOTAL_PROGRAM = 'print("@total "+process.memory().total);quit();\n';
const TOTAL_TIMEOUT_MS = 10e3;
/** Asked apart from the state: what the console is told takes variables too, while it is worked out. */
const MEMORY = "process.memory()";
const STATE =
  "global.qssl?(function(s){return{waiting:s.waiting,connections:s.modem.slots.map(function(c){return c[1]})}})(qssl.status()):undefined";

/** @returns how many variables an interpreter has. @throws Error when it does not tell. */
export async function totalVariables(interpreter: string): Promise<number> {
  const { output } = await runProgram(TOTAL_PROGRAM, { interpreter, isCounted: false, timeoutMs: TOTAL_TIMEOUT_MS });
  const total = /@total (\d+)/.exec(output)?.[1];
  if (total === undefined) throw new Error(`${interpreter} did not tell how many variables it has`);
  return Number(total);
}

/**
 * @param connections how many are to be open, 1 to 12; the first is the firmware's own.
 * @throws Error with the last words of the console when they are not open in time, or memory runs out.
 */
export async function measureMemory(interpreter: Interpreter, connections = CONNECTIONS): Promise<MemoryFigure> {
  const entry = { entry: "tools/bench/memory-entry.ts", tsconfig: "tools/bench/tsconfig.device.json" };
  const { code } = await buildFirmware({ board: "LINUX", ...entry });
  const files = await buildFirmwareFiles({ board: "LINUX" });
  const certificateFolder = await mkdtemp(path.join(os.tmpdir(), "bench-"));
  const lines: string[] = [];
  let demo: Demo | undefined;
  try {
    demo = await Demo.start({
      firmware: { ...files, ".bootcde": code },
      certificateFolder,
      interpreter,
      port: 0,
      pagePort: 0,
      samplingS: SAMPLING_S,
      uploadS: UPLOAD_S,
      onConsole: (line) => void lines.push(line),
      onRefusedServer: (reason) => void lines.push(reason),
      onBatch: () => {},
      onRejected: (reason) => void lines.push(reason),
    });
    return await atRest(new Board(demo), connections);
  } catch (error) {
    const words = [(error as Error).message, ...lines.slice(-SHOWN_LINES)].join("\n  ");
    throw new Error(`memory with ${connections} connections: ${words}`, { cause: error });
  } finally {
    await demo?.stop();
    await rm(certificateFolder, { recursive: true });
  }
}

/** Opens one connection after another, then takes the figure. */
async function atRest(board: Board, connections: number): Promise<MemoryFigure> {
  await board.until(1);
  const address = await board.serverAddress();
  for (let open = 2; open <= connections; open++) {
    await board.open(address);
    await board.until(open);
  }
  await board.forgetBench();
  const memories = [await board.memoryAtRest(connections)];
  for (const endMs = Date.now() + READING_MS; Date.now() < endMs;) memories.push(await board.memoryAtRest(connections));
  return memoryFigure(memories);
}

/** @param memories at least one, all of the same interpreter. */
export function memoryFigure(memories: readonly Memory[]): MemoryFigure {
  const [least, ...others] = [...memories].sort((a, b) => a.usage - b.usage);
  const { total, usage: used, free } = least!;
  return { total, used, free, usedAtMost: others.at(-1)?.usage ?? used };
}

/** @returns whether nothing waits and so many connections are open, none of them on its way. */
export function isAtRest({ waiting, connections }: BoardState, count: number): boolean {
  return waiting === 0 && connections.length === count && connections.every((state) => state === CONNECTED);
}

/** The running board, asked by its console. */
class Board {
  private readonly _endMs = Date.now() + TIMEOUT_MS;

  constructor(private readonly _demo: Demo) {}

  /** Waits until so many connections are open and nothing waits. @throws Error when that does not come in time. */
  async until(count: number): Promise<void> {
    for (;;) {
      await wait(POLL_MS);
      const state = await this._ask<BoardState | undefined>(STATE);
      if (state && isAtRest(state, count)) return;
      if (Date.now() > this._endMs) throw new Error(`not at rest in time: ${JSON.stringify(state)}`);
    }
  }

  /** The memory between two states at rest: a reading that comes meanwhile makes another try. */
  async memoryAtRest(count: number): Promise<Memory> {
    for (;;) {
      await this.until(count);
      const { total, usage, free } = await this._ask<Memory>(MEMORY);
      const state = await this._ask<BoardState>(STATE);
      if (isAtRest(state, count)) return { total, usage, free };
    }
  }

  /** Host and port of the collector, as the board was told. */
  async serverAddress(): Promise<URL> {
    return new URL(await this._ask<string>('require("Storage").readJSON("config.json").server.url'));
  }

  async open({ hostname, port }: URL): Promise<void> {
    await this._ask(`(bench(${JSON.stringify(hostname)},${port}),1)`);
  }

  async forgetBench(): Promise<void> {
    await this._ask("delete global.bench");
  }

  private async _ask<T>(expression: string): Promise<T> {
    return (await this._demo.device.evaluate(expression)) as T;
  }
}
