/** All plots, one under the other, over the same time. */
import type { Mark, SeriesPart } from "../topics";
import { byId, make } from "./dom";
import { MarkPainter } from "./mark-painter";
import { Plot } from "./plot";
import { serverNow } from "./server-clock";
import { TimeView } from "./time-view";

const RANGES: readonly [label: string, spanS: number][] = [
  ["2 min", 120],
  ["10 min", 600],
  ["1 h", 3600],
  ["All", Infinity],
];
const ZOOM = 0.6;
/** Plots at most; past it the one that was silent longest goes. */
const PLOTS = 32;
const DRAW_MS = 1000;

export class PlotsPanel {
  private readonly _plots = new Map<string, Plot>();
  private readonly _painter = new MarkPainter();
  private readonly _view = new TimeView(120);
  private readonly _buttons: [HTMLButtonElement, number][] = [];
  private _isDue = false;

  constructor() {
    this._makeButtons();
    setInterval(() => this._drawSoon(), DRAW_MS);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const plot of this._plots.values()) plot.forget();
      this._drawSoon();
    });
  }

  /** The stream begins anew: all of the state follows. */
  clear(): void {
    for (const plot of this._plots.values()) plot.element.remove();
    this._plots.clear();
    this._painter.clear();
    this._showEmpty();
  }

  add({ device, quantity, unit, points }: SeriesPart): void {
    const key = `${device}\n${quantity}`;
    const plot = this._plots.get(key) ?? this._makePlot({ device, quantity, unit });
    this._plots.delete(key);
    this._plots.set(key, plot);
    plot.add(points);
    if (this._plots.size > PLOTS) this._dropOldest();
    this._showEmpty();
    this._drawSoon();
  }

  mark(marks: readonly Mark[]): void {
    this._painter.add(marks);
    this._drawSoon();
  }

  private _makePlot(part: Omit<SeriesPart, "points">): Plot {
    const plot = new Plot(part, this._painter, {
      onSelect: (from, to) => this._change(() => this._view.choose(from, to)),
      onKey: (key, atS) => this._onKey(key, atS),
    });
    byId("plots").append(plot.element);
    return plot;
  }

  private _dropOldest(): void {
    const [key, plot] = this._plots.entries().next().value!;
    plot.element.remove();
    this._plots.delete(key);
  }

  private _makeButtons(): void {
    const group = byId("ranges");
    for (const [label, spanS] of RANGES) {
      const button = make("button", "small", label);
      button.type = "button";
      button.setAttribute("aria-label", `Show ${label}`);
      button.addEventListener("click", () => this._change(() => this._view.follow(spanS)));
      this._buttons.push([button, spanS]);
    }
    group.append(
      ...this._buttons.map(([button]) => button),
      this._zoomButton("−", "Zoom out", 1 / ZOOM),
      this._zoomButton("+", "Zoom in", ZOOM),
    );
    this._showChosen();
  }

  private _zoomButton(label: string, name: string, factor: number): HTMLButtonElement {
    const button = make("button", "small", label);
    button.type = "button";
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => this._zoom(factor, undefined));
    return button;
  }

  private _onKey(key: string, atS: number | undefined): boolean {
    if (key === "+" || key === "=") this._zoom(ZOOM, atS);
    else if (key === "-" || key === "_") this._zoom(1 / ZOOM, atS);
    else if (key === "Escape" || key === "0") this._change(() => this._view.follow());
    else return false;
    return true;
  }

  private _zoom(factor: number, atS: number | undefined): void {
    const nowS = serverNow() / 1000;
    const { from, to } = this._view.range(nowS, this._firstS());
    const isLive = this._view.isLive && atS === undefined;
    this._change(() => this._view.zoom(factor, atS ?? (isLive ? nowS : (from + to) / 2), nowS, this._firstS()));
  }

  private _change(change: () => void): void {
    change();
    this._showChosen();
    this._drawSoon();
  }

  private _showChosen(): void {
    for (const [button, spanS] of this._buttons)
      button.setAttribute("aria-pressed", `${this._view.isLive && this._view.spanS === spanS}`);
  }

  private _showEmpty(): void {
    byId("readings-none").hidden = this._plots.size > 0;
    byId("legend").hidden = this._plots.size === 0;
  }

  private _firstS(): number {
    const firsts = [...this._plots.values()].map(({ history }) => history.points[0]?.time ?? Infinity);
    const first = Math.min(...firsts);
    return Number.isFinite(first) ? first : serverNow() / 1000;
  }

  /** Once for all that has changed, and not at all while nobody looks. */
  private _drawSoon(): void {
    if (this._isDue || document.hidden) return;
    this._isDue = true;
    requestAnimationFrame(() => {
      this._isDue = false;
      const range = this._view.range(serverNow() / 1000, this._firstS());
      for (const plot of this._plots.values()) plot.draw(range);
    });
  }
}
