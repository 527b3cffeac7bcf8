import { EventEmitter } from "node:events";
import type { Collector } from "../../../tools/collector/collector";
import type { FaultInjector } from "../../../tools/faults/fault-injector";
import type { ScheduledFault } from "../../../tools/faults/schedule";
import { FaultDesk } from "../../../tools/live/fault-desk";
import { Recovery } from "../../../tools/live/recovery";
import type { FaultControl, Mark, RecoveryShown } from "../../../tools/live/topics";
import { VirtualClock } from "../../../tools/clock";

describe("way back from a fault", () => {
  let nowMs: number;
  let isSpent: boolean;
  let recovery: Recovery;
  const told: string[] = [];

  beforeEach(() => {
    nowMs = 1e6;
    isSpent = true;
    told.length = 0;
    recovery = new Recovery({
      now: () => nowMs,
      freshMs: 5000,
      isSpent: () => isSpent,
      onChange: () => {},
      onRecovered: (seconds) => told.push(`recovered ${seconds}`),
      onDelivered: ({ late, missing }) => told.push(`delivered ${late} late, ${missing} missing`),
    });
  });

  it("is told from the end of the fault: readings again first, then all that waited", () => {
    recovery.onFault("cut", 10);
    recovery.onArrived(nowMs - 1000, 0, 0);
    expect(recovery.shown.phase).toBe("fault");
    nowMs += 10_000;
    recovery.onTime();
    expect(recovery.shown.phase).toBe("recovering");
    nowMs += 4000;
    recovery.onArrived(nowMs - 9000, 20, 0);
    expect(recovery.shown.phase).toBe("catching up");
    nowMs += 1000;
    recovery.onArrived(nowMs - 500, 8, 0);
    expect(recovery.shown).toMatchObject({ phase: "delivered", recoveredS: 4, deliveredS: 5, late: 28, missing: 0 });
    expect(told).toEqual(["recovered 4", "delivered 28 late, 0 missing"]);
  });

  it("is not over while a number is missing, or while old readings still come", () => {
    recovery.onFault("reboot", 0);
    nowMs += 9000;
    recovery.onArrived(nowMs - 100, 0, 3);
    expect(recovery.shown.phase).toBe("catching up");
    recovery.onArrived(nowMs - 6000, 2, 0);
    expect(recovery.shown.phase).toBe("catching up");
    recovery.onArrived(nowMs - 100, 0, 0);
    expect(recovery.shown.phase).toBe("delivered");
  });

  it("does not take a batch for it that was under way when the fault struck", () => {
    recovery.onFault("reboot", 0);
    nowMs += 50;
    recovery.onArrived(nowMs - 800, 0, 0);
    expect(told).toEqual([]);
  });

  it("does not begin while the fault still waits for what it strikes", () => {
    isSpent = false;
    recovery.onFault("corrupt", 0);
    nowMs += 3000;
    recovery.onArrived(nowMs - 500, 0, 0);
    expect(told).toEqual([]);
    isSpent = true;
    recovery.onArrived(nowMs - 100, 0, 0);
    expect(recovery.shown.phase).toBe("delivered");
  });

  it("takes faults that overlap as one trouble, and a later one as another", () => {
    recovery.onFault("cut", 10);
    recovery.onFault("reboot", 0);
    expect(recovery.shown).toMatchObject({ phase: "fault", faults: ["cut", "reboot"], overMs: nowMs + 10_000 });
    nowMs += 20_000;
    recovery.onArrived(nowMs - 100, 0, 0);
    recovery.onFault("cut", 1);
    expect(recovery.shown).toMatchObject({ faults: ["cut"], late: 0, recoveredS: null });
  });
});

describe("faults that a page asks for", () => {
  const clock = new VirtualClock();
  const pushed = new Map<string, unknown>();
  const marks: Mark[] = [];
  const remarks: string[] = [];
  const struck: string[] = [];
  let handler: (asked: Record<string, unknown>) => unknown;
  let collector: EventEmitter;
  let desk: FaultDesk;

  function open(places: ConstructorParameters<typeof FaultDesk>[0]["places"]): void {
    collector = Object.assign(new EventEmitter(), { store: { deviceSummary: () => ({ missing: 0 }) } });
    const injector: Pick<FaultInjector, "strike" | "isSpent"> = {
      isSpent: true,
      strike(scheduled: ScheduledFault) {
        struck.push(`${scheduled.fault.name} ${JSON.stringify(scheduled.values)}`);
        desk.onStruck(scheduled);
      },
    };
    desk = new FaultDesk({
      page: {
        push: (topic, value) => void pushed.set(topic, value),
        append: (topic, items) => void (topic === "marks" && marks.push(...(items as Mark[]))),
        onPost: (_, post) => (handler = post),
      },
      clock,
      injector,
      collector: collector as unknown as Collector,
      places,
      freshS: 5,
      lateS: 8,
      onMark: (text) => remarks.push(text),
    });
  }

  beforeEach(() => {
    for (const list of [marks, remarks, struck]) list.length = 0;
    open(["line", "modem", "network", "server", "board"]);
  });

  afterEach(() => desk.stop());

  it("strike, are marked in plot and dialogue, and the way back is told", async () => {
    expect(handler({ control: "stop-server", seconds: 3 })).toEqual({ struck: "Stop the server", seconds: 3 });
    expect(struck).toEqual(['server-refuses {"seconds":3}', "socket-closed {}"]);
    expect(remarks).toEqual(["Stop the server for 3 s"]);
    await clock.advance(3000);
    await clock.advance(2000);
    collector.emit("readings", { device: "d", stored: [{ time: clock.now() / 1000 }] });
    expect(marks.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      "fault: Stop the server for 3 s",
      "over: The fault is over",
      "recovered: Readings arrive again after 2.0 s",
      "delivered: All that waited has arrived, 0 of it late; nothing is missing",
    ]);
    expect(pushed.get("recovery") as RecoveryShown).toMatchObject({ phase: "delivered", recoveredS: 2 });
  });

  it("are offered with the reason where one cannot strike: the power of an interpreter", () => {
    open(["line", "modem", "network", "server"]);
    const controls = pushed.get("controls") as FaultControl[];
    expect(controls.map(({ name, unavailable }) => [name, unavailable === ""])).toEqual([
      ["cut-network", true],
      ["reboot-modem", true],
      ["stop-server", true],
      ["corrupt-bytes", true],
      ["cut-power", false],
    ]);
    expect(() => handler({ control: "cut-power" })).toThrow("start without --espruino");
    expect(struck).toEqual([]);
  });

  it.each([
    [{}, "control nothing: use one of cut-network"],
    [{ control: "__proto__" }, 'control "__proto__": use one of'],
    [{ control: "cut-network", seconds: 0 }, "seconds 0: use a whole number from 1 to 600"],
    [{ control: "cut-network", seconds: "9" }, 'seconds "9"'],
    [{ control: "cut-network", seconds: null }, "seconds null"],
    [{ control: "reboot-modem", seconds: 5 }, "reboot-modem does not last"],
    [{ control: "cut-network", fault: "x" }, '"fault": only control and seconds are known'],
  ])("refuses %j by name", (asked, reason) => {
    expect(() => handler(asked)).toThrow(reason);
    expect(struck).toEqual([]);
  });
});
