/** The interpreter's error flags: what went wrong without an exception. Read by `E.getErrorFlags`, announced by `errorFlag`. */
export class ErrorFlags {
  private _flags = new Set<string>();
  private _announced = new Set<string>();

  set(flag: string): void {
    this._flags.add(flag);
  }

  /** The flags, which are cleared. */
  take(): string[] {
    const flags = [...this._flags];
    this._flags.clear();
    this._announced.clear();
    return flags;
  }

  /** The flags set since the last call that were not set then. */
  news(): string[] {
    if (this._flags.size === 0) return [];
    const news = [...this._flags].filter((flag) => !this._announced.has(flag));
    this._announced = new Set(this._flags);
    return news;
  }
}
