import { mkdirSync } from "node:fs";
import path from "node:path";
import { flash } from "../../../tools/flash/flasher";
import { BoardLink } from "../../../tools/link/board-link";
import { Cable } from "../../doubles/cable";
import { Random } from "../../doubles/random";
import { describeOnInterpreter } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";

const LIMIT_MS = 600e3;

describeOnInterpreter("BoardLink to the real interpreter", (interpreter) => {
  const directory = scratchDirectory();
  let cable: Cable;
  let link: BoardLink;
  let count = 0;

  beforeEach(async () => {
    const folder = path.join(directory(), `${++count}`);
    mkdirSync(folder);
    cable = await Cable.open(interpreter, folder);
    link = await BoardLink.open(cable.path);
    await link.sync();
  }, LIMIT_MS);
  afterEach(async () => {
    await link.close();
    await cable.close();
  });

  it(
    "writes files of any bytes, in packets or in chunks",
    async () => {
      const random = new Random(7);
      const plain = Buffer.from(random.bytes(1540).map((byte) => (byte === 3 || byte === 4 ? 128 : byte)));
      await link.writeFile("packets", plain, undefined, "packets");
      await link.writeFile("chunks", plain, undefined, "chunks");
      const any = Buffer.from(Array.from({ length: 300 }, (_, index) => index & 255));
      await link.writeFile("any", any, undefined, "packets");
      expect(await link.readFile("packets")).toEqual(plain);
      expect(await link.readFile("chunks")).toEqual(plain);
      expect(await link.readFile("any")).toEqual(any);
    },
    LIMIT_MS,
  );

  it.each([
    ["a line half typed", "function f() {\n  if (x"],
    ["a packet cut short", "\x10\x01\x82\0abc"],
    ["an announced file", '\x10\x01\x60\x15{"fn":"x","s":100000}'],
    ["a program that never ends", "\x10while(1);\n"],
    ["a program that prints without end", "\x10setInterval(()=>print('x'.repeat(200)),1)\n"],
    ["an escape sequence begun", "\x1b["],
  ])(
    "finds the interpreter behind %s",
    async (_, text) => {
      cable.type(text);
      await link.sync();
      await link.stopProgram();
      await link.writeFile("x", Buffer.from("fresh"));
      expect((await link.readFile("x"))?.toString()).toBe("fresh");
    },
    LIMIT_MS,
  );

  it(
    "flashes where there is room only when the old files are gone or the erased ones are cleared away",
    async () => {
      const texts: string[] = [];
      const flashVersion = (version: number, size: number): Promise<unknown> =>
        flash(link, {
          files: [
            {
              name: ".bootcde",
              content: Buffer.from(`USB.setConsole(true);var qssl={v:${version}};`.padEnd(size, "/")),
            },
          ],
          upload: undefined,
          output: { write: () => {} },
          // That the journal has no room here either is said each time.
          onText: (text) => void (text.includes("no room for a journal") || texts.push(text)),
        });
      const version = (): Promise<number> => link.evaluate("qssl.v");
      await flashVersion(1, 6000);
      // Room for one more image, and a half.
      await link.evaluate(`require("Storage").write("filler","-",0,require("Storage").getFree()-9000)`);
      await flashVersion(2, 6000);
      expect([await version(), texts]).toEqual([2, []]);
      await flashVersion(3, 6000);
      expect([await version(), texts]).toEqual([3, [expect.stringContaining("compacting")]]);
      await flashVersion(4, 12000);
      expect(await version()).toBe(4);
      expect(texts).toContainEqual(expect.stringContaining("the old one is erased first"));
      await expect(flashVersion(5, 20000)).rejects.toThrow(
        "20000 bytes do not fit on the board: erase files of your own",
      );
      await link.restart();
      await link.sync();
      expect(await version()).toBe(4);
    },
    LIMIT_MS,
  );

  it(
    "flashes again where the old firmware was erased for lack of room and the upload was cut short, and compacts what that left",
    async () => {
      const texts: string[] = [];
      const flashVersion = (version: number): Promise<unknown> => {
        const code = `USB.setConsole(true);var qssl={v:${version}};`.padEnd(6000, "/");
        return flash(link, {
          files: [{ name: ".bootcde", content: Buffer.from(code) }],
          upload: undefined,
          output: { write: () => {} },
          onText: (text) => texts.push(text),
        });
      };
      await flashVersion(1);
      await link.evaluate(`require("Storage").write("filler","-",0,require("Storage").getFree()-3000)`);
      await link.evaluate(`require("Storage").write("own","kept")`);
      for (const afterBytes of [3200, 6500]) {
        texts.length = 0;
        const cut = cable.cutAfter(afterBytes);
        const failed = flashVersion(2).catch(() => {});
        await cut;
        await link.close();
        await failed;
        expect(texts).toContainEqual(expect.stringContaining("the old one is erased first"));
        await cable.powerOff();
        cable.plug();
        cable.powerOn();
        link = await BoardLink.open(cable.path);
        await link.sync();
        await flashVersion(3);
        expect(await link.evaluate("qssl.v")).toBe(3);
        expect((await link.readFile("own"))?.toString()).toBe("kept");
      }
    },
    LIMIT_MS,
  );
});
