import { crc32 } from "node:zlib";
import type { FileSum } from "../../../tools/link/board-link";
import { BESIDE_NAME, missingFiles, planFlash, type BoardFile } from "../../../tools/flash/flash-plan";

function file(name: string, size: number, isOptional = false): BoardFile {
  return { name, content: Buffer.alloc(size, name), isOptional };
}

function holding(...files: BoardFile[]): Map<string, FileSum> {
  return new Map(files.map(({ name, content }) => [name, { sizeBytes: content.length, crc: crc32(content) }]));
}

const old = (name: string, size: number): Map<string, FileSum> => new Map([[name, { sizeBytes: size, crc: 1 }]]);
const KB = 1024;

describe("what is sent", () => {
  it("is what differs in content or size, or is not there", () => {
    const files = [file("same", 10), file("new", 10), file("other", 10), file("longer", 10)];
    const sums = new Map([...holding(files[0]!), ...old("other", 10), ...old("longer", 9)]);
    expect(missingFiles(files, sums).map(({ name }) => name)).toEqual(["new", "other", "longer"]);
  });
});

describe("the plan of a flash", () => {
  it("writes new files to their place and others beside the old ones", () => {
    const plan = planFlash([file("config.json", 100), file(".bootcde", 5000)], old(".bootcde", 5000), {
      free: 20000,
      trash: 0,
    })!;
    expect(plan.direct.map(({ name }) => name)).toEqual(["config.json"]);
    expect(plan.beside.map(({ name }) => name)).toEqual([".bootcde"]);
    expect(plan.beside[0]!.besideName).toMatch(BESIDE_NAME);
    expect([plan.isInPlace, plan.isCompacted, plan.omitted]).toEqual([false, false, []]);
  });

  it("keeps the old firmware on the 40 KB of a RAK8212 with two images of 19 KB", () => {
    const small = [file("config.json", 300), file("ca.pem", 700)];
    const used = 19 * KB + 40 + 1080;
    const plan = planFlash([file(".bootcde", 19 * KB)], new Map([...old(".bootcde", 19 * KB), ...holding(...small)]), {
      free: 40 * KB - used,
      trash: 0,
    })!;
    expect([plan.isInPlace, plan.isCompacted]).toEqual([false, false]);
  });

  it("clears erased files away when their room is needed", () => {
    const plan = planFlash([file(".bootcde", 5000)], old(".bootcde", 5000), { free: 3000, trash: 3000 })!;
    expect([plan.isInPlace, plan.isCompacted]).toEqual([false, true]);
  });

  it("leaves out what is optional before it gives the old firmware up", () => {
    const plan = planFlash([file("TlsExplain", 4000, true), file(".bootcde", 5000)], old(".bootcde", 5000), {
      free: 6000,
      trash: 0,
    })!;
    expect([plan.omitted, plan.isInPlace]).toEqual([["TlsExplain"], false]);
  });

  it("erases the old firmware first when there is no room for two", () => {
    const plan = planFlash([file(".bootcde", 5000)], old(".bootcde", 5000), { free: 1000, trash: 0 })!;
    expect([plan.isInPlace, plan.isCompacted, plan.beside, plan.direct.map(({ name }) => name)]).toEqual([
      true,
      true,
      [],
      [".bootcde"],
    ]);
  });

  it("counts what a firmware grows by, which is needed once more when it takes the old one's place", () => {
    const room = { free: 5600, trash: 0 };
    expect(planFlash([file(".bootcde", 5000)], old(".bootcde", 5000), room)!.isInPlace).toBe(false);
    expect(planFlash([file(".bootcde", 5000)], old(".bootcde", 3000), room)!.isInPlace).toBe(true);
  });

  it("is none when there is no room at all", () => {
    expect(planFlash([file(".bootcde", 5000)], old(".bootcde", 1000), { free: 1000, trash: 1000 })).toBeUndefined();
  });

  it("leaves out what is optional where the journal would have no room beside it", () => {
    const files = [file("TlsExplain", 4000, true), file(".bootcde", 5000)];
    const room = { free: 17000, trash: 0 };
    expect(planFlash(files, new Map(), room, undefined, 7000)!.omitted).toEqual([]);
    expect(planFlash(files, new Map(), room, undefined, 9000)!.omitted).toEqual(["TlsExplain"]);
    // The firmware itself is worth more than a journal in flash.
    expect(planFlash(files, new Map(), room, undefined, 50000)!.omitted).toEqual(["TlsExplain"]);
  });
});
