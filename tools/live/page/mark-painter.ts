/** Faults and recoveries in the plots: a band for as long as one lasted and until all had arrived, and a line for each event. */
import type uPlot from "uplot";
import type { Mark } from "../topics";

/** Marks that are kept. */
const MARKS = 200;

const COLOURS: Readonly<Record<Mark["kind"], string>> = {
  fault: "--bad",
  over: "--quiet",
  recovered: "--info",
  delivered: "--good",
};

export class MarkPainter {
  private _marks: Mark[] = [];

  add(marks: readonly Mark[]): void {
    this._marks = [...this._marks, ...marks].slice(-MARKS);
  }

  clear(): void {
    this._marks = [];
  }

  /** From each fault to the next delivery, behind the line. */
  paintBands(plot: uPlot): void {
    const { ctx, bbox } = plot;
    let from: number | undefined;
    ctx.save();
    clipTo(plot);
    ctx.globalAlpha = 0.09;
    ctx.fillStyle = colour("--bad");
    const fill = (start: number, end: number): void => {
      const [left, right] = [plot.valToPos(start / 1000, "x", true), plot.valToPos(end / 1000, "x", true)];
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
    };
    for (const { kind, atMs } of this._marks) {
      if (kind === "fault") from ??= atMs;
      if (kind !== "delivered" || from === undefined) continue;
      fill(from, atMs);
      from = undefined;
    }
    if (from !== undefined) fill(from, (plot.scales["x"]!.max ?? 0) * 1000);
    ctx.restore();
  }

  /** A line for each event, in front of it. */
  paintLines(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    clipTo(plot);
    for (const { kind, atMs } of this._marks) {
      const at = Math.round(plot.valToPos(atMs / 1000, "x", true));
      if (at < bbox.left || at > bbox.left + bbox.width) continue;
      ctx.strokeStyle = colour(COLOURS[kind]);
      ctx.lineWidth = kind === "over" ? devicePixelRatio : 1.5 * devicePixelRatio;
      ctx.setLineDash(kind === "delivered" ? [] : [4 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }
}

function clipTo({ ctx, bbox }: uPlot): void {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
