/** The board that the page talks to: one at a time, and one thing at a time with it. */
import { EventEmitter, once } from "node:events";
import { matchBoard } from "../../flash/board-match";
import { BoardLink } from "../../link/board-link";
import { checkVersion } from "../../link/interpreter-version";
import { reasonOf } from "./dom";
import { loadBoards } from "./images";
import { inPageWords } from "./page-words";
import type { BoardSource } from "./ports/board-source";

/** `lost`: the cable was pulled, or the board is out of reach; it can be connected again without choosing it. */
export type Phase = "none" | "connecting" | "ready" | "lost";

/** What the board is. */
export interface ConnectedBoard {
  /** Name of the firmware's build. */
  board: string;
  /** What the interpreter calls itself, and its version. */
  told: string;
  version: string;
}

/** What is done with the board now. */
export interface Task {
  title: string;
  /** Leaving the page would cut it short. */
  isCritical: boolean;
  stop(): void;
}

/**
 * Emits "change" for whatever may be shown differently, "line" for each line that the board prints, and "found" when a board has been
 * recognised, and "renewed" when something else lies on it than before.
 */
export class Session extends EventEmitter<{ change: []; line: [string]; found: []; renewed: [] }> {
  phase: Phase = "none";
  board: ConnectedBoard | undefined;
  /** Why there is no board, "" when that is as it should be. */
  problem = "";
  task: Task | undefined;
  private _link: BoardLink | undefined;
  private _source: BoardSource | undefined;

  /** Name of the port, "" when none was chosen. */
  get portName(): string {
    return this._source?.name ?? "";
  }

  /** A board is there and nothing is done with it. */
  get isFree(): boolean {
    return this.phase === "ready" && !this.task;
  }

  /** @param choose asks the user for a port; to be called from a click. */
  async connect(choose: () => Promise<BoardSource>): Promise<void> {
    try {
      const source = await choose();
      await this.disconnect();
      this._source = source;
    } catch (error) {
      // The dialog of the browser was closed.
      if ((error as Error).name !== "NotFoundError") this._set(this.phase, reasonOf(error));
      return;
    }
    await this.reconnect();
  }

  /** Opens the port that was chosen before once more. */
  async reconnect(): Promise<void> {
    const source = this._source;
    if (!source) return;
    await this._link?.close();
    this._set("connecting");
    try {
      const link = new BoardLink(await source.open(), source.name);
      this._link = link;
      link.on("line", (line) => this.emit("line", line));
      link.on("lost", (reason) => this._onLost(link, reason));
      this.board = await recognise(link);
      this._set("ready");
    } catch (error) {
      if (this.phase === "connecting") await this._fail(reasonOf(error));
      return;
    }
    this.emit("found");
  }

  async disconnect(): Promise<void> {
    await this._link?.close();
    this._link = undefined;
    this._source = undefined;
    this.board = undefined;
    this._set("none");
  }

  /**
   * Does something with the board; nothing else is done meanwhile.
   * @param stop ends it; by itself the port is closed, and opened again when the body has ended.
   * @throws what the body throws, and Error when there is no board or it is busy.
   */
  async run<T>(
    title: string,
    isCritical: boolean,
    body: (link: BoardLink) => Promise<T>,
    stop?: () => void,
  ): Promise<T> {
    const link = this._link;
    if (!this.isFree || !link)
      throw new Error(this.task ? `wait for the end: ${this.task.title}` : "connect a board first");
    let isStopped = false;
    const closePort = (): void => {
      isStopped = true;
      void link.close();
    };
    this.task = { title, isCritical, stop: stop ?? closePort };
    this.emit("change");
    try {
      return await body(link);
    } finally {
      this.task = undefined;
      if (isStopped) void this.reconnect();
      this.emit("change");
    }
  }

  /**
   * As {@link run}, for a short look at the board: waits until nothing else is done with it.
   * @throws Error too when the board goes meanwhile.
   */
  async look<T>(body: (link: BoardLink) => Promise<T>): Promise<T> {
    while (this.task && this.phase === "ready") await once(this, "change");
    return this.run("looking at the board", false, body);
  }

  private _onLost(link: BoardLink, reason: string): void {
    if (link === this._link) this._set("lost", `${reason}. Check cable and power, then connect again`);
  }

  private async _fail(problem: string): Promise<void> {
    await this._link?.close();
    this._link = undefined;
    this._set("lost", inPageWords(problem));
  }

  private _set(phase: Phase, problem = ""): void {
    this.phase = phase;
    this.problem = problem;
    if (phase !== "ready" && phase !== "lost") this.board = undefined;
    this.emit("change");
  }
}

/** @throws LinkError with a remedy when nothing answers, it is too old, or there is no firmware for it. */
async function recognise(link: BoardLink): Promise<ConnectedBoard> {
  await link.sync();
  const { board: told, version } = await link.identify();
  checkVersion(version);
  return { board: matchBoard(undefined, told, await loadBoards()), told, version };
}
