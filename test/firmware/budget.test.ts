import type * as BudgetModule from "../../firmware/budget";
import type * as JournalModule from "../../firmware/journal";
import { HostStorage } from "../../tools/host/host-storage";
import { installDevice, installStorage, pass } from "../doubles/device";

let budget: typeof BudgetModule;
let journal: typeof JournalModule;
const storage = new HostStorage();

async function boot(): Promise<void> {
  installDevice();
  installStorage(storage);
  journal = await import("../../firmware/journal");
  journal.startJournal(4096, 0x10000000);
  budget = await import("../../firmware/budget");
  budget.startBudget({ cyclesPerDay: 2, kBytesPerDay: 10 });
}

beforeEach(() => {
  storage.eraseAll();
  return boot();
});

it("gives so many power cycles a day, over a restart of the board, and anew the next day", async () => {
  expect([1, 2, 3].map(() => budget.takePowerCycle())).toEqual([true, true, false]);
  journal.saveState();
  await boot();
  expect(budget.takePowerCycle()).toBe(false);
  pass(86400e3);
  expect(budget.takePowerCycle()).toBe(true);
});

it("tells the seconds to midnight when the bytes are spent", () => {
  pass(3600e3);
  expect(budget.takeBytes(10240)).toBe(0);
  expect(budget.takeBytes(1)).toBe(23 * 3600);
  pass(23 * 3600e3);
  expect(budget.takeBytes(0)).toBe(0);
});
