/** Numbers that begin anew with their seed (xorshift, 32 bits): what was found is found again. */
export class Random {
  private _state: number;

  /** @param seed any whole number. */
  constructor(seed: number) {
    // Neighbouring seeds must not begin alike, and the state must not be 0.
    this._state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1;
    for (let i = 0; i < 8; i++) this.below(2);
  }

  /** A whole number from 0 to one less than `limit`. */
  below(limit: number): number {
    let state = this._state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this._state = state;
    return Math.floor(((state >>> 0) / 0x100000000) * limit);
  }

  /** @param probability 0 to 1. */
  chance(probability: number): boolean {
    return this.below(0x10000) < probability * 0x10000;
  }

  /** @param items at least one. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Any bytes, as a byte string. */
  bytes(length: number): string {
    let text = "";
    while (text.length < length) text += String.fromCharCode(this.below(256));
    return text;
  }
}
