import { EspruinoError, bytesOf, byteString } from "./byte-string";
import { FlashMemory } from "./flash-memory";

/** A file's place: its header at `address`, its data behind. */
interface FileEntry {
  address: number;
  name: string;
  flags: number;
  size: number;
  isDeleted: boolean;
}

/** What `Storage.getStats` answers, bytes and counts. */
export interface StorageStats {
  totalBytes: number;
  freeBytes: number;
  fileBytes: number;
  fileCount: number;
  trashBytes: number;
  trashCount: number;
}

/** Bytes of a header: 4 of size and flags, 28 of name. */
const HEADER_BYTES = 32;
const NAME_BYTES = HEADER_BYTES - 4;
const ALIGNMENT = 4;
/** Flag of the parts of a file that `Storage.open` made. */
export const STORAGE_FILE = 64;

/**
 * The files in flash memory, laid out as Espruino does it: one file behind the other, each a header and its data; a replaced or
 * deleted file keeps its place with the start of its name cleared, until the space is needed and all files move together.
 */
export class HostStorage {
  constructor(readonly flash = new FlashMemory()) {}

  /** A storage with these files; contents are byte strings. */
  static of(files: Iterable<[string, string]>): HostStorage {
    const storage = new HostStorage();
    for (const [name, content] of files) storage.write(name, bytesOf(content));
    return storage;
  }

  /**
   * The content of a file from `offset` on, undefined when there is none of that name.
   * @param length of the part that is read; 0 for all that there is.
   */
  read(name: string, offset = 0, length = 0): string | undefined {
    const file = this.find(name);
    if (!file) return undefined;
    const start = Math.min(Math.max(0, offset), file.size);
    const count = Math.min(length > 0 ? length : file.size, file.size - start);
    return byteString(this.flash.read(file.address + HEADER_BYTES + start, count));
  }

  /**
   * Writes as `Storage.write` does.
   * @returns false for a negative offset or size.
   * @throws EspruinoError when there is no room, or the place in the file is not erased.
   */
  write(name: string, bytes: Uint8Array, offset = 0, size = 0, flags = 0): boolean {
    if (offset < 0 || size < 0) return false;
    const fileSize = size || bytes.length;
    if (fileSize === 0) throw new EspruinoError("Can't create zero length file");
    let file = this.find(name);
    if (offset === 0 && file && this._isSame(file, bytes, fileSize, flags)) return true;
    if (offset === 0 && !(file && this._isFresh(file, fileSize, flags)))
      file = this._replace(name, fileSize, flags, file);
    if (!file) throw new EspruinoError("Unable to find or create file");
    this._fill(file, bytes, offset);
    return true;
  }

  /** Deletes a file. @returns whether there was one. */
  erase(name: string): boolean {
    const file = this.find(name);
    if (file) this._delete(file);
    return file !== undefined;
  }

  eraseAll(): void {
    for (let page = 0; page < this.flash.size; page += this.flash.pageSize)
      if (!this.flash.isErased(page, this.flash.pageSize)) this.flash.erasePage(page);
  }

  /** All files, in the order of their places. */
  files(): FileEntry[] {
    return this._entries().filter((file) => !file.isDeleted);
  }

  find(name: string): FileEntry | undefined {
    const wanted = name.slice(0, NAME_BYTES);
    const bytes = bytesOf(wanted);
    for (let at = 0, size = this._sizeAt(at); size !== undefined; at += spaceOf(size), size = this._sizeAt(at)) {
      // Something is made of a header only when its name begins like that.
      const file = this.flash.isSame(at + 4, bytes) ? this._entry(at) : undefined;
      if (file?.isDeleted === false && file.name === wanted) return file;
    }
    return undefined;
  }

  stats(): StorageStats {
    const entries = this._entries();
    const live = entries.filter((file) => !file.isDeleted);
    const trash = entries.filter((file) => file.isDeleted);
    return {
      totalBytes: this.flash.size,
      freeBytes: this.flash.size - end(entries),
      fileBytes: live.reduce((sum, file) => sum + spaceOf(file.size), 0),
      fileCount: live.length,
      trashBytes: trash.reduce((sum, file) => sum + spaceOf(file.size), 0),
      trashCount: trash.length,
    };
  }

  /** Whether the next header's place is erased, and all memory where there is no file; if not, a board that starts erases everything. */
  isValid(): boolean {
    const address = end(this._entries());
    const length = address === 0 ? this.flash.size : HEADER_BYTES;
    return this.flash.isErased(address, Math.min(length, this.flash.size - address));
  }

  /**
   * Moves the files together, page by page from the first page that changes; a power cut in between loses files.
   * @returns whether that made room.
   */
  compact(): boolean {
    const { flash } = this;
    if (this.stats().trashCount === 0) return false;
    const live = this.files().map((file) => flash.read(file.address, spaceOf(file.size)));
    const image = Buffer.alloc(flash.size, 255);
    Buffer.concat(live).copy(image);
    for (let page = 0; page < flash.size; page += flash.pageSize)
      this._rewrite(page, image.subarray(page, page + flash.pageSize));
    return true;
  }

  private _rewrite(page: number, wanted: Buffer): void {
    const now = this.flash.read(page, wanted.length);
    if (now.equals(wanted)) return;
    this.flash.erasePage(page);
    const used = wanted.length - trailing(wanted);
    if (used > 0) this.flash.write(page, wanted.subarray(0, used));
  }

  private _entries(): FileEntry[] {
    const entries: FileEntry[] = [];
    for (let file = this._entry(0); file; file = this._entry(file.address + spaceOf(file.size))) entries.push(file);
    return entries;
  }

  /** The file whose header is there, undefined for none or one that cannot be. */
  private _entry(address: number): FileEntry | undefined {
    const size = this._sizeAt(address);
    if (size === undefined) return undefined;
    const word = this.flash.readWord(address);
    const isDeleted = this.flash.readWord(address + 4) === 0;
    const name = isDeleted ? "" : byteString(this.flash.read(address + 4, NAME_BYTES)).replace(/\0.*$/s, "");
    return { address, size, flags: word >>> 24, name, isDeleted };
  }

  /** The size of the file whose header is there. */
  private _sizeAt(address: number): number | undefined {
    if (address + HEADER_BYTES > this.flash.size) return undefined;
    const word = this.flash.readWord(address);
    const size = word & 0xffffff;
    return word === 0xffffffff || word === 0 || address + HEADER_BYTES + size > this.flash.size ? undefined : size;
  }

  private _isSame(file: FileEntry, bytes: Uint8Array, size: number, flags: number): boolean {
    if (file.size !== size || file.flags !== flags || bytes.length !== size) return false;
    return this.flash.read(file.address + HEADER_BYTES, size).equals(bytes);
  }

  private _isFresh(file: FileEntry, size: number, flags: number): boolean {
    return file.size === size && file.flags === flags && this.flash.isErased(file.address + HEADER_BYTES, size);
  }

  /** The old file goes before the new one comes: a power cut in between leaves neither. */
  private _replace(name: string, size: number, flags: number, old: FileEntry | undefined): FileEntry | undefined {
    if (old) this._delete(old);
    const { freeBytes, trashBytes } = this.stats();
    const needed = spaceOf(size);
    if (freeBytes < needed && !(needed < freeBytes + trashBytes && this.compact())) return undefined;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE((size | (flags << 24)) >>> 0, 0);
    header.write(name.slice(0, NAME_BYTES), 4, "latin1");
    this.flash.write(end(this._entries()), header);
    return this.find(name);
  }

  private _delete(file: FileEntry): void {
    this.flash.write(file.address + 4, Buffer.alloc(4));
  }

  private _fill(file: FileEntry, bytes: Uint8Array, offset: number): void {
    if (offset + bytes.length > file.size) throw new EspruinoError("Too much data for file size");
    const address = file.address + HEADER_BYTES + offset;
    if (!this.flash.isErased(address, bytes.length))
      throw new EspruinoError("File already written with different data");
    this.flash.write(address, bytes);
  }
}

/** Bytes that a file of a size takes, its header with it. */
function spaceOf(size: number): number {
  return HEADER_BYTES + Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

function end(entries: FileEntry[]): number {
  const last = entries.at(-1);
  return last ? last.address + spaceOf(last.size) : 0;
}

/** Number of erased bytes at the end. */
function trailing(bytes: Buffer): number {
  let count = 0;
  while (count < bytes.length && bytes[bytes.length - 1 - count] === 255) count++;
  return count;
}
