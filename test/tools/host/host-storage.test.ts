import { FlashMemory, type FlashOperation } from "../../../tools/host/flash-memory";
import { HostStorage } from "../../../tools/host/host-storage";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

/** A storage of 4 KB whose power fails before the operation of that number. */
function failing(storage: HostStorage, operations: number): void {
  let left = operations;
  storage.flash.onOperation = () => {
    if (left-- === 0) throw new Error("power cut");
  };
}

describe("FlashMemory", () => {
  it("only clears bits, and erases whole pages", () => {
    const flash = new FlashMemory(4096, 1024);
    flash.write(10, bytes("\xf0"));
    flash.write(10, bytes("\x3c"));
    expect(flash.read(10, 1)[0]).toBe(0x30);
    flash.write(1024, bytes("\x00"));
    flash.erasePage(0);
    expect(flash.isErased(0, 1024)).toBe(true);
    expect(flash.isErased(0, 1025)).toBe(false);
  });
});

describe("HostStorage", () => {
  it("shows each change of the flash before it happens, in order", () => {
    const storage = new HostStorage(new FlashMemory(4096, 1024));
    const operations: FlashOperation[] = [];
    storage.flash.onOperation = (operation) => operations.push(operation);
    storage.write("a", bytes("12345"));
    storage.write("a", bytes("123456"));
    expect(operations.map((operation) => `${operation.kind} ${operation.address}`)).toEqual([
      "write 0",
      "write 32",
      "write 4",
      "write 40",
      "write 72",
    ]);
  });

  it.each([0, 1, 2])("has the old content or none when the power fails before operation %i of a rewrite", (cut) => {
    const storage = new HostStorage(new FlashMemory(4096, 1024));
    storage.write("a", bytes("old"));
    failing(storage, cut);
    expect(() => storage.write("a", bytes("new!"))).toThrow("power cut");
    const again = new HostStorage(storage.flash);
    expect(again.read("a")).toBe(["old", undefined, "\xff\xff\xff\xff"][cut]);
    expect(again.isValid()).toBe(true);
  });

  it("compacts when a file needs the space of deleted ones", () => {
    const storage = new HostStorage(new FlashMemory(4096, 1024));
    storage.write("keep", bytes("k".repeat(500)));
    for (let i = 0; i < 9; i++) storage.write("big", bytes(String(i).repeat(1500)));
    expect(storage.read("keep")).toBe("k".repeat(500));
    expect(storage.read("big")).toBe("8".repeat(1500));
  });

  it("keeps its files when there is no room for a new one", () => {
    const storage = new HostStorage(new FlashMemory(4096, 1024));
    storage.write("a", bytes("a".repeat(3000)));
    expect(() => storage.write("b", bytes("b".repeat(3000)))).toThrow("Unable to find or create file");
    expect(storage.files().map((file) => file.name)).toEqual(["a"]);
  });

  it("knows a storage with rubbish behind its files for damaged", () => {
    const storage = HostStorage.of([["a", "1"]]);
    expect(storage.isValid()).toBe(true);
    storage.flash.write(40, Buffer.from([0, 0, 0, 0x7f]));
    expect(storage.isValid()).toBe(false);
  });

  it("looks for rubbish in all of the memory when there is no file, and only behind the last one otherwise", () => {
    const storage = new HostStorage(new FlashMemory(4096, 1024));
    storage.flash.write(2000, Buffer.from([0]));
    expect(storage.isValid()).toBe(false);
    storage.write("a", bytes("1"));
    expect(storage.isValid()).toBe(true);
  });
});
