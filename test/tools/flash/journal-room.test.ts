/** The firmware's journal on boards that are flashed: in the host runtime. */
import { RealClock } from "../../../tools/clock";
import { flash } from "../../../tools/flash/flasher";
import type { BoardFile } from "../../../tools/flash/flash-plan";
import { FlashMemory } from "../../../tools/host/flash-memory";
import { HostStorage } from "../../../tools/host/host-storage";
import { BoardLink } from "../../../tools/link/board-link";
import { HostBoard } from "../../doubles/host-board";

jest.setTimeout(600e3);

const JOURNAL = "qssl.log";
const KB = 1024;

/** A board with so many KB of Storage, and files in it. */
class Bench {
  readonly texts: string[] = [];
  readonly storage: HostStorage;
  private readonly _board: HostBoard;

  constructor(sizeKb: number, files: Record<string, string | Buffer> = {}) {
    this.storage = new HostStorage(new FlashMemory(sizeKb * KB, KB));
    for (const [name, content] of Object.entries(files)) this.storage.write(name, Buffer.from(content));
    this._board = new HostBoard({ clock: new RealClock(), storage: this.storage });
  }

  async flash(files: BoardFile[], journalBytes: number | undefined, isErasedFirst = false): Promise<void> {
    const link = new BoardLink(this._board);
    await link.sync();
    const onText = (text: string): void => void this.texts.push(text);
    const output = { write: () => {} };
    await flash(link, { files, journalBytes, isErasedFirst, upload: undefined, output, onText });
    this._board.runtime.stop();
  }

  get free(): number {
    return this.storage.stats().freeBytes;
  }
}

/** Boot code of that size that tells how many readings wait. */
function firmware(sizeBytes: number, waiting = 0): BoardFile {
  const code = `var qssl={status:function(){return {waiting:${waiting}}}};//`;
  return { name: ".bootcde", content: Buffer.from(code.padEnd(sizeBytes, `${sizeBytes}`)) };
}

/** A journal with something in it. */
const log = (bytes: number): Buffer => Buffer.from("[1,1,2,3,4,5]x\n".padEnd(bytes, "\xff"), "latin1");

describe("the journal on a board that is flashed", () => {
  it.each([
    ["beside the old firmware", 40],
    ["where the old firmware must go first", 12],
    ["where the free space must be cleared up", 14],
  ])("stays as it is %s", async (_, sizeKb) => {
    const bench = new Bench(sizeKb, {
      gone: "x".repeat(1000),
      ".bootcde": firmware(3000).content,
      [JOURNAL]: log(4096),
    });
    bench.storage.erase("gone");
    const before = bench.storage.read(JOURNAL);
    await bench.flash([firmware(5000)], 4096);
    expect(bench.storage.read(".bootcde")).toHaveLength(5000);
    expect(bench.storage.read(JOURNAL)).toBe(before);
    expect(bench.texts.filter((text) => text.includes("journal"))).toEqual([]);
  });

  it("finds its room in one piece when the firmware is to make it", async () => {
    const bench = new Bench(16, { ".bootcde": firmware(4000).content });
    await bench.flash([firmware(5000)], 8192);
    expect(bench.free).toBeGreaterThan(8192 + 32);
    expect(bench.texts).toContain("the journal needs free space in one piece: compacting it; leave the power on");
  });

  it("costs no compaction where it is there, is not wanted, or has its room", async () => {
    for (const [sizeKb, journalBytes] of [
      [40, 8192],
      [14, 0],
    ] as const) {
      const bench = new Bench(sizeKb, { ".bootcde": firmware(4000).content });
      await bench.flash([firmware(5000)], journalBytes);
      expect(bench.texts).toEqual([]);
      expect(bench.storage.stats().trashCount).toBeGreaterThan(0);
    }
  });

  it("is said to wait in memory where it has no room, and how large it may be", async () => {
    const bench = new Bench(16);
    await bench.flash([firmware(9000)], 8192);
    const [text] = bench.texts;
    expect(text).toMatch(
      /^warning: no room for a journal of 8192 bytes: readings wait in memory, and a restart loses them; .* set journal.bytes to \d+ at most$/,
    );
    const most = Number(/to (\d+) at most/.exec(text!)![1]);
    const fitting = new Bench(16);
    await fitting.flash([firmware(9000)], most);
    expect(fitting.texts).toEqual([]);
  });

  it("is as large as the configuration on the board says when none is given", async () => {
    const bench = new Bench(16, { "config.json": JSON.stringify({ journal: { bytes: 9999 } }) });
    await bench.flash([firmware(9000)], undefined);
    expect(bench.texts[0]).toContain("no room for a journal of 9999 bytes");
    const plain = new Bench(16);
    await plain.flash([firmware(9000)], undefined);
    expect(plain.texts[0]).toContain("no room for a journal of 12288 bytes");
  });
});

describe("--erase-all", () => {
  it("says how large a journal it erases, and how many readings are lost with it", async () => {
    const bench = new Bench(40, { ".bootcde": firmware(3000, 7).content, [JOURNAL]: log(4096) });
    await bench.flash([firmware(5000)], 4096, true);
    expect(bench.texts).toEqual([
      "warning: --erase-all erases the journal too, qssl.log of 4096 bytes: 7 readings that the server has not got yet are lost",
    ]);
    expect(bench.storage.read(JOURNAL)).toBeUndefined();
  });

  it("says so too when no firmware tells how many, and nothing where there is no journal", async () => {
    const silent = new Bench(40, { [JOURNAL]: log(4096) });
    await silent.flash([firmware(5000)], 4096, true);
    expect(silent.texts[0]).toMatch(/4096 bytes: readings in it that the server has not got yet are lost$/);
    const empty = new Bench(40);
    await empty.flash([firmware(5000)], 4096, true);
    expect(empty.texts).toEqual([]);
  });
});
