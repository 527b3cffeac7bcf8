/** The processes of the campaign: as many as there are cores, each with one job at a time. */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { FirmwareFiles } from "../build/firmware-files";
import type { Answer, Job } from "./worker";

interface Waiting {
  job: Job;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

export class WorkerPool {
  private readonly _workers: ChildProcess[];
  private readonly _idle: ChildProcess[] = [];
  private readonly _queue: Waiting[] = [];
  private _isStopped = false;

  constructor(count: number, builds: Record<string, FirmwareFiles>) {
    this._workers = Array.from({ length: count }, () => fork(path.join(__dirname, "worker.ts")));
    for (const worker of this._workers) {
      worker.send({ kind: "firmware", builds });
      this._idle.push(worker);
    }
  }

  /** Does a job as soon as a process is free. @throws Error when the process ends meanwhile. */
  do(job: Job): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this._queue.push({ job, resolve, reject });
      this._next();
    });
  }

  stop(): void {
    this._isStopped = true;
    for (const worker of this._workers) worker.kill();
  }

  private _next(): void {
    const worker = this._idle.pop();
    const waiting = worker && this._queue.shift();
    if (!waiting) {
      if (worker) this._idle.push(worker);
      return;
    }
    const onExit = (): void => {
      if (!this._isStopped)
        waiting.reject(new Error(`a worker process ended at ${JSON.stringify(waiting.job).slice(0, 200)}`));
    };
    worker.once("exit", onExit);
    worker.once("message", (answer: Answer) => {
      worker.off("exit", onExit);
      this._idle.push(worker);
      waiting.resolve(answer);
      this._next();
    });
    worker.send(waiting.job);
  }
}
