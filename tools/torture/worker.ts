/** One process of the campaign: does the jobs that it is sent, one at a time, and answers each. */
import type { FirmwareFiles } from "../build/firmware-files";
import type { Failure } from "./field-run";
import { runSeed, type Seed, type SeedResult, shrinkSeed } from "./seed-run";

/** The firmware of each board comes first, and is answered by nothing. */
export type Job =
  | { kind: "firmware"; builds: Record<string, FirmwareFiles> }
  | { kind: "run"; seed: Seed }
  | { kind: "shrink"; failed: SeedResult & { failure: Failure } };

export type Answer = { kind: "result"; result: SeedResult } | { kind: "schedule"; schedule: string };

let builds: Record<string, FirmwareFiles> = {};

async function work(job: Exclude<Job, { kind: "firmware" }>): Promise<Answer> {
  if (job.kind === "run") return { kind: "result", result: await runSeed(job.seed, builds[job.seed.board]!) };
  return { kind: "schedule", schedule: await shrinkSeed(job.failed, builds[job.failed.board]!) };
}

process.on("message", (job: Job) => {
  if (job.kind === "firmware") builds = job.builds;
  else void work(job).then((answer) => process.send!(answer));
});
