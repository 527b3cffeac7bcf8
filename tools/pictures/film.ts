/** A recording of a page: screenshots in equal pauses, made an animated WebP. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { findProgram } from "../find-program";

const PROGRAM = "img2webp";

/** Lossy, since the texts stay readable at a third of the size. */
const QUALITY = 75;

/** A whole frame at least so often: what differs leaves shadows. */
const WHOLE_FRAME_EVERY = 8;

export class Film {
  private readonly _folder = mkdtempSync(path.join(os.tmpdir(), "film-"));
  private readonly _frames: string[] = [];
  private _isRolling = true;
  private readonly _roll: Promise<void>;

  /** @param everyMs between two frames. @throws Error when the program that makes the file is not there. */
  constructor(
    private readonly _page: Page,
    private readonly _everyMs: number,
  ) {
    if (findProgram(PROGRAM) === undefined) throw new Error(`no ${PROGRAM}: install it (Debian's package "webp")`);
    this._roll = this._takeFrames();
  }

  /**
   * Ends the recording and writes it.
   * @param shownMs how long each frame is shown. @returns how long the whole takes, in seconds.
   */
  async write(file: string, shownMs: number, lastMs: number): Promise<number> {
    await this.stop();
    const frames = this._frames.flatMap((frame, index) => {
      const isLast = index === this._frames.length - 1;
      return ["-lossy", "-q", `${QUALITY}`, "-m", "6", "-d", `${isLast ? lastMs : shownMs}`, frame];
    });
    execFileSync(PROGRAM, ["-loop", "0", "-kmin", "3", "-kmax", `${WHOLE_FRAME_EVERY}`, ...frames, "-o", file]);
    rmSync(this._folder, { recursive: true });
    return ((this._frames.length - 1) * shownMs + lastMs) / 1000;
  }

  /** Takes no more frames. */
  async stop(): Promise<void> {
    this._isRolling = false;
    await this._roll;
  }

  private async _takeFrames(): Promise<void> {
    while (this._isRolling) {
      const due = Date.now() + this._everyMs;
      const frame = path.join(this._folder, `${String(this._frames.length).padStart(4, "0")}.png`);
      await this._page.screenshot({ path: frame });
      this._frames.push(frame);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
    }
  }
}
