/** The power goes while new files take the place of the old ones, before any single change of the flash memory: in the host runtime. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import * as firmwareFiles from "../../../tools/build/firmware-files";
import { runFlash } from "../../../tools/flash";
import { flash, type FlashResult } from "../../../tools/flash/flasher";
import type { BoardFile } from "../../../tools/flash/flash-plan";
import { RealClock } from "../../../tools/clock";
import { FlashMemory } from "../../../tools/host/flash-memory";
import { HostStorage } from "../../../tools/host/host-storage";
import { BoardLink } from "../../../tools/link/board-link";
import { HostBoard } from "../../doubles/host-board";
import { scratchDirectory } from "../interpreter/scratch-directory";

jest.setTimeout(600e3);

/** Boot code of that size that tells its version, a module and a configuration. */
function files(version: number, sizeBytes = 700): BoardFile[] {
  const sized = (text: string): Buffer => Buffer.from(`${text}//`.padEnd(sizeBytes, `${version}`));
  return [
    { name: "config.json", content: Buffer.from(JSON.stringify({ version })) },
    { name: "Part", content: sized(`exports.version=${version};`) },
    { name: ".bootcde", content: sized(`var qssl={version:${version}};`) },
  ];
}

const NAMES = [".bootcde", "Part", "config.json"];
const VERSIONS =
  "[global.qssl&&qssl.version,require('Storage').read('Part')&&require('Part').version," +
  "(require('Storage').readJSON('config.json')||{}).version]";

/** Boards at the same time: most of a flash is waiting. */
const AT_ONCE = 12;

async function each<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(run))));
  return results;
}

/** A flash memory that holds these bytes. */
function storageOf(bytes: Buffer, pageSize: number): HostStorage {
  const memory = new FlashMemory(bytes.length, pageSize);
  memory.write(0, bytes);
  return new HostStorage(memory);
}

/** A board whose flash memory outlives power cuts. */
class Bench {
  readonly texts: string[] = [];
  private _board: HostBoard | undefined;

  constructor(readonly storage: HostStorage) {}

  get board(): HostBoard {
    return this._board!;
  }

  powerOn(): void {
    this._board = new HostBoard({ clock: new RealClock(), storage: this.storage });
  }

  powerOff(): void {
    this._board?.runtime.stop();
  }

  cyclePower(): void {
    this.powerOff();
    this.powerOn();
  }

  async flash(wanted: BoardFile[], isErasedFirst = false): Promise<FlashResult> {
    const link = new BoardLink(this.board);
    await link.sync();
    const onText = (text: string): void => void this.texts.push(text);
    return flash(link, { files: wanted, isErasedFirst, upload: undefined, output: { write: () => {} }, onText });
  }

  /** `npm run flash`. */
  run(words: string[]): Promise<number> {
    const say = (text: string): void => void this.texts.push(text);
    const openLink = (): Promise<BoardLink> => Promise.resolve(new BoardLink(this.board));
    return runFlash(words, { openLink, print: say, complain: say, output: { write: () => {} } });
  }

  /**
   * What a power cut leaves before each change of the flash memory that an action makes, and at its end.
   * @param last only so many of them.
   */
  async states(action: () => unknown, last = Infinity): Promise<HostStorage[]> {
    const { flash: memory } = this.storage;
    const states: Buffer[] = [];
    const keep = (): void => {
      states.push(memory.read(0, memory.size));
      if (states.length > last) states.shift();
    };
    memory.onOperation = keep;
    await action();
    memory.onOperation = undefined;
    keep();
    return states.map((bytes) => storageOf(bytes, memory.pageSize));
  }

  get versions(): unknown {
    return JSON.parse(JSON.stringify(this.board.runtime.evaluate(VERSIONS)));
  }

  get names(): string[] {
    return this.storage
      .files()
      .map(({ name }) => name)
      .sort();
  }
}

/** One build serves all runs of the command: its files are the same each time. */
function buildOnce(): void {
  const { buildFirmwareFiles, buildStoredModule } = firmwareFiles;
  let files: ReturnType<typeof buildFirmwareFiles> | undefined;
  let module: ReturnType<typeof buildStoredModule> | undefined;
  jest
    .spyOn(firmwareFiles, "buildFirmwareFiles")
    .mockImplementation((target) => (files ??= buildFirmwareFiles(target)));
  // The firmware's own module is in its files: what is asked for beside them is TlsExplain.
  jest.spyOn(firmwareFiles, "buildStoredModule").mockImplementation((target) => (module ??= buildStoredModule(target)));
}

describe("a power cut before any change of the flash memory", () => {
  const OLD = [1, 1, 1];
  const NEW = [2, 2, 2];
  const directory = scratchDirectory();
  const ends: Bench[] = [];

  /** A board with the same flash memory as another one has now. */
  function like({ storage: { flash: memory } }: Bench, isOn = true): Bench {
    return bench(storageOf(memory.read(0, memory.size), memory.pageSize), isOn);
  }
  function bench(storage = new HostStorage(), isOn = true): Bench {
    const made = new Bench(storage);
    ends.push(made);
    if (isOn) made.powerOn();
    return made;
  }
  async function flashed(storage?: HostStorage, wanted = files(1)): Promise<Bench> {
    const made = bench(storage);
    await made.flash(wanted);
    return made;
  }
  /** What a flash comes to that is cut before each of its changes from `first` on: boards without power. */
  async function cuts(before: Bench, wanted: BoardFile[], first = 0): Promise<Bench[]> {
    const whole = like(before);
    const states = await whole.states(() => whole.flash(wanted));
    return states.slice(first).map((state) => bench(state, false));
  }
  afterEach(() => ends.splice(0).forEach((made) => made.powerOff()));

  it("leaves the old firmware or the new one, each with its own files, and the next flash comes to its end", async () => {
    const started = await each(await cuts(await flashed(), files(2)), async (cut) => {
      cut.powerOn();
      const { versions } = cut;
      await cut.flash(files(2));
      expect([cut.versions, cut.names]).toEqual([NEW, NAMES]);
      return versions;
    });
    const firstNew = started.findIndex((versions) => (versions as number[])[0] === 2);
    expect(started.slice(0, firstNew)).toEqual(Array(firstNew).fill(OLD));
    expect(started.slice(firstNew)).toEqual(Array(started.length - firstNew).fill(NEW));
    // Three files are erased, written in pieces, and what they were made from is erased; then the start script.
    expect(started.length - firstNew).toBeGreaterThan(15);
  });

  it("and another cut before any change of the start that would have ended it", async () => {
    const before = await flashed();
    const all = await cuts(before, files(2));
    // The old boot code is erased, the new one half written.
    const half = all.at(-5)!;
    expect(half.storage.find("qssl.new2")).toBeDefined();
    const states = await half.states(() => half.powerOn());
    expect(states.length).toBeGreaterThan(3);
    for (const [change, state] of states.entries()) {
      const again = bench(state);
      expect([change, again.versions, again.names]).toEqual([change, NEW, NAMES]);
    }
  });

  it("of a board that is flashed again at once, without a start between", async () => {
    const all = await cuts(await flashed(), files(2), 10);
    await each(all.slice(-12), async (cut) => {
      // The script is not run by a start, as if only the link had been lost.
      const script = cut.storage.read(".boot3");
      if (script !== undefined) cut.storage.write(".boot3", Buffer.from(script.replace("eval", "void"), "latin1"));
      cut.powerOn();
      if (script !== undefined) cut.storage.write(".boot3", Buffer.from(script, "latin1"));
      await cut.flash(files(3));
      expect([cut.versions, cut.names]).toEqual([[3, 3, 3], NAMES]);
    });
  });

  it("where old and new fill the memory, so that the change-over must clear it up", async () => {
    const small = new HostStorage(new FlashMemory(8192, 1024));
    const before = await flashed(small, files(1, 1500));
    let healed = 0;
    let refusals = 0;
    await each(await cuts(before, files(2, 1500), 14), async (cut) => {
      cut.powerOn();
      // A cut while all files are moved together can cost any of them.
      if (JSON.stringify(cut.versions) === JSON.stringify(NEW)) healed++;
      try {
        await cut.flash(files(2, 1500));
      } catch (error) {
        refusals++;
        expect(String(error)).toContain("the power went during an earlier compaction: flash with --erase-all");
        await cut.flash(files(2, 1500), true);
      }
      expect([cut.versions, cut.names]).toEqual([NEW, NAMES]);
    });
    expect(healed).toBeGreaterThan(10);
    expect(refusals).toBeGreaterThan(0);
  });

  it("of a board that uses all start scripts itself: the next flash heals it", async () => {
    const before = await flashed();
    const own = [".boot0", ".boot1", ".boot2", ".boot3"];
    for (const name of own) before.storage.write(name, Buffer.from(`var ${name.slice(1)}=1`));
    await each(await cuts(before, files(2), 10), async (cut) => {
      cut.powerOn();
      await cut.flash(files(2));
      expect(cut.versions).toEqual(NEW);
      for (const name of own) expect(cut.storage.read(name)).toBe(`var ${name.slice(1)}=1`);
    });
  });

  it("of npm run flash with the files of a build", async () => {
    const configFile = path.join(directory(), "config.json");
    const words = ["--port", "/dev/board", "--board", "LINUX", "--config", configFile];
    const configure = (device: string): void =>
      writeFileSync(
        configFile,
        JSON.stringify({
          device,
          apn: "internet",
          server: { url: "https://collector.example/" },
          tls: { ca: "on-modem.pem" },
          uart: { path: "/dev/ttyS0" },
        }),
      );
    const state = (made: Bench): unknown => [
      made.storage.read(".bootcde")?.endsWith("//old"),
      (JSON.parse(made.storage.read("config.json") ?? "{}") as { device?: string }).device,
      made.board.runtime.evaluate("global.qssl&&qssl.status().modem.power!==0"),
    ];
    buildOnce();
    const before = bench();
    configure("old");
    expect([await before.run(words), before.texts.at(-1)]).toEqual([0, "flash: done: LINUX runs what was flashed"]);
    for (const name of [".bootcde", "TlsExplain"])
      before.storage.write(name, Buffer.from(`${before.storage.read(name)}\n//old`, "latin1"));
    configure("new");
    const whole = like(before);
    // The start counts the boots: 3 changes at the end. The change-over itself has some 60.
    const states = await whole.states(() => whole.run(words), 71);
    await each([70, 40, 5], async (fromEnd) => {
      const cut = bench(states.at(-1 - fromEnd));
      expect([
        [true, "old", true],
        [false, "new", true],
      ]).toContainEqual(state(cut));
      expect(await cut.run(words)).toBe(0);
      expect([fromEnd, state(cut)]).toEqual([fromEnd, [false, "new", true]]);
    });
  });
});
