import type * as JournalModule from "../../firmware/journal";
import type * as StoreModule from "../../firmware/journal-store";
import { FlashMemory } from "../../tools/host/flash-memory";
import { HostStorage } from "../../tools/host/host-storage";
import { installDevice, installStorage, pass, printed, START } from "../doubles/device";

/** The Linux build's Storage, with pages of 1 KB. */
const ADDRESS = 0x10000000;
const BYTES = 8192;
const NOW = START / 1000;

let storage: HostStorage;
let journal: typeof JournalModule;
let store: typeof StoreModule;

/** A start of the board with what its flash holds. */
async function boot({ bytes = BYTES, address = ADDRESS } = {}): Promise<void> {
  installDevice();
  installStorage(storage);
  journal = await import("../../firmware/journal");
  store = await import("../../firmware/journal-store");
  journal.startJournal(bytes, address);
}

function add(count: number): void {
  for (let index = 0; index < count; index++) journal.addReading("temperature", "Cel", 20 + index / 8);
}

/** All that waits, in order. */
function drain(): number[] {
  const seqs: number[] = [];
  for (let found = journal.oldestReadings(7); found.length > 0; found = journal.oldestReadings(7)) {
    const last = found.at(-1)!.seq;
    seqs.push(...found.map(({ seq }) => seq));
    journal.releaseReadings(last, found.length);
  }
  return seqs;
}

const seqs = (count: number): number[] => journal.oldestReadings(count).map(({ seq }) => seq);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const bootNumber = (): number => journal.state[3 satisfies JournalModule.State.Boot]!;
const lost = (): number => journal.state[4 satisfies JournalModule.State.Lost]!;

beforeEach(() => {
  storage = new HostStorage();
  storage.write("first", Buffer.from("a file before the journal"));
});

it("gives the oldest first, whole, and keeps them until they are released", async () => {
  await boot();
  journal.addReading("temperature", "Cel", 21.125);
  pass(1500);
  journal.addReading("a[b]", "[degF]", -3e-9);
  expect(journal.oldestReadings(5)).toEqual([
    { seq: 1, time: NOW, quantity: "temperature", unit: "Cel", value: 21.125 },
    { seq: 2, time: NOW + 1.5, quantity: "a[b]", unit: "[degF]", value: -3e-9 },
  ]);
  expect(seqs(1)).toEqual([1]);
  journal.releaseReadings(1, 1);
  expect(seqs(5)).toEqual([2]);
  expect(journal.waitingReadings()).toBe(1);
  journal.releaseReadings(2, 1);
  expect(seqs(5)).toEqual([]);
  expect(lost()).toBe(0);
});

it("goes on after a restart where it was: what was released stays so, numbers go on, the boot is counted", async () => {
  await boot();
  const first = bootNumber();
  add(5);
  journal.releaseReadings(2, 2);
  await boot();
  expect(bootNumber()).toBe(first + 1);
  expect(journal.waitingReadings()).toBe(3);
  add(2);
  expect(seqs(9)).toEqual([3, 4, 5]);
  expect(journal.oldestBoot).toBe(first);
  journal.releaseReadings(5, 3);
  expect(seqs(9)).toEqual([6, 7]);
  expect(journal.oldestBoot).toBe(first + 1);
});

it("survives any number of restarts and laps without a number that is missing or comes twice", async () => {
  const seen: number[] = [];
  for (let round = 0; round < 40; round++) {
    await boot();
    add((round * 13) % 31);
    if (round % 3) seen.push(...drain());
  }
  seen.push(...drain());
  expect(seen).toEqual(range(1, seen.length));
  expect(lost()).toBe(0);
});

it.each([BYTES, BYTES + 500, 12288])(
  "when %d bytes are full the oldest go, are counted, and order is kept",
  async (bytes) => {
    await boot({ bytes });
    add(1000);
    const dropped = lost();
    const rest = seqs(1000);
    expect(dropped).toBeGreaterThan(700);
    expect(rest).toEqual(range(dropped + 1, 1000));
    // Two pages at the most are not used.
    expect(rest.length * 64).toBeGreaterThan(bytes - 3 * 1024);
    await boot({ bytes });
    expect(lost()).toBe(dropped);
    expect(drain()).toEqual(range(dropped + 1, 1000));
  },
);

it("never makes Storage compact, and writes nothing beside its file", async () => {
  await boot();
  const files = storage.files();
  const others = (): string => storage.flash.read(0, files.at(-1)!.address).toString("latin1");
  const before = others();
  let erases = 0;
  let bytes = 0;
  storage.flash.onOperation = (operation) => {
    const { address } = files.at(-1)!;
    expect(operation.address).toBeGreaterThanOrEqual(address + 32);
    const length = operation.kind === "erase" ? operation.length : operation.bytes.length;
    expect(operation.address + length).toBeLessThanOrEqual(address + 32 + BYTES);
    if (operation.kind === "erase") erases++;
    else bytes += length;
  };
  for (let reading = 0; reading < 1000; reading++) {
    add(1);
    if (reading % 10 === 9) journal.releaseReadings(reading + 1, 10);
  }
  expect(storage.files()).toEqual(files);
  expect(others()).toBe(before);
  expect(storage.stats().trashBytes).toBe(0);
  // A page of 1 KB holds its own state and some 14 readings.
  expect(erases).toBeLessThan(90);
  expect(bytes / 1000).toBeLessThan(90);
});

it("keeps all but the line that was cut, at whichever byte the power goes", async () => {
  await boot();
  add(6);
  journal.releaseReadings(2, 2);
  const before = Buffer.from(storage.flash.read(0, storage.flash.size));
  journal.addReading("last", "1", 7);
  const after = storage.flash.read(0, storage.flash.size);
  const start = before.findIndex((byte, index) => byte !== after[index]);
  const end = after.indexOf("\n", start);
  for (let cut = start; cut < end; cut++) {
    const flash = new FlashMemory();
    flash.write(0, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
    storage = new HostStorage(flash);
    await boot();
    add(3);
    expect(drain()).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(lost()).toBe(0);
  }
});

it("does not care for a compaction that moves its file by any number of bytes", async () => {
  for (const pad of [4, 100, 500, 1000, 1020]) {
    storage = new HostStorage();
    storage.write("pad", Buffer.alloc(pad, 65));
    await boot();
    add(90);
    journal.releaseReadings(20, 20);
    storage.erase("pad");
    storage.compact();
    await boot();
    add(5);
    expect(lost()).toBe(0);
    expect(drain()).toEqual(range(21, 95));
    add(400);
    const dropped = lost();
    expect(drain()).toEqual(range(96 + dropped, 495));
    expect(lost()).toBe(dropped);
  }
});

it("passes over what is spoilt and counts it", async () => {
  await boot();
  add(60);
  const { address } = storage.find("qssl.log")!;
  const text = storage.read("qssl.log")!;
  for (const seq of [4, 30, 31]) storage.flash.write(address + 32 + text.indexOf(`[${seq},`) + 9, Buffer.from([0]));
  await boot();
  const missing = new Set([4, 30, 31]);
  expect(drain()).toEqual(range(1, 60).filter((seq) => !missing.has(seq)));
  expect(lost()).toBe(3);
});

it("gives no number twice when the newest lines are spoilt", async () => {
  await boot();
  add(3);
  const { address } = storage.find("qssl.log")!;
  const text = storage.read("qssl.log")!;
  storage.flash.write(address + 32 + text.indexOf("[2,") + 9, Buffer.from([0]));
  await boot();
  add(1);
  expect(drain()).toEqual([1, 3, 4]);
});

it("begins anew where Storage was erased, says so, and counts boots from elsewhere", async () => {
  await boot();
  const first = bootNumber();
  add(2);
  storage.eraseAll();
  jest.setSystemTime(START + 5000);
  await boot();
  expect(printed).toContainEqual(expect.stringMatching(/^I .*journal: 8192 bytes, new, 0 readings wait, 0 lost$/));
  expect(bootNumber()).not.toBe(first);
  expect(journal.waitingReadings()).toBe(0);
});

it("goes on in memory when Storage is erased under it, and says why", async () => {
  await boot();
  add(4);
  storage.eraseAll();
  add(3);
  expect(printed.at(-1)).toMatch(/^E .*journal: in memory only: /);
  expect(store.volatileReason).not.toBe("");
  expect(seqs(9)).toEqual([5, 6, 7]);
  expect(lost()).toBe(4);
});

it("erases nothing of others when a file took its place meanwhile", async () => {
  await boot();
  storage.eraseAll();
  const content = "x".repeat(20000);
  storage.write("other", Buffer.from(content));
  add(200);
  expect(storage.read("other")).toBe(content);
});

it.each([
  [{ address: 0 }, /in memory only: this board's flash has no small pages/],
  [{ bytes: 0 }, /in memory only: journal\.bytes is 0/],
  [{ bytes: 2000 }, /in memory only: journal\.bytes: less than 2 pages of 1024/],
  [{ bytes: 300000 }, /in memory only: no room in Storage: 300000 wanted, \d+ free/],
])("keeps readings in memory with %j, bounded", async (options, message) => {
  await boot(options);
  expect(printed).toContainEqual(expect.stringMatching(message));
  add(200);
  const rest = seqs(200);
  expect(rest.length).toBeGreaterThan(15);
  expect(rest).toEqual(range(201 - rest.length, 200));
  expect(lost()).toBe(200 - rest.length);
  expect(storage.stats().trashBytes).toBe(0);
});

it("keeps its size when the configuration names another", async () => {
  await boot();
  add(3);
  await boot({ bytes: 4096 });
  expect(store.storeBytes).toBe(BYTES);
  expect(drain()).toEqual([1, 2, 3]);
});

it("gives readings from before the clock was set their true time, also after a restart", async () => {
  installDevice();
  jest.setSystemTime(5000);
  installStorage(storage);
  journal = await import("../../firmware/journal");
  journal.startJournal(BYTES, ADDRESS);
  add(1);
  journal.shiftReadings(NOW);
  jest.setSystemTime(START + 8000);
  add(1);
  const times = (): number[] => journal.oldestReadings(9).map(({ time }) => time);
  expect(times()).toEqual([NOW + 5, NOW + 8]);
  // Each start of the modem sets the clock.
  journal.shiftReadings(-0.094);
  expect(times()).toEqual([NOW + 5, NOW + 8]);
  await boot();
  expect(times()).toEqual([NOW + 5, NOW + 8]);
});

it("remembers the ladder's rung", async () => {
  await boot();
  journal.state[7 satisfies JournalModule.State.Rung] = 11;
  journal.saveState();
  await boot();
  expect(journal.state[7]).toBe(11);
});
