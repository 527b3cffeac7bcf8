import type * as JournalModule from "../../firmware/journal";
import type * as SupervisorModule from "../../firmware/supervisor";
import type { Done } from "../../modules/quectel/done";
import { HostStorage } from "../../tools/host/host-storage";
import { installDevice, installStorage, pass, printed } from "../doubles/device";

const SILENT = "no answer: check power, wiring, baud";

let journal: typeof JournalModule;
let supervisor: typeof SupervisorModule;
/** What was done before each start, and what a start ends with. */
let cures: number[];
let outcome: string;
let restarts: number;
const storage = new HostStorage();

async function boot(cyclesPerDay = 99): Promise<void> {
  installDevice();
  installStorage(storage);
  jest.spyOn(Math, "random").mockReturnValue(0.999999);
  cures = [];
  restarts = 0;
  (globalThis as unknown as { load: () => void }).load = () => restarts++;
  jest.doMock("../../modules/quectel/modem", () => ({
    bringOnline: (done: Done) => done(outcome ? new Error(outcome) : null),
    modemStatus: () => ({ model: "BG96", registration: "home", rssiDbm: -70 }),
  }));
  jest.doMock("../../firmware/modem-power", () => ({
    Cure: { First: 0, None: 1, Radio: 2, Reset: 3, Cycle: 4, CycleByCommand: 5 },
    prepareModem: (cure: number, done: () => void) => {
      cures.push(cure);
      done();
    },
  }));
  jest.doMock("../../firmware/baud-rate", () => ({ onModemAnswers: () => {}, onModemSilent: () => {} }));
  journal = await import("../../firmware/journal");
  journal.startJournal(4096, 0x10000000);
  (await import("../../firmware/budget")).startBudget({ cyclesPerDay, kBytesPerDay: 1000 });
  supervisor = await import("../../firmware/supervisor");
  supervisor.startSupervisor();
}

/** The pause that was announced last, seconds. */
const pauseS = (): number => Number(/next try in ([\d.]+) s/.exec(printed.at(-1)!)?.[1]);
const climb = (rungs: number): void => {
  for (let rung = 0; rung < rungs; rung++) pass(pauseS() * 1000 + 100);
};

beforeEach(() => storage.eraseAll());
afterEach(() => jest.restoreAllMocks());

it("climbs from starts to RESET_N and power cycles when the modem is silent, and restarts the board at the twelfth rung", async () => {
  outcome = SILENT;
  await boot();
  climb(10);
  expect(cures).toEqual([0, 1, 1, 3, 1, 1, 4, 1, 1, 3, 1]);
  expect(restarts).toBe(0);
  climb(1);
  expect(restarts).toBe(1);
  expect(printed.at(-1)).toMatch(/^E .*restarting the board$/);
});

it("switches radio and modem off and on by command when the modem answers", async () => {
  outcome = "registration: denied";
  await boot();
  climb(6);
  expect(cures).toEqual([0, 1, 1, 2, 1, 1, 5]);
});

it("goes on from its place after the restart, without another one for twelve rungs", async () => {
  outcome = SILENT;
  await boot();
  climb(11);
  await boot();
  expect(cures).toEqual([0]);
  expect(journal.state[7]).toBe(12);
  expect(pauseS()).toBe(64);
  climb(11);
  expect(cures.slice(1)).toEqual([4, 1, 1, 3, 1, 1, 4, 1, 1, 3, 1]);
  expect(restarts).toBe(0);
  climb(1);
  expect(restarts).toBe(1);
});

it("waits longer from rung to rung, 900 s at the most, and tells how long in the status", async () => {
  outcome = SILENT;
  await boot();
  const { nextTryS } = await import("../../firmware/backoff");
  const pauses: number[] = [];
  for (let rung = 0; rung < 10; rung++) {
    pauses.push(pauseS());
    expect(Math.abs(nextTryS()! - pauseS())).toBeLessThanOrEqual(1);
    climb(1);
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 900]);
  expect(supervisor.offlineReason).toBe(SILENT);
});

/** The modem was online, and lost the connection before a reading was delivered. @returns the pause then. */
function online(): number {
  outcome = "";
  climb(1);
  supervisor.onLost("uplink: no answer within 60 s");
  return pauseS();
}

it("waits shortly when the modem was online meanwhile, and goes on climbing", async () => {
  outcome = SILENT;
  await boot();
  climb(9);
  expect(pauseS()).toBe(900);
  expect(online()).toBe(1);
  expect(journal.state[7]).toBe(11);
});

it("waits longer each time that the modem was online in vain, and shortly after a delivered reading", async () => {
  outcome = SILENT;
  await boot();
  expect([online(), online(), online(), online()]).toEqual([1, 2, 4, 8]);
  outcome = "";
  climb(1);
  journal.state[7] = 0;
  supervisor.onLost("restarted");
  expect(pauseS()).toBe(1);
});

it("takes no more power cycles a day than it may", async () => {
  outcome = SILENT;
  await boot(1);
  climb(6);
  expect(cures.at(-1)).toBe(4);
  journal.state[7] = 17;
  climb(2);
  expect(cures.slice(-3)).toEqual([4, 1, 1]);
  expect(printed).toContainEqual(expect.stringContaining("no power cycle, power.cyclesPerDay is spent"));
});

it("begins at the bottom again after a delivered reading", async () => {
  outcome = SILENT;
  await boot();
  climb(4);
  outcome = "";
  climb(1);
  expect(supervisor.offlineReason).toBe("");
  // What the uplink does at an acknowledgement.
  journal.state[7] = 0;
  supervisor.onLost("restarted");
  expect(pauseS()).toBe(1);
});
