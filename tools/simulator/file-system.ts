/** The modem's files: those in flash (UFS) survive a reboot, those in RAM and open file handles do not. */
import { cmeError } from "./errors";
import type { Profile } from "./profile";

/** File errors, `+CME ERROR: 4xx` (reference §4.3). */
export enum FileCode {
  InvalidInput = 400,
  NotFound = 405,
  InvalidName = 406,
  Exists = 407,
  TooManyOpen = 413,
  ReadOnly = 414,
  BadHandle = 416,
  NoSpace = 420,
  AlreadyOpen = 426,
}

export interface OpenFile {
  handle: number;
  name: string;
  /** 0 create or open, 1 create or empty, 2 read only. */
  mode: number;
  position: number;
}

const MAXIMUM_OPEN = 10;
const MAXIMUM_NAME_BYTES = 80;
/** In either case: drivers of the BG95 write `ufs:/folder/name`. */
const FLASH = /^UFS:/i;
const RAM = /^RAM:/;

export class FileSystem {
  private readonly _open = new Map<number, OpenFile>();
  /** By name with `RAM:`. */
  private readonly _ram = new Map<string, Buffer>();
  private _nextHandle = 1;

  /**
   * @param _files those in flash by bare name; shared with the caller, so files can outlive the simulator.
   * @param _isFull nothing more goes into flash, however much room there is.
   */
  constructor(
    private readonly _files: Map<string, Buffer>,
    private readonly _profile: Profile["files"],
    private readonly _isFull: () => boolean = () => false,
  ) {}

  /** Name without `UFS:`; `RAM:` stays. @throws CommandError 406 for an empty or overlong name or a storage that there is not. */
  bareName(name: string): string {
    if (!this.isName(name)) throw cmeError(FileCode.InvalidName);
    return name.replace(FLASH, "");
  }

  /** A file could have this name. */
  isName(name: string): boolean {
    const bare = name.replace(this._profile.ramBytes > 0 && RAM.test(name) ? RAM : FLASH, "");
    return bare !== "" && bare.length <= MAXIMUM_NAME_BYTES && !bare.includes(":");
  }

  /** Room of the storage that `name` is in, or would be. */
  totalBytesFor(name: string): number {
    return RAM.test(name) ? this._profile.ramBytes : this._profile.totalBytes;
  }

  countFor(name: string): number {
    return this._storage(name).size;
  }

  usedBytesFor(name: string): number {
    return [...this._storage(name).values()].reduce((sum, bytes) => sum + bytes.length, 0);
  }

  freeBytesFor(name: string): number {
    return !RAM.test(name) && this._isFull() ? 0 : this.totalBytesFor(name) - this.usedBytesFor(name);
  }

  /** Names that fit a pattern (`*` stands for any text), in order of making. */
  list(pattern: string): string[] {
    const bare = this.bareName(pattern);
    const expression = new RegExp(`^${bare.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    return [...this._storage(bare).keys()].filter((name) => expression.test(name));
  }

  /** How AT+QFLST shows a name. */
  listed(name: string): string {
    return RAM.test(name) ? name : this._profile.listPrefix + name;
  }

  find(name: string): Buffer | undefined {
    return this._storage(name).get(this.bareName(name));
  }

  /** @throws CommandError 405 when there is no such file. */
  read(name: string): Buffer {
    const bytes = this.find(name);
    if (!bytes) throw cmeError(FileCode.NotFound);
    return bytes;
  }

  write(name: string, bytes: Buffer): void {
    this._storage(name).set(this.bareName(name), bytes);
  }

  /** @throws CommandError when there is no such file, with the module's own code; 426 while it is open. */
  delete(name: string): void {
    if (!this.find(name)) throw cmeError(this._profile.deleteMissCode);
    this._requireClosed(this.bareName(name));
    this._storage(name).delete(this.bareName(name));
  }

  open(name: string, mode: number): OpenFile {
    const bare = this.bareName(name);
    this._requireClosed(bare);
    if (this._open.size >= MAXIMUM_OPEN) throw cmeError(FileCode.TooManyOpen);
    if (mode === 2) this.read(bare);
    const isNew = !this.find(bare);
    if (isNew && this.freeBytesFor(bare) === 0) throw cmeError(FileCode.NoSpace);
    if (mode === 1 || isNew) this.write(bare, Buffer.alloc(0));
    const file = { handle: this._nextHandle++, name: bare, mode, position: 0 };
    this._open.set(file.handle, file);
    return file;
  }

  /** @throws CommandError 416 when the handle is not open. */
  handle(handle: number): OpenFile {
    const file = this._open.get(handle);
    if (!file) throw cmeError(FileCode.BadHandle);
    return file;
  }

  close(handle: number): void {
    this.handle(handle);
    this._open.delete(handle);
  }

  get openFiles(): OpenFile[] {
    return [...this._open.values()];
  }

  /** Writes at the file's position and moves it. @throws CommandError 414 for a file opened read only. */
  writeAt(file: OpenFile, bytes: Buffer): void {
    if (file.mode === 2) throw cmeError(FileCode.ReadOnly);
    const old = this.read(file.name);
    this.write(
      file.name,
      Buffer.concat([old.subarray(0, file.position), bytes, old.subarray(file.position + bytes.length)]),
    );
    file.position += bytes.length;
  }

  /** A reboot: handles and what was in RAM are gone, files in flash stay. */
  reboot(): void {
    this._open.clear();
    this._ram.clear();
  }

  private _storage(name: string): Map<string, Buffer> {
    return RAM.test(name) ? this._ram : this._files;
  }

  private _requireClosed(bareName: string): void {
    if (this.openFiles.some((file) => file.name === bareName)) throw cmeError(FileCode.AlreadyOpen);
  }
}

/** 16-bit XOR over big-endian words; a last odd byte is the high one. In hex, lower case, without leading zeros (§5.3). */
export function checksumText(bytes: Buffer): string {
  let sum = 0;
  for (let index = 0; index < bytes.length; index++) sum ^= bytes[index]! << (index % 2 === 0 ? 8 : 0);
  return sum.toString(16);
}
