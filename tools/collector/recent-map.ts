/** A map of bounded size that forgets the entry which was used longest ago. */
export class RecentMap<K, V> {
  private readonly _entries = new Map<K, V>();

  /** @param _limit entries kept at most, 1 and more. */
  constructor(private readonly _limit: number) {}

  /** Gives the entry of `key`, made when missing, and counts as a use. */
  use(key: K, make: () => V): V {
    const value = this._entries.get(key) ?? make();
    this.set(key, value);
    return value;
  }

  /** Sets the entry of `key`, and counts as a use. */
  set(key: K, value: V): void {
    this._entries.delete(key);
    this._entries.set(key, value);
    if (this._entries.size > this._limit) this._entries.delete(this._entries.keys().next().value as K);
  }

  get(key: K): V | undefined {
    return this._entries.get(key);
  }

  /** From the longest unused to the last used. */
  entries(): [K, V][] {
    return [...this._entries];
  }

  get size(): number {
    return this._entries.size;
  }
}
