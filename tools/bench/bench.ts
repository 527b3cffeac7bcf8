/** `npm run bench`: what receiving and sending cost and what memory is in use, on the real interpreter. See `--help`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findInterpreter, type Interpreter } from "../interpreter/find-interpreter";
import { buildBenchModule } from "./bench-module";
import { BENCH_HELP, parseBenchArguments, UsageError, type BenchArguments } from "./bench-arguments";
import { budgetFaults, SMALL_TOTAL, uncheckedBudgets, type Figures, type Row } from "./budgets";
import { report } from "./report";
import { hasValgrind, runProgram } from "./interpreter-run";
import { measureGrowth, measureInstructions } from "./measure";
import { measureMemory, totalVariables } from "./measure-memory";
import { measureSend, SEND_SIZES, type SendRow } from "./measure-send";
import { atModuleReader, emptyReader, ourReader, type Reader } from "./reader";
import { atModuleSender, emptySender, ourSender, type Sender } from "./sender";
import { trafficNames } from "./traffic";
import { type Command, type CommandOutput, EXIT_FAILED, printHelp, startCommand } from "../terminal/command";
import { ProgressLine } from "../terminal/progress-line";

const CHUNK_SIZES = [8, 32, 256];
const OUTPUT = path.resolve(__dirname, "../../dist/bench.json");
/** Asks the interpreter whether it has the module. */
const BUILT_IN_PROGRAM = 'try{print("@built-in "+typeof require("AT").connect)}catch(e){}quit();\n';
const BUILT_IN_TIMEOUT_MS = 10e3;

export const command: Command = { name: "bench", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const settings = parseBenchArguments(words);
  if (!settings) return printHelp(BENCH_HELP, output);
  const interpreter = needInterpreter(settings.espruino);
  const small = settings.small === undefined ? undefined : await needSmall(settings.small);
  if (!hasValgrind()) throw new UsageError("valgrind is not there: install it (Debian: apt-get install valgrind)");
  const atModule = await atReader(settings, interpreter);
  const ours = ourReader(await buildBenchModule("at-entry.ts"));
  const atSender = atModule && atModuleSender(atModule.modules["AT"]);
  const senders = [emptySender, ...(atSender ? [atSender] : []), ourSender(await buildBenchModule("send-entry.ts"))];
  const progress = new ProgressLine(output.err, "bench: ");
  const figures = await measureAll(
    interpreter.path,
    [emptyReader, ...(atModule ? [atModule] : []), ours],
    ours,
    senders,
    progress,
  );
  // By itself, at the end: the modem simulator and the collector run in this process, and both want to be in time.
  progress.show("memory with 12 connections open");
  if (small) figures.memory = await measureMemory(small);
  progress.end();
  const json = `${JSON.stringify({ espruino: interpreter.version, ...figures }, null, 2)}\n`;
  output.out.write(settings.isJson ? json : `${report(figures, { version: interpreter.version, ...settings })}\n`);
  mkdirSync(path.dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, json);
  const faults = [...budgetFaults(figures), ...uncheckedBudgets(figures).map((text) => `not checked: ${text}`)];
  for (const fault of faults) output.err.write(`bench: ${fault}\n`);
  if (!faults.length) output.err.write("bench: all budgets are kept\n");
  return settings.isCheck && faults.length ? EXIT_FAILED : 0;
}

/** An interpreter with as many variables as the smallest board. */
async function needSmall(given: string): Promise<Interpreter> {
  const small = needInterpreter(given, "--small: ");
  const total = await totalVariables(small.path);
  if (total === SMALL_TOTAL) return small;
  throw new UsageError(`--small ${given} has ${total} variables: give an interpreter limited to ${SMALL_TOTAL}`);
}

/** @param flag said before what is wrong. */
function needInterpreter(given: string | undefined, flag = ""): Interpreter {
  let found: Interpreter | undefined;
  try {
    found = findInterpreter(given);
  } catch (error) {
    throw new UsageError(flag + (error as Error).message, { cause: error });
  }
  if (found) return found;
  throw new UsageError("no Espruino interpreter: give --espruino PATH, or set ESPRUINO to its path");
}

/** @returns undefined when there is no such module. */
async function atReader(
  { reference }: BenchArguments,
  { path: interpreter }: Interpreter,
): Promise<Reader | undefined> {
  if (reference !== undefined) return atModuleReader(readFileSync(reference, "latin1"));
  const options = { interpreter, isCounted: false, timeoutMs: BUILT_IN_TIMEOUT_MS };
  const { output } = await runProgram(BUILT_IN_PROGRAM, options);
  return output.includes("@built-in function") ? atModuleReader(undefined) : undefined;
}

async function measureAll(
  interpreter: string,
  readers: Reader[],
  ours: Reader,
  senders: Sender[],
  progress: ProgressLine,
): Promise<Figures> {
  const rows: Row[] = CHUNK_SIZES.flatMap((chunkBytes) =>
    trafficNames.map((traffic) => ({ chunkBytes, traffic, instructions: {} })),
  );
  const sends: SendRow[] = SEND_SIZES.map((payloadBytes) => ({ payloadBytes, instructions: {} }));
  const figures: Figures = { rows, sends, growth: 0 };
  const sendJobs = sends.flatMap((row) =>
    senders.map((sender) => async (): Promise<void> => {
      row.instructions[sender.name] = await measureSend(interpreter, sender, row.payloadBytes);
    }),
  );
  const jobs = rows.flatMap((row) =>
    readers.map((reader) => async (): Promise<void> => {
      row.instructions[reader.name] = await measureInstructions({ interpreter, reader }, row);
    }),
  );
  const all = [
    async () => void (figures.growth = await measureGrowth({ interpreter, reader: ours })),
    ...jobs,
    ...sendJobs,
  ];
  await runJobs(all, (count) => progress.show(`measurement ${count} of ${all.length}`));
  return figures;
}

/** One job for each core at a time. @param onBegin told which one begins, from 1. */
async function runJobs(jobs: (() => Promise<void>)[], onBegin: (count: number) => void): Promise<void> {
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      onBegin(jobs.length - waiting.length);
      await job();
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, work));
}

if (require.main === module) startCommand(command);
