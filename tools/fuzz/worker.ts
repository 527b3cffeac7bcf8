/** A thread that does jobs, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import type { InstrumentedCode } from "./instrument";
import { runJob, type Job } from "./job";
import { targetNamed } from "./targets";

parentPort!.on("message", (job: Job) => {
  parentPort!.postMessage(runJob(workerData as InstrumentedCode, targetNamed(job.target), job));
});
