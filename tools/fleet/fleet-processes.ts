/** The processes that run the devices. */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { Answer, FleetSetup, News, Order, Start } from "./worker";

/** What the processes used up, all together. */
export interface Usage {
  cpuMs: number;
  rssBytes: number;
}

export interface ProcessEvents {
  onNews(news: News): void;
  /** A process ended or cannot go on. */
  onFailed(reason: string): void;
}

export class FleetProcesses {
  private readonly _workers: ChildProcess[];
  private _isStopped = false;

  constructor(
    count: number,
    private readonly _events: ProcessEvents,
  ) {
    this._workers = Array.from({ length: count }, () => this._fork());
  }

  /** The devices are dealt out in turn. */
  start(setup: FleetSetup, starts: readonly Start[]): void {
    const count = this._workers.length;
    this._workers.forEach((worker, index) => {
      this._send(worker, { kind: "start", setup, starts: starts.filter((_, at) => at % count === index) });
    });
  }

  /** No device takes a reading any more, once this resolves. @throws Error when a process ends meanwhile. */
  async end(): Promise<void> {
    await Promise.all(this._workers.map((worker) => this._ask(worker, "end", "ended")));
  }

  /** Switches all devices off and ends the processes. @throws Error when one ends by itself before. */
  async stop(): Promise<Usage> {
    const usages = await Promise.all(this._workers.map((worker) => this._ask(worker, "stop", "stopped")));
    this.kill();
    const sum = (value: (usage: Usage) => number): number => usages.reduce((all, usage) => all + value(usage), 0);
    return { cpuMs: sum(({ cpuMs }) => cpuMs), rssBytes: sum(({ rssBytes }) => rssBytes) };
  }

  /** Ends the processes at once; doing it twice is harmless. */
  kill(): void {
    this._isStopped = true;
    for (const worker of this._workers) worker.kill();
  }

  private _fork(): ChildProcess {
    const worker = fork(path.join(__dirname, "worker.ts"), { execArgv: ["--import", "tsx"] });
    worker.on("message", (answer: Answer) => {
      if (answer.kind === "news") this._events.onNews(answer);
      else if (answer.kind === "failed") this._events.onFailed(answer.reason);
    });
    worker.once("exit", (code, signal) => {
      if (!this._isStopped) this._events.onFailed(`a process of the fleet ended (${signal ?? `exit code ${code}`})`);
    });
    return worker;
  }

  private _ask<Kind extends "ended" | "stopped">(
    worker: ChildProcess,
    order: "end" | "stop",
    kind: Kind,
  ): Promise<Extract<Answer, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error(`a process of the fleet ended before it said "${kind}"`));
      const onAnswer = (answer: Answer): void => {
        if (answer.kind !== kind) return;
        worker.off("message", onAnswer);
        worker.off("exit", onExit);
        resolve(answer as Extract<Answer, { kind: Kind }>);
      };
      worker.on("message", onAnswer);
      worker.once("exit", onExit);
      this._send(worker, { kind: order });
    });
  }

  private _send(worker: ChildProcess, order: Order): void {
    worker.send(order);
  }
}
