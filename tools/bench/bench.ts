/** `npm run bench`: instructions per received byte and growth of memory, on the real interpreter. See `--help`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findInterpreter, type Interpreter } from "../interpreter/find-interpreter";
import { buildBenchModule } from "./bench-module";
import { BENCH_HELP, parseBenchArguments, UsageError, type BenchArguments } from "./bench-arguments";
import { budgetFaults, type Figures, type Row } from "./budgets";
import { figureTable, sendTable } from "./figure-table";
import { hasValgrind, runProgram } from "./interpreter-run";
import { measureGrowth, measureInstructions } from "./measure";
import { measureSend, SEND_SIZES, type SendRow } from "./measure-send";
import { atModuleReader, emptyReader, ourReader, type Reader } from "./reader";
import { atModuleSender, emptySender, ourSender, type Sender } from "./sender";
import { trafficNames } from "./traffic";

const CHUNK_SIZES = [8, 32, 256];
const OUTPUT = path.resolve(__dirname, "../../dist/bench.json");
/** The budget of design that no figure here can judge. */
const NOT_CHECKED =
  "not checked: free variables of 2,500 with the firmware running and 12 connections open (at least 1,300)";
/** Asks the interpreter whether it has the module. */
const BUILT_IN_PROGRAM = 'try{print("@built-in "+typeof require("AT").connect)}catch(e){}quit();\n';
const BUILT_IN_TIMEOUT_MS = 10e3;

async function main(): Promise<number> {
  const settings = parseBenchArguments(process.argv.slice(2));
  if (!settings) {
    process.stdout.write(BENCH_HELP);
    return 0;
  }
  const interpreter = needInterpreter(settings);
  if (!hasValgrind()) throw new UsageError("valgrind is not there: install it (Debian: apt-get install valgrind)");
  const atModule = await atReader(settings, interpreter);
  if (!atModule) {
    const text = `Espruino ${interpreter.version} here has no module AT built in: give --reference FOLDER with AT.min.js`;
    if (settings.isCheck) throw new UsageError(`--check: ${text}`);
    console.log(`${text}. Without it that column is left out.`);
  }
  const ours = ourReader(await buildBenchModule("at-entry.ts"));
  const atSender = atModule && atModuleSender(atModule.modules["AT"]);
  const senders = [emptySender, ...(atSender ? [atSender] : []), ourSender(await buildBenchModule("send-entry.ts"))];
  const figures = await measureAll(
    interpreter.path,
    [emptyReader, ...(atModule ? [atModule] : []), ours],
    ours,
    senders,
  );
  show(interpreter, figures);
  const faults = budgetFaults(figures);
  for (const fault of faults) console.error(`bench: ${fault}`);
  if (settings.isCheck) console.error(`bench: ${NOT_CHECKED}`);
  return settings.isCheck && faults.length ? 1 : 0;
}

function needInterpreter({ espruino }: BenchArguments): Interpreter {
  let found: Interpreter | undefined;
  try {
    found = findInterpreter(espruino);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
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

async function measureAll(interpreter: string, readers: Reader[], ours: Reader, senders: Sender[]): Promise<Figures> {
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
  await runJobs([
    async () => void (figures.growth = await measureGrowth({ interpreter, reader: ours })),
    ...jobs,
    ...sendJobs,
  ]);
  return figures;
}

/** One job for each core at a time. */
async function runJobs(jobs: (() => Promise<void>)[]): Promise<void> {
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, work));
}

function show({ version }: Interpreter, figures: Figures): void {
  console.log(`Instructions per received byte, Espruino ${version}:\n\n${figureTable(figures.rows)}\n`);
  console.log(`Instructions to send, from write() until the next may be sent:\n\n${sendTable(figures.sends)}\n`);
  console.log(`Variables that 10,000 messages left in use: ${figures.growth} (budget 0)`);
  mkdirSync(path.dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, `${JSON.stringify({ espruino: version, ...figures }, null, 2)}\n`);
}

main()
  .then((exitCode) => process.exit(exitCode))
  .catch((error: Error) => {
    console.error(`bench: ${error.message}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  });
