/** One quantity over time: the plot, its value at the cursor, and the same as a table. */
import uPlot from "uplot";
import { type Point, SeriesHistory } from "../series-history";
import type { SeriesPart } from "../topics";
import { make, setText } from "./dom";
import { formatAxisTime, formatClock, formatNumber, formatTime, plural, type Scale, scaleOf } from "./format";
import { type MarkPainter } from "./mark-painter";
import { columnsOf, gapCount } from "./plot-data";
import type { TimeRange } from "./time-view";

/** What a plot lets its owner do. */
export interface PlotControl {
  onSelect(from: number, to: number): void;
  onKey(key: string, atS: number | undefined): boolean;
}

/** Rows of the table. */
const ROWS = 40;
const SYNC = "readings";

export class Plot {
  readonly element = make("article", "plot");
  readonly history = new SeriesHistory();
  private readonly _value = make("strong", "", "–");
  private readonly _when = make("span", "quiet");
  private readonly _line = make("p", "plot-value", this._value, " ", this._when);
  private readonly _area = make("div", "plot-area");
  private readonly _table = make("tbody");
  private readonly _details = make("details");
  private _plot: uPlot | undefined;
  private _scale: Scale = { factor: 1, sign: "" };

  constructor(
    private readonly _part: Omit<SeriesPart, "points">,
    private readonly _painter: MarkPainter,
    private readonly _control: PlotControl,
  ) {
    const { device, quantity } = _part;
    const device_ = make("span", "device", device);
    this.element.append(
      make("div", "plot-head", make("h3", "", quantity), device_, this._line),
      this._area,
      this._makeTable(),
    );
    this._area.tabIndex = 0;
    this._area.setAttribute("role", "group");
    this._area.addEventListener("keydown", (event) => this._onKey(event));
    this._area.addEventListener("blur", () => this._line.removeAttribute("aria-live"));
    new ResizeObserver(() => this._plot?.setSize(this._size())).observe(this._area);
  }

  add(points: SeriesPart["points"]): void {
    this.history.add(points);
  }

  /** Draws anew what is to be seen. */
  draw(range: TimeRange): void {
    const { points, gapS } = this.history;
    const largest = points.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
    this._scale = scaleOf(this._part.unit, largest);
    const columns = columnsOf(points, gapS, range.from, range.to);
    this._plot ??= this._make();
    this._plot.batch(() => {
      this._plot!.setData(columns, false);
      this._plot!.setScale("x", { min: range.from, max: range.to });
    });
    this._describe(points, gapS);
    if (this._plot.cursor.idx === null || this._plot.cursor.idx === undefined) this._showValue(this.history.last);
    if (this._details.open) this._fillTable();
  }

  /** The colours have changed. */
  forget(): void {
    this._plot?.destroy();
    this._plot = undefined;
  }

  private _make(): uPlot {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour("--quiet"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { stroke: colour("--line"), width: 1 },
    };
    const font = `11px ${colour("--sans")}`;
    const options: uPlot.Options = {
      ...this._size(),
      padding: [8, 26, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: SYNC, setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { size: 8 },
      },
      scales: { x: { time: true } },
      axes: [
        {
          ...axis,
          font,
          size: 28,
          values: (plot, splits) => splits.map((time) => formatAxisTime(time * 1000, spanOf(plot))),
          space: 90,
        },
        { ...axis, font, size: 66, space: 28, values: (_, splits) => splits.map((value) => this._axisText(value)) },
      ],
      series: [
        {},
        { stroke: colour("--series-1"), width: 1.75, spanGaps: false, points: { show: false } },
        {
          stroke: colour("--info"),
          paths: () => null,
          points: { show: true, size: 6, width: 1.5, stroke: colour("--info"), fill: colour("--panel") },
        },
      ],
      hooks: {
        drawClear: [(plot) => this._painter.paintBands(plot)],
        draw: [(plot) => this._painter.paintLines(plot)],
        setSelect: [(plot) => this._onSelect(plot)],
        setCursor: [(plot) => this._onCursor(plot)],
      },
    };
    return new uPlot(options, [[], [], []], this._area);
  }

  private _size(): { width: number; height: number } {
    return { width: Math.max(160, this._area.clientWidth), height: this._area.clientHeight };
  }

  private _axisText(value: number): string {
    return `${formatNumber(value / this._scale.factor)}${this._scale.sign === "" ? "" : ` ${this._scale.sign}`}`;
  }

  private _valueText(value: number): string {
    return this._axisText(value);
  }

  private _onSelect({ select, posToVal, setSelect }: uPlot): void {
    if (select.width < 4) return;
    this._control.onSelect(posToVal(select.left, "x"), posToVal(select.left + select.width, "x"));
    setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  private _onCursor({ cursor: { idx }, data }: uPlot): void {
    const time = idx === null || idx === undefined ? undefined : data[0][idx];
    const value = time === undefined ? undefined : data[1]![idx!];
    if (time === undefined) this._showValue(this.history.last);
    else if (value === null || value === undefined) this._show("no reading", `at ${formatClock(time * 1000)}`);
    else this._show(this._valueText(value), `at ${formatClock(time * 1000)}`);
  }

  private _showValue(point: Point | undefined): void {
    if (point) this._show(this._valueText(point.value), `at ${formatClock(point.time * 1000)}`);
  }

  private _show(value: string, when: string): void {
    setText(this._value, value);
    setText(this._when, when);
  }

  private _onKey(event: KeyboardEvent): void {
    const plot = this._plot;
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return;
    const idx = plot.cursor.idx ?? undefined;
    const isHandled =
      this._moveCursor(plot, event, idx) ||
      this._control.onKey(event.key, idx === undefined ? undefined : plot.data[0][idx]);
    if (isHandled) event.preventDefault();
  }

  /** From reading to reading; the value is said to those who do not see it. */
  private _moveCursor(plot: uPlot, { key, shiftKey }: KeyboardEvent, idx: number | undefined): boolean {
    const times = plot.data[0];
    const steps: Record<string, number> = { ArrowLeft: shiftKey ? -10 : -1, ArrowRight: shiftKey ? 10 : 1 };
    const ends: Record<string, number> = { Home: 0, End: times.length - 1 };
    const step = steps[key];
    const wanted = step === undefined ? ends[key] : (idx ?? times.length - 1) + step;
    if (wanted === undefined) return false;
    const at = Math.min(times.length - 1, Math.max(0, wanted));
    const time = times[at];
    if (time === undefined) return true;
    this._line.setAttribute("aria-live", "polite");
    const left = Math.min(plot.over.clientWidth - 1, Math.max(0, plot.valToPos(time, "x")));
    plot.setCursor({ left, top: plot.over.clientHeight / 2 });
    return true;
  }

  private _describe(points: readonly Point[], gapS: number): void {
    const { quantity, device } = this._part;
    const last = this.history.last;
    const gaps = gapCount(points, gapS);
    const late = points.filter(({ isLate }) => isLate).length;
    const value = last ? `last ${this._valueText(last.value)}` : "no reading yet";
    this._area.setAttribute(
      "aria-label",
      `Plot of ${quantity} of ${device}: ${value}, ${plural(points.length, "reading")}, ${plural(late, "reading")} delivered late, ` +
        `${plural(gaps, "gap")}. Arrow keys: values; plus and minus: zoom; Escape: live.`,
    );
  }

  private _makeTable(): HTMLElement {
    const head = ["Time", "Value", "Arrived"].map((title) => Object.assign(make("th", "", title), { scope: "col" }));
    const table = make(
      "table",
      "",
      make("caption", "unseen", `Last readings of ${this._part.quantity}`),
      make("thead", "", make("tr", "", ...head)),
      this._table,
    );
    const scroll = make("div", "scroll", table);
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", `Readings of ${this._part.quantity}`);
    this._details.append(make("summary", "", "Values as a table"), scroll);
    this._details.addEventListener("toggle", () => this._fillTable());
    return this._details;
  }

  private _fillTable(): void {
    const rows = this.history.points.slice(-ROWS).reverse();
    this._table.replaceChildren(
      ...rows.map(({ time, value, isLate }) =>
        make(
          "tr",
          "",
          make("td", "", formatTime(time)),
          make("td", "", this._valueText(value)),
          make("td", "", isLate ? "late" : "on time"),
        ),
      ),
    );
  }
}

/** Seconds that are shown. */
function spanOf({ scales }: uPlot): number {
  const { min, max } = scales["x"]!;
  return (max ?? 0) - (min ?? 0);
}
