/** Many devices in the field, on all cores. */
import { buildFirmwareFiles, type FirmwareFiles } from "../build/firmware-files";
import type { Failure } from "./field-run";
import type { SeedResult } from "./seed-run";
import type { TortureOptions } from "./torture-arguments";
import { WorkerPool } from "./worker-pool";

/** A run that failed, with the shortest schedule that was found for it. */
export interface Shrunk {
  failed: SeedResult;
  schedule: string;
}

export interface CampaignOutcome {
  results: SeedResult[];
  shrunk: Shrunk[];
}

/** Schedules are looked for so many failures, each of another kind or board: many seeds fail for one reason. */
const MOST_SHRUNK = 6;

/** The build of each board. @throws as {@link buildFirmwareFiles}. */
export async function buildBoards(boards: readonly string[]): Promise<Record<string, FirmwareFiles>> {
  const builds: Record<string, FirmwareFiles> = {};
  for (const board of boards) builds[board] = await buildFirmwareFiles({ board });
  return builds;
}

/** @param onResult told of each run as it ends. */
export async function runCampaign(
  options: TortureOptions,
  onResult: (result: SeedResult) => void,
): Promise<CampaignOutcome> {
  const { seeds, firstSeed, days, perHour, boards, jobs } = options;
  const pool = new WorkerPool(Math.min(jobs, seeds), await buildBoards(boards));
  const runOne = async (seed: number): Promise<SeedResult> => {
    const board = boards[seed % boards.length]!;
    const answer = await pool.do({ kind: "run", seed: { board, seed, days, perHour } });
    if (answer.kind !== "result") throw new Error("a worker answered something else than a result");
    onResult(answer.result);
    return answer.result;
  };
  try {
    const results = await Promise.all(Array.from({ length: seeds }, (_, index) => runOne(firstSeed + index)));
    const shrunk = await Promise.all(worthShrinking(results).map((failed) => shrinkOne(pool, failed)));
    return { results, shrunk };
  } finally {
    pool.stop();
  }
}

async function shrinkOne(pool: WorkerPool, failed: SeedResult & { failure: Failure }): Promise<Shrunk> {
  const answer = await pool.do({ kind: "shrink", failed });
  return { failed, schedule: answer.kind === "schedule" ? answer.schedule : failed.schedule };
}

/** Of each kind of failure on each board the one that came first in its run. */
function worthShrinking(results: readonly SeedResult[]): (SeedResult & { failure: Failure })[] {
  const first = new Map<string, SeedResult & { failure: Failure }>();
  for (const result of results) {
    const { failure } = result;
    if (!failure) continue;
    const key = `${result.board} ${failure.kind}`;
    if (failure.atS < (first.get(key)?.failure.atS ?? Infinity)) first.set(key, { ...result, failure });
  }
  return [...first.values()].slice(0, MOST_SHRUNK);
}
