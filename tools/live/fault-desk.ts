/** Joins a page to the faults: lets those strike that the page asks for, marks all that strike, and shows how the board recovers. */
import type { Clock, TimerHandle } from "../clock";
import type { AcceptedBatch, Collector } from "../collector/collector";
import { lastsS, type Place } from "../faults/fault";
import type { FaultInjector } from "../faults/fault-injector";
import type { ScheduledFault } from "../faults/schedule";
import { faultControls, readAskedFault } from "./fault-controls";
import type { Page } from "./page-server";
import { Recovery } from "./recovery";
import type { Mark } from "./topics";

export interface FaultDeskOptions {
  page: Pick<Page, "push" | "append" | "onPost">;
  clock: Clock;
  injector: Pick<FaultInjector, "strike" | "isSpent">;
  collector: Collector;
  /** Where faults can strike. */
  places: readonly Place[];
  /** When nothing waits, the newest reading that arrives is no older than this, seconds. */
  freshS: number;
  /** Seconds after which a reading that arrives is a late one. */
  lateS: number;
  /** Told of each mark, for the dialogue. */
  onMark(text: string): void;
}

export class FaultDesk {
  private readonly _recovery: Recovery;
  private _markId = 0;
  private _overTimer: TimerHandle | undefined;
  /** Of a button that lets more than one strike the title is shown, once. */
  private _asked: { title: string; isTold: boolean } | undefined;

  constructor(private readonly _options: FaultDeskOptions) {
    const { page, clock, injector, collector, places, freshS } = _options;
    this._recovery = new Recovery({
      now: () => clock.now(),
      freshMs: freshS * 1000,
      isSpent: () => injector.isSpent,
      onChange: (shown) => page.push("recovery", shown),
      onRecovered: (seconds) => this._mark("recovered", `Readings arrive again after ${seconds.toFixed(1)} s`),
      onDelivered: ({ late, missing }) =>
        this._mark(
          "delivered",
          `All that waited has arrived, ${late} of it late; ${missing === 0 ? "nothing is missing" : `${missing} missing`}`,
        ),
    });
    page.push("recovery", this._recovery.shown);
    page.push("controls", faultControls(places));
    page.onPost("/faults", (asked) => this._strike(asked));
    collector.on("readings", (batch) => this._onBatch(batch));
  }

  /** A fault has struck, whoever wanted it. */
  onStruck({ fault, values }: ScheduledFault): void {
    const seconds = lastsS(values);
    const title = this._asked?.title ?? fault.name;
    if (!this._asked?.isTold) {
      const length = seconds > 0 ? ` for ${seconds} s` : "";
      this._mark("fault", `${title}${length}`);
      this._recovery.onFault(title, seconds);
    }
    if (this._asked) this._asked.isTold = true;
    this._watchEnd();
  }

  stop(): void {
    this._options.clock.clearTimeout(this._overTimer);
  }

  private _strike(asked: Record<string, unknown>): { struck: string; seconds: number } {
    const { injector, places } = this._options;
    const { title, lastsS: seconds, faults } = readAskedFault(asked, places);
    this._asked = { title, isTold: false };
    for (const scheduled of faults) injector.strike(scheduled);
    this._asked = undefined;
    return { struck: title, seconds };
  }

  /** A fault that lasts is over without a word. */
  private _watchEnd(): void {
    const { clock } = this._options;
    clock.clearTimeout(this._overTimer);
    const leftMs = this._recovery.shown.overMs - clock.now();
    if (leftMs <= 0) return;
    this._overTimer = clock.setTimeout(() => {
      this._recovery.onTime();
      this._mark("over", "The fault is over");
    }, leftMs);
  }

  private _onBatch({ device, stored }: AcceptedBatch): void {
    const { clock, collector, lateS } = this._options;
    const times = stored.flatMap(({ time }) => (time === null ? [] : [time * 1000]));
    if (times.length === 0) return;
    const late = times.filter((time) => clock.now() - time > lateS * 1000).length;
    this._recovery.onArrived(Math.max(...times), late, collector.store.deviceSummary(device)?.missing ?? 0);
  }

  private _mark(kind: Mark["kind"], text: string): void {
    const { page, clock, onMark } = this._options;
    page.append("marks", [{ id: ++this._markId, atMs: clock.now(), kind, text } satisfies Mark]);
    onMark(text);
  }
}
