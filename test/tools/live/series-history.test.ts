import { ReadingHistory } from "../../../tools/live/reading-history";
import { isGap, SeriesHistory } from "../../../tools/live/series-history";
import type { PackedPoint } from "../../../tools/live/topics";
import { columnsOf, gapCount } from "../../../tools/live/page/plot-data";
import { TimeView } from "../../../tools/live/page/time-view";

const HOUR = 3600;

/** One point a second, each with its time as value. */
function points(from: number, to: number): PackedPoint[] {
  return Array.from({ length: to - from }, (_, index) => [from + index, from + index]);
}

function gapsOf(history: SeriesHistory): number {
  return gapCount(history.points, history.gapS);
}

describe("history of a quantity", () => {
  it("puts what comes late where its time is, so that the plot closes", () => {
    const history = new SeriesHistory();
    history.add([...points(0, 50), ...points(80, 100)]);
    expect(gapsOf(history)).toBe(1);
    history.add(points(50, 80).map(([time, value]): PackedPoint => [time, value, 1]));
    expect(gapsOf(history)).toBe(0);
    expect(history.points.map(({ time }) => time)).toEqual(Array.from({ length: 100 }, (_, time) => time));
    expect(history.points.filter(({ isLate }) => isLate)).toHaveLength(30);
  });

  it("passes over a point that it has", () => {
    const history = new SeriesHistory();
    history.add(points(0, 10));
    history.add(points(5, 15));
    expect(history.size).toBe(15);
  });

  it("keeps the last hour in full and thins out what is older, for any length of time", () => {
    const history = new SeriesHistory();
    let most = 0;
    for (let hour = 0; hour < 48; hour++) {
      history.add(points(hour * HOUR, (hour + 1) * HOUR));
      most = Math.max(most, history.size);
    }
    expect(most).toBeLessThanOrEqual(3600 + 1800);
    const last = history.points.filter(({ time }) => time >= 47 * HOUR + 120);
    expect(last).toHaveLength(HOUR - 120);
    expect(history.points[0]!.from).toBe(0);
    expect(gapsOf(history)).toBe(0);
    for (const { value, time } of history.points) expect(value).toBe(time);
  });

  it("keeps a gap through all thinning, and the peak beside it", () => {
    const history = new SeriesHistory();
    history.add([...points(0, 1000).map(([time]): PackedPoint => [time, time === 500 ? 99 : 1])]);
    history.add(points(1300, 30000).map(([time]): PackedPoint => [time, 1]));
    expect(history.points.map(({ value }) => value)).toContain(99);
    expect(gapsOf(history)).toBe(1);
  });

  it("stays bounded where nothing but gaps is left to thin", () => {
    const history = new SeriesHistory({ full: 100, thinned: 50 });
    let time = 0;
    for (let index = 0; index < 2000; index++) history.add([[(time += index % 2 ? 1 : 1000), 1]]);
    expect(history.size).toBeLessThanOrEqual(270);
  });

  it("goes to a page and comes back the same", () => {
    const history = new SeriesHistory();
    history.add(points(0, 9000));
    history.add([[9010, 1, 1]]);
    const copy = new SeriesHistory();
    copy.add(history.pack());
    expect(copy.points).toEqual(history.points);
  });

  it("is thinned out to the same on the server and on a page that was open all the time", () => {
    const [server, page] = [new SeriesHistory(), new SeriesHistory()];
    for (let at = 0; at < 12 * HOUR; at += 3) {
      server.add(points(at, at + 3));
      page.add(points(at, at + 3));
    }
    expect(page.points).toEqual(server.points);
  });
});

describe("history of all readings", () => {
  const reading = (quantity: string, time: number | null) => ({
    device: "d",
    boot: 1,
    seq: 1,
    quantity,
    unit: "1",
    time,
    value: 1,
  });

  it("tells late readings from others, and leaves out those without a time", () => {
    const history = new ReadingHistory(10);
    const [part] = history.add([reading("a", 100), reading("a", 85), reading("a", null)], 102);
    expect(part!.points).toEqual([
      [100, 1],
      [85, 1, 1],
    ]);
  });

  it("keeps the quantities that were heard of last, however many there are", () => {
    const history = new ReadingHistory(10);
    for (let index = 0; index < 500; index++) history.add([reading(`q${index}`, index)], index);
    expect(history.all().map(({ quantity }) => quantity)).toEqual(
      Array.from({ length: 32 }, (_, at) => `q${468 + at}`),
    );
  });
});

describe("columns of a plot", () => {
  it("have an empty row where nothing was measured, and the late ones once more", () => {
    const history = new SeriesHistory();
    history.add([...points(0, 5), [5, 5, 1], ...points(20, 25)]);
    const [times, values, late] = columnsOf(history.points, history.gapS, -1, 100);
    expect(times).toEqual([0, 1, 2, 3, 4, 5, 12.5, 20, 21, 22, 23, 24]);
    expect(values[6]).toBeNull();
    expect(late.filter((value) => value !== null)).toEqual([5]);
  });

  it("are of what is shown, with a point on either side", () => {
    const history = new SeriesHistory();
    history.add(points(0, 1000));
    expect(columnsOf(history.points, history.gapS, 100, 105)[0]).toEqual([99, 100, 101, 102, 103, 104, 105, 106]);
  });

  it("know a gap by the usual step", () => {
    const [before, after] = [10, 14].map((time) => ({ time, value: 0, isLate: false, from: time, to: time }));
    expect([isGap(before!, after!, 3), isGap(before!, after!, 4)]).toEqual([true, false]);
  });
});

describe("time that is shown", () => {
  it("goes on with the clock until a part is chosen, and again when that is left", () => {
    const view = new TimeView(120);
    expect(view.range(1000, 0)).toEqual({ from: 880, to: 1000 });
    view.choose(500, 600);
    expect([view.isLive, view.range(2000, 0)]).toEqual([false, { from: 500, to: 600 }]);
    view.follow();
    expect(view.range(2000, 0)).toEqual({ from: 1880, to: 2000 });
    view.follow(Infinity);
    expect(view.range(2000, 100)).toEqual({ from: 100, to: 2000 });
  });

  it("fills the width while little is known", () => {
    expect(new TimeView(120).range(1000, 995)).toEqual({ from: 970, to: 1000 });
    expect(new TimeView(120).range(1000, 940)).toEqual({ from: 940, to: 1000 });
  });

  it("zooms around a moment, never below seconds nor beyond what there is", () => {
    const view = new TimeView(100);
    view.zoom(0.5, 950, 1000, 0);
    expect(view.range(1000, 0)).toEqual({ from: 925, to: 975 });
    for (let index = 0; index < 50; index++) view.zoom(0.5, 950, 1000, 0);
    const { from, to } = view.range(1000, 0);
    expect(to - from).toBeCloseTo(5);
    for (let index = 0; index < 50; index++) view.zoom(2, 950, 1000, 0);
    expect(view.range(1000, 0)).toEqual({ from: -5, to: 1000 });
  });
});
