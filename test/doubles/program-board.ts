/** A board that runs a program of a test with the built driver modules: in the host runtime or on the real interpreter. */
import { buildModule, type ModuleName } from "../../tools/build/bundle";
import type { BytePort } from "../../tools/byte-port";
import type { Clock } from "../../tools/clock";
import { startOnInterpreter } from "../../tools/demo/device";
import { HostRuntime } from "../../tools/host/host-runtime";
import { findInterpreter } from "../../tools/interpreter/find-interpreter";

export interface ProgramBoardOptions {
  /** The interpreter's path; without one the program runs in the host runtime. */
  interpreter?: string;
  clock: Clock;
  /** The modem's end of Serial1. */
  modem: BytePort;
  /** Runs once the port is set up; `QuectelSSL` and the modules beside it are on the board. */
  program: string;
  /** Host runtime only: how the UART's stream is cut, and the size of the event queue. */
  chunk?: (bytes: Buffer) => Buffer[];
  queueBytes?: number;
}

/** A program on its board. */
export interface ProgramBoard {
  /** Lines of the console. */
  readonly lines: string[];
  evaluate(expression: string): Promise<unknown>;
  stop(): Promise<void>;
}

const MODULES: readonly ModuleName[] = ["QuectelSSL", "QuectelBringUp", "QuectelTransparent"];

/** The driver's modules, built once. */
let built: Promise<Record<string, string>> | undefined;

async function buildAll(): Promise<Record<string, string>> {
  const codes = await Promise.all(MODULES.map((name) => buildModule({ name })));
  return Object.fromEntries(MODULES.map((name, index) => [name, codes[index]!.code]));
}

export async function startProgram(options: ProgramBoardOptions): Promise<ProgramBoard> {
  const modules = await (built ??= buildAll());
  const { interpreter, modem } = options;
  const lines: string[] = [];
  const boot = (setup: string): Record<string, string> => ({
    ...modules,
    ".bootcde": `Serial1.setup(115200${setup});\n${options.program}`,
  });
  if (interpreter === undefined) return { lines, ...startInNode(options, boot(""), lines) };
  const device = await startOnInterpreter(
    findInterpreter(interpreter)!,
    modem,
    (terminal) => boot(`,{path:${JSON.stringify(terminal)}}`),
    (line) => lines.push(line),
  );
  return { lines, evaluate: (expression) => device.evaluate(expression), stop: () => device.stop() };
}

function startInNode(
  { clock, modem, chunk, queueBytes }: ProgramBoardOptions,
  files: Record<string, string>,
  lines: string[],
): Omit<ProgramBoard, "lines"> {
  const runtime = new HostRuntime({
    clock,
    storage: new Map(Object.entries(files)),
    serials: { Serial1: modem },
    log: (text) => lines.push(text),
    ...(chunk ? { chunk } : {}),
    ...(queueBytes === undefined ? {} : { queueBytes }),
  });
  runtime.boot();
  return {
    evaluate: (expression) => Promise.resolve(runtime.evaluate(expression)),
    stop: () => Promise.resolve(runtime.stop()),
  };
}
