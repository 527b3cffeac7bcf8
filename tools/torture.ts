/** `npm run torture`: devices in the field on simulated time, with faults by chance, on all cores. */
import { readFileSync } from "node:fs";
import { buildBoards, runCampaign, type Shrunk } from "./torture/campaign";
import { type Command, type CommandOutput, EXIT_FAILED, printHelp, startCommand } from "./terminal/command";
import { ProgressLine } from "./terminal/progress-line";
import { UsageError } from "./terminal/usage-error";
import { failureLine, reportJson, reportText } from "./torture/report";
import { runSchedule } from "./torture/seed-run";
import { parseTortureOptions, TORTURE_HELP, type TortureOptions } from "./torture/torture-arguments";

export const command: Command = { name: "torture", run };

/** @throws UsageError for whatever is wrong with a flag. */
function readOptions(words: string[]): TortureOptions {
  try {
    return parseTortureOptions(words);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function readSchedule(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--faults ${file}: cannot be read (${code}); check the path`, { cause: error });
  }
}

/** @returns whether nothing failed. */
async function runOne({ boards, firstSeed, days, perHour }: TortureOptions, file: string): Promise<boolean> {
  const board = boards[0]!;
  const text = readSchedule(file);
  const firmware = (await buildBoards([board]))[board]!;
  const seed = { board, seed: firstSeed, days, perHour };
  const run = (): ReturnType<typeof runSchedule> =>
    runSchedule(seed, { text, source: file }, { firmware, print: (line) => console.log(line) });
  const { failure, taken, delivered } = await run();
  console.log(`${board}, ${days} days: ${taken} readings taken, ${delivered} delivered`);
  if (failure) console.log(`${failure.kind} at ${failure.atS.toFixed(3)} s: ${failure.text}`);
  return failure === undefined;
}

function shrunkText({ failed, schedule }: Shrunk): string {
  const { board, seed, failure } = failed;
  return `\nseed ${seed} ${board}, ${failure?.kind}; the shortest schedule that was found:\n${schedule}`;
}

async function runMany(options: TortureOptions, { out, err }: CommandOutput): Promise<boolean> {
  const startMs = performance.now();
  const progress = new ProgressLine(err, "torture: ");
  progress.show(`building the firmware and running ${options.seeds} devices`);
  let done = 0;
  const { results, shrunk } = await runCampaign(options, (result) => {
    done++;
    // In a log a line for each device would be much.
    if (err.isTTY) progress.show(`${done} of ${options.seeds} devices`);
    if (!result.failure) return;
    progress.end();
    (options.isJson ? err : out).write(`${failureLine(result)}\n`);
  });
  progress.end();
  const seconds = (performance.now() - startMs) / 1000;
  if (options.isJson) {
    out.write(`${JSON.stringify({ ...reportJson(results), seconds, shrunk: shrunk.map(shrunkJson) }, null, 2)}\n`);
  } else {
    out.write(`${reportText(results)}\ntime       ${seconds.toFixed(0)} s in ${options.jobs} processes\n`);
    for (const each of shrunk) out.write(`${shrunkText(each)}\n`);
  }
  return results.every(({ failure }) => !failure);
}

function shrunkJson({ failed, schedule }: Shrunk): object {
  const { board, seed, failure } = failed;
  return { board, seed, kind: failure?.kind, schedule };
}

async function run(words: string[], output: CommandOutput): Promise<number> {
  const options = readOptions(words);
  if (options.isHelp) return printHelp(TORTURE_HELP, output);
  const isFine = await (options.faults === undefined ? runMany(options, output) : runOne(options, options.faults));
  return isFine ? 0 : EXIT_FAILED;
}

if (require.main === module) startCommand(command);
