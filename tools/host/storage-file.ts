import { EspruinoError, bytesOf } from "./byte-string";
import { STORAGE_FILE, type HostStorage } from "./host-storage";
import type { AnyFunction } from "./realm";

/** Data bytes of one part: a flash page of the Linux build less the header. */
const PART_BYTES = 992;
const LAST_PART = 255;

/** A file of `Storage.open`: parts "name\1", "name\2"… of fixed size, written on until the byte 255 that marks the end. */
export class StorageFile {
  private _part = 1;
  private _offset = 0;

  constructor(
    private readonly _storage: HostStorage,
    private readonly _name: string,
    private readonly _mode: string,
  ) {
    if (!["r", "w", "a"].includes(_mode)) throw new EspruinoError(`Invalid mode ${JSON.stringify(_mode)}`);
    if (_mode === "w") this._erase();
    if (_mode === "a") this._seekEnd();
  }

  methods(): Record<string, AnyFunction> {
    return {
      read: (length: number) => this._read(length),
      readLine: () => this._readLine(),
      getLength: () => this._content().length,
      write: (data: unknown) => this._write(String(data)),
      erase: () => this._erase(),
    };
  }

  private _partName(part: number): string {
    return this._name.slice(0, 27) + String.fromCharCode(part);
  }

  /** Text of one part up to the end mark, undefined when there is no such part. */
  private _text(part: number): string | undefined {
    return this._storage.read(this._partName(part))?.replace(/\xff[^]*$/, "");
  }

  private _content(): string {
    let content = "";
    for (let part = 1, text = this._text(1); text !== undefined; text = this._text(++part)) content += text;
    return content;
  }

  private _seekEnd(): void {
    for (let text = this._text(1); text !== undefined; text = this._text(this._part)) {
      this._offset = text.length;
      if (text.length < PART_BYTES) return;
      this._part++;
      this._offset = 0;
    }
  }

  private _read(length: number): string | undefined {
    if (this._mode !== "r") throw new EspruinoError("Can't read in this mode");
    const text = this._content().slice(this._offset, this._offset + length);
    this._offset += text.length;
    return text === "" ? undefined : text;
  }

  private _readLine(): string | undefined {
    const end = this._content().indexOf("\n", this._offset);
    return this._read(end < 0 ? Infinity : end + 1 - this._offset);
  }

  private _write(data: string): void {
    if (this._mode === "r") throw new EspruinoError("Can't write in this mode");
    if (data === "") return;
    if (this._part > LAST_PART) throw new EspruinoError("File too big!");
    const bytes = bytesOf(data.slice(0, PART_BYTES - this._offset));
    this._storage.write(this._partName(this._part), bytes, this._offset, PART_BYTES, STORAGE_FILE);
    this._offset += bytes.length;
    if (this._offset < PART_BYTES) return;
    this._part++;
    this._offset = 0;
    this._write(data.slice(bytes.length));
  }

  private _erase(): void {
    for (let part = 1; this._storage.erase(this._partName(part)); part++);
  }
}
