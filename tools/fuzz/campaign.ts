/** Shares the inputs out to the targets and the jobs to the threads, and adds up what they did. */
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { InstrumentedCode } from "./instrument";
import type { Failure, Job, JobResult } from "./job";
import { targetNamed } from "./targets";
import type { Message } from "./worker";

/** Inputs of one job: so many profit from what those before did new, and a failure is found again by so many at the most. */
export const JOB_INPUTS = 50_000;

/** A thread knows nothing of TypeScript by itself. */
const WORKER_PROGRAM = [require.resolve("tsx/cjs"), path.join(__dirname, "worker.ts")]
  .map((file) => `require(${JSON.stringify(file)});`)
  .join("");

export interface CampaignOptions {
  inputs: number;
  seed: number;
  targets: readonly string[];
  workers: number;
  /** Told, some times a second, how many more inputs were tried. */
  onInputs?: (inputs: number) => void;
}

/** What became of one target. */
export interface TargetResult {
  target: string;
  inputs: number;
  /** Of its threads. */
  seconds: number;
  entered: boolean[];
  corpus: number;
  /** The first one; no further job is begun then. */
  failure?: Failure;
}

/** @returns in the order of the targets. */
export async function runCampaign(code: InstrumentedCode, options: CampaignOptions): Promise<TargetResult[]> {
  const results = new Map(options.targets.map((target) => [target, emptyResult(target, code.blocks)]));
  const jobs = jobsOf(options);
  const next = (): Job | undefined => {
    const job = jobs.shift();
    return job && results.get(job.target)!.failure ? next() : job;
  };
  const work = async (): Promise<void> => {
    const worker = new Worker(WORKER_PROGRAM, { eval: true, workerData: code });
    try {
      for (let job = next(); job; job = next()) {
        const startMs = Date.now();
        const result = await runOn(worker, job, options.onInputs);
        addResult(results.get(job.target)!, result, (Date.now() - startMs) / 1000);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, jobs.length) }, work));
  return [...results.values()];
}

/** The slow ones first, so that no thread is left with them at the end; of each target the first has the seed, the next the one after it. */
export function jobsOf({ inputs, seed, targets }: Pick<CampaignOptions, "inputs" | "seed" | "targets">): Job[] {
  const shares = targets.map((name) => targetNamed(name).share);
  const sum = shares.reduce((all, share) => all + share, 0);
  const jobs: Job[] = [];
  let left = inputs;
  for (const [index, target] of targets.entries()) {
    const isLast = index === targets.length - 1;
    const count = isLast ? left : Math.min(left, Math.round((inputs * shares[index]!) / sum));
    left -= count;
    for (let done = 0, job = 0; done < count; done += JOB_INPUTS, job++)
      jobs.push({ target, seed: seed + job, inputs: Math.min(JOB_INPUTS, count - done) });
  }
  return jobs.sort((a, b) => targetNamed(a.target).share - targetNamed(b.target).share || a.seed - b.seed);
}

function runOn(worker: Worker, job: Job, onInputs: (inputs: number) => void = () => {}): Promise<JobResult> {
  worker.postMessage(job);
  return new Promise((resolve, reject) => {
    const onMessage = (message: Message): void => {
      if (typeof message === "number") return onInputs(message);
      worker.off("error", reject);
      worker.off("message", onMessage);
      resolve(message);
    };
    worker.once("error", reject);
    worker.on("message", onMessage);
  });
}

function emptyResult(target: string, blocks: number): TargetResult {
  return { target, inputs: 0, seconds: 0, entered: Array<boolean>(blocks).fill(false), corpus: 0 };
}

function addResult(sum: TargetResult, { inputs, entered, corpus, failure }: JobResult, seconds: number): void {
  sum.inputs += inputs;
  sum.seconds += seconds;
  sum.entered = sum.entered.map((isEntered, block) => isEntered || entered[block]!);
  sum.corpus += corpus;
  if (failure) sum.failure ??= failure;
}
