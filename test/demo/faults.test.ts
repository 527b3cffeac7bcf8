/**
 * The firmware on a modem, a network and a server on which every fault of the catalogue strikes: readings are acknowledged again within
 * the promised time, and none is lost, altered or made up.
 */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { faultsAt } from "../../tools/faults/catalogue";
import { lastsS, type Place } from "../../tools/faults/fault";
import { type FaultEvent } from "../../tools/faults/fault-event";
import { readValues } from "../../tools/faults/parameters";
import { randomFaults } from "../../tools/faults/random-faults";
import type { ScheduledFault } from "../../tools/faults/schedule";
import { CONFIG, TestBoard } from "../doubles/board";

const PLACES: readonly Place[] = ["line", "modem", "network", "server"];

/** Between two readings, seconds: a fault may end just behind one. */
const INTERVAL_S = 10;

/** Of a run with faults by chance, seconds. */
const LONG_S = 7200;

/** A busy machine takes its time, milliseconds. */
const LIMIT_MS = 120e3;

/** What the load average always is. */
const LOAD = 0.25;

let firmware: FirmwareFiles;
beforeAll(async () => (firmware = await buildFirmwareFiles({ board: "LINUX" })));

const start = (): TestBoard =>
  new TestBoard({ firmware, config: { ...CONFIG, sampling: { intervalS: INTERVAL_S, sensors: ["load"] } } });

/** Sequence numbers from 1 to the highest one delivered that never came. */
function missing(board: TestBoard): number[] {
  const delivered = new Set(board.server.sequence);
  return Array.from({ length: Math.max(...delivered) }, (_, index) => index + 1).filter((seq) => !delivered.has(seq));
}

/** Nothing but what was measured has arrived. */
function expectUnaltered(board: TestBoard): void {
  const strange = board.server.readings.filter(
    ({ device, quantity, value }) => device !== CONFIG.device || quantity !== "load" || value !== LOAD,
  );
  expect(strange).toEqual([]);
  expect(board.errors.filter((line) => line.startsWith("Uncaught"))).toEqual([]);
}

/** When a fault strikes: while nothing is under way, in the middle of a payload in both directions, before a connection is opened. */
const MOMENTS: [name: string, when: FaultEvent | undefined, breaksConnection: boolean][] = [
  ["between two uploads", undefined, false],
  ["between two connections", undefined, true],
  ["in a payload to the modem", { name: "payload", text: "AT+QSSLSEND*", nth: 1, byte: 20 }, false],
  ["in an answer of the server", { name: "toHost", text: "+QSSLRECV: ", nth: 1, byte: 20 }, false],
];

const closing = (): ScheduledFault => {
  const fault = faultsAt(PLACES).find(({ name }) => name === "socket-closed")!;
  return { fault, values: {}, atS: 0.001 };
};

// What only the modem's power ends is none of this board's: it has no switch.
const faults = faultsAt(PLACES).filter(({ needsPowerCycle }) => !needsPowerCycle);

describe.each(faults.map((fault) => [fault.name, fault] as const))("%s", (_name, fault) => {
  for (const [moment, when, breaksConnection] of MOMENTS) {
    it(`${moment}: the board recovers in time, and loses nothing`, async () => {
      const board = start();
      await board.untilDelivered(2);
      await board.pass(0.5);
      const values = readValues(fault.parameters, {});
      const struck: ScheduledFault = { fault, values, atS: 0, ...(when ? { when } : {}) };
      board.faults.start(breaksConnection ? [struck, closing()] : [struck]);
      await board.clock.runUntil(() => board.struck.length > 0);
      await board.pass(lastsS(values));
      const endS = board.clock.now() / 1000;
      await board.clock.runUntil(
        () => board.server.readings.some(({ time }) => (time ?? 0) > endS),
        (fault.recoveryS + INTERVAL_S) * 1000,
      );
      await board.clock.runUntil(() => board.status.waiting === 0, 600e3);
      expect(missing(board)).toEqual([]);
      expectUnaltered(board);
      board.stop();
    });
  }
});

describe("faults by chance", () => {
  it.each([1, 2, 3])(
    "60 in an hour, for two hours, seed %s: all readings arrive or are counted as dropped",
    async (seed) => {
      const board = start();
      board.faults.start(until(LONG_S, randomFaults({ seed, perHour: 60, places: PLACES })));
      await board.pass(LONG_S);
      board.faults.disarm();
      // So many faults lead high up the ladder, where pauses are long.
      await board.clock.runUntil(() => board.status.waiting === 0, 4 * 3600e3);
      expect(board.struck.length).toBeGreaterThan(80);
      // A reading that arrived, but whose acknowledgement did not, may be dropped later: it is counted too.
      expect(missing(board).length).toBeLessThanOrEqual(board.status.dropped);
      expectUnaltered(board);
      board.stop();
    },
    LIMIT_MS,
  );
});

/** Those before a time. */
function* until(endS: number, schedule: Iterable<ScheduledFault>): Generator<ScheduledFault> {
  for (const scheduled of schedule) {
    if (scheduled.atS > endS) return;
    yield scheduled;
  }
}
