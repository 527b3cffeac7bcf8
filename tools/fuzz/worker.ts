/** A thread that does jobs, one after the other, and tells how far it is: a number of inputs, at the end the result. */
import { parentPort, workerData } from "node:worker_threads";
import type { InstrumentedCode } from "./instrument";
import { runJob, type Job, type JobResult } from "./job";
import { targetNamed } from "./targets";

export type Message = number | JobResult;

const say = (message: Message): void => parentPort!.postMessage(message);

parentPort!.on("message", (job: Job) => say(runJob(workerData as InstrumentedCode, targetNamed(job.target), job, say)));
