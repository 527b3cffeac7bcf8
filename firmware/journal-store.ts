/**
 * Where the journal's lines lie: in a Storage file that is made once and never replaced, so that it causes no compaction. What was
 * written there is erased by the flash memory's own pages, those that lie wholly inside the file. All places are counted from the
 * file's first byte; where it lies in flash is found anew before each erasing, since a compaction may have moved it.
 *
 * A board whose pages are too large for that, or whose Storage has no room, keeps the lines in memory, until it restarts.
 */
import { storage } from "./pin-store";

/** At most 28 characters, the one behind the last is NUL in Storage's header. */
const FILE = "qssl.log";
/** Of a file in Storage: 3 bytes of size, 1 of flags, 28 of name (Espruino, `jsflash.h`). */
const HEADER_BYTES = 32;
/** Size in a header that nobody wrote. */
const NO_SIZE = 0xffffff;
const MEMORY_BYTES = 2048;
const MEMORY_PAGE = 512;
/** So many whole pages at least: one that is written and one that is read. */
const PAGES_MIN = 2;

/** Bytes of the file. */
export let storeBytes = 0;
export let pageBytes = 0;
/** Where the first whole page begins. */
export let firstPage = 0;
/** Why the lines are in memory, "" when they are in flash. */
export let volatileReason = "";

let storageAddress = 0;
/** Of the file's first byte. */
let address = 0;
let memory: Uint8Array | undefined;
/** The same bytes as a text. */
let memoryText = "";

/**
 * Finds the file, or makes it.
 * @param bytes of a new file; one that is there keeps its size.
 * @param flashAddress of Storage, 0 where the flash is of no use for this.
 */
export function openStore(bytes: number, flashAddress: number): void {
  storageAddress = flashAddress;
  if (!flashAddress || !bytes) useMemory(bytes ? "this board's flash has no small pages" : "journal.bytes is 0");
  else if (locate() || create(bytes)) {
    if (locate() < firstPage + PAGES_MIN * pageBytes) useMemory("journal.bytes: less than 2 pages of " + pageBytes);
  } else useMemory("no room in Storage: " + bytes + " wanted, " + storage.getFree() + " free");
}

/** @param at from the file's first byte. @returns what is there, 255 where nothing was written. */
export function readStore(at: number, length: number): string {
  return memory ? memoryText.substr(at, length) : storage.read(FILE, at, length) || "";
}

/** @param text goes to a place that was not written since it was erased; a multiple of 4 bytes. @throws Error of Storage. */
export function writeStore(text: string, at: number): void {
  if (memory) (memory as { set(data: unknown, at: number): void }).set(text, at);
  else storage.write(FILE, text, at);
}

/** Erases the page that begins there, as {@link locate} found it last. */
export function erasePage(at: number): void {
  if (memory) memory.fill(255, at, at + pageBytes);
  else (require("Flash") as EspruinoFlash).erasePage(address + at);
}

/**
 * Finds where the file and the pages of the flash in it lie now: Storage does not tell, so its headers are walked.
 * @returns bytes of the file, 0 when there is none.
 */
export function locate(): number {
  if (memory) return storeBytes;
  const flash = require("Flash") as EspruinoFlash;
  for (address = storageAddress; ;) {
    const page = flash.getPage(address);
    if (!page) return 0;
    const header = flash.read(HEADER_BYTES, address)!;
    const size = header[0]! | (header[1]! << 8) | (header[2]! << 16);
    if (E.toString(header).substr(4, FILE.length + 1) === FILE + "\0") {
      address += HEADER_BYTES;
      pageBytes = page.length;
      firstPage = -address & (pageBytes - 1);
      return (storeBytes = size);
    }
    address = size && size < NO_SIZE ? address + HEADER_BYTES + ((size + 3) & ~3) : page.addr + page.length;
  }
}

/** From now on the lines are in memory. @param reason for the status and the log. */
export function useMemory(reason: string): void {
  volatileReason = reason;
  memory = new Uint8Array(MEMORY_BYTES);
  memory.fill(255);
  memoryText = E.toString(memory);
  storeBytes = MEMORY_BYTES;
  pageBytes = MEMORY_PAGE;
  firstPage = 0;
}

/** Only where there is room without a compaction. */
function create(bytes: number): boolean {
  return storage.getFree() > bytes + HEADER_BYTES && storage.write(FILE, "   \n", 0, bytes);
}
