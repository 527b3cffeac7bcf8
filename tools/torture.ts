/** `npm run torture`: devices in the field on simulated time, with faults by chance, on all cores. */
import { readFileSync } from "node:fs";
import { buildBoards, runCampaign, type Shrunk } from "./torture/campaign";
import { failureLine, reportText } from "./torture/report";
import { runSchedule } from "./torture/seed-run";
import { parseTortureOptions, TORTURE_HELP, type TortureOptions } from "./torture/torture-arguments";

function fail(text: string): never {
  console.error(`torture: ${text}\nSee npm run torture -- --help`);
  process.exit(2);
}

function readOptions(): TortureOptions {
  try {
    return parseTortureOptions(process.argv.slice(2));
  } catch (error) {
    return fail((error as Error).message);
  }
}

function readSchedule(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return fail(`--faults ${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`);
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

async function runMany(options: TortureOptions): Promise<boolean> {
  const startMs = performance.now();
  const { results, shrunk } = await runCampaign(options, (result) => {
    if (result.failure) console.log(failureLine(result));
  });
  console.log(reportText(results));
  console.log(`time       ${((performance.now() - startMs) / 1000).toFixed(0)} s in ${options.jobs} processes`);
  for (const each of shrunk) console.log(shrunkText(each));
  return results.every(({ failure }) => !failure);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.isHelp) return console.log(TORTURE_HELP);
  const isFine = options.faults === undefined ? await runMany(options) : await runOne(options, options.faults);
  process.exitCode = isFine ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`torture: ${error.stack}`);
  process.exitCode = 1;
});
