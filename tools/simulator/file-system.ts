/** The modem's flash (UFS): named files that survive a reboot, open file handles that do not. */
import { cmeError } from "./errors";

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
const STORAGE = /^UFS:/i;

export class FileSystem {
  private readonly _open = new Map<number, OpenFile>();
  private _nextHandle = 1;

  /**
   * @param _files contents by bare name; shared with the caller, so files can outlive the simulator.
   * @param _isFull nothing more goes in, however much room there is.
   */
  constructor(
    private readonly _files: Map<string, Buffer>,
    readonly totalBytes: number,
    private readonly _isFull: () => boolean = () => false,
  ) {}

  /** Bare name of `name` or `UFS:name`. @throws CommandError 406 for an empty or overlong name or another storage. */
  static bareName(name: string): string {
    if (!FileSystem.isName(name)) throw cmeError(FileCode.InvalidName);
    return name.replace(STORAGE, "");
  }

  /** A file could have this name. */
  static isName(name: string): boolean {
    const bare = name.replace(STORAGE, "");
    return bare !== "" && bare.length <= MAXIMUM_NAME_BYTES && !bare.includes(":");
  }

  get count(): number {
    return this._files.size;
  }

  get usedBytes(): number {
    return [...this._files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  }

  get freeBytes(): number {
    return this._isFull() ? 0 : this.totalBytes - this.usedBytes;
  }

  /** Names that fit a pattern (`*` stands for any text), in order of making. */
  list(pattern: string): string[] {
    const bare = FileSystem.bareName(pattern);
    const expression = new RegExp(`^${bare.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    return [...this._files.keys()].filter((name) => expression.test(name));
  }

  find(name: string): Buffer | undefined {
    return this._files.get(FileSystem.bareName(name));
  }

  /** @throws CommandError 405 when there is no such file. */
  read(name: string): Buffer {
    const bytes = this.find(name);
    if (!bytes) throw cmeError(FileCode.NotFound);
    return bytes;
  }

  write(name: string, bytes: Buffer): void {
    this._files.set(FileSystem.bareName(name), bytes);
  }

  /** @throws CommandError 405 when there is no such file, 426 while it is open. */
  delete(name: string): void {
    this.read(name);
    this._requireClosed(FileSystem.bareName(name));
    this._files.delete(FileSystem.bareName(name));
  }

  open(name: string, mode: number): OpenFile {
    const bare = FileSystem.bareName(name);
    this._requireClosed(bare);
    if (this._open.size >= MAXIMUM_OPEN) throw cmeError(FileCode.TooManyOpen);
    if (mode === 2) this.read(bare);
    if (this._isFull() && !this._files.has(bare)) throw cmeError(FileCode.NoSpace);
    if (mode === 1 || !this._files.has(bare)) this.write(bare, Buffer.alloc(0));
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

  /** A reboot: handles are gone, files stay. */
  reboot(): void {
    this._open.clear();
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
