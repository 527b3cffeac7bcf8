/** A board that runs a program of a test with the built driver modules: in the host runtime or on the real interpreter. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildModule, type ModuleName } from "../../tools/build/bundle";
import { pretokenise } from "../../tools/build/pretokenise";
import type { BytePort } from "../../tools/byte-port";
import type { Clock } from "../../tools/clock";
import { startOnInterpreter } from "../../tools/demo/device";
import { HostRuntime } from "../../tools/host/host-runtime";
import { findInterpreter } from "../../tools/interpreter/find-interpreter";

/**
 * How the modules come to the board: as files of Storage, as `npm run flash` puts them there; within the program, as the Web IDE sends them, in a function (its default) or
 * as a text; or, where there is a file system, as `node_modules/NAME.js`.
 */
export type ModuleDelivery = "storage" | "function" | "text" | "files";

export interface ProgramBoardOptions {
  /** Default `storage`. */
  delivery?: ModuleDelivery;
  /** Modules that are on the board; default: the driver with its companions. */
  modules?: readonly ModuleName[];
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

/** Those of them that another one loads come first, since a text is run when it is added. */
const MODULES: readonly ModuleName[] = ["QuectelBringUp", "QuectelTransparent", "QuectelSSL"];

/** Modules that were built already. */
const built = new Map<ModuleName, Promise<{ code: string }>>();

/** A module's text as `npm run build` writes it. */
async function codeOf(name: ModuleName): Promise<string> {
  let code = built.get(name);
  if (!code) built.set(name, (code = buildModule({ name })));
  return (await code).code;
}

export async function startProgram(options: ProgramBoardOptions): Promise<ProgramBoard> {
  const { interpreter, modem, delivery = "storage", modules = MODULES } = options;
  const codes = Object.fromEntries(await Promise.all(modules.map(async (name) => [name, await codeOf(name)] as const)));
  const lines: string[] = [];
  const stored = delivery === "storage" ? codes : {};
  const boot = (setup: string): Record<string, string> => ({
    ...mapped(stored, pretokenise),
    ".bootcde": `${textOf(delivery, codes)}Serial1.setup(115200${setup});\n${options.program}`,
  });
  if (interpreter === undefined) return { lines, ...startInNode(options, boot(""), codes, lines) };
  const device = await startOnInterpreter(
    findInterpreter(interpreter)!,
    modem,
    (terminal) => {
      // It lies in the folder in which the interpreter runs.
      if (delivery === "files") writeModules(path.dirname(terminal), codes);
      return boot(`,{path:${JSON.stringify(terminal)}}`);
    },
    (line) => lines.push(line),
  );
  return { lines, evaluate: (expression) => device.evaluate(expression), stop: () => device.stop() };
}

function mapped(codes: Record<string, string>, change: (code: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(codes).map(([name, code]) => [name, change(code)]));
}

/** What the Web IDE sends before the program. */
function textOf(delivery: ModuleDelivery, codes: Record<string, string>): string {
  if (delivery !== "function" && delivery !== "text") return "";
  const form = (code: string): string => (delivery === "text" ? JSON.stringify(code) : `function(){${code}}`);
  return Object.entries(codes)
    .map(([name, code]) => `Modules.addCached(${JSON.stringify(name)},${form(code)});\n`)
    .join("");
}

function writeModules(folder: string, codes: Record<string, string>): void {
  mkdirSync(path.join(folder, "node_modules"));
  for (const [name, code] of Object.entries(codes)) writeFileSync(path.join(folder, `node_modules/${name}.js`), code);
}

function startInNode(
  { clock, modem, chunk, queueBytes, delivery }: ProgramBoardOptions,
  files: Record<string, string>,
  codes: Record<string, string>,
  lines: string[],
): Omit<ProgramBoard, "lines"> {
  const runtime = new HostRuntime({
    clock,
    storage: new Map(Object.entries(files)),
    serials: { Serial1: modem },
    log: (text) => lines.push(...text.split("\n")),
    ...(delivery === "files" ? { files: asFiles(codes) } : {}),
    ...(chunk ? { chunk } : {}),
    ...(queueBytes === undefined ? {} : { queueBytes }),
  });
  runtime.boot();
  return {
    evaluate: (expression) => Promise.resolve(runtime.evaluate(expression)),
    stop: () => Promise.resolve(runtime.stop()),
  };
}

function asFiles(codes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(codes).map(([name, code]) => [`node_modules/${name}.js`, code]));
}
