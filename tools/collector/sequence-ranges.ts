/** Remembers which sequence numbers of one boot have arrived, as ranges: memory grows with the gaps, not with the readings. */

interface Range {
  first: number;
  last: number;
}

/** Ranges kept at most. Past it the lowest is forgotten: a very old repeat is then stored again, but nothing is lost. */
const MAX_RANGES = 1000;

export class SequenceRanges {
  private readonly _ranges: Range[] = [];

  /** @param maxRanges ranges kept at most, 1 and more. */
  constructor(private readonly _maxRanges = MAX_RANGES) {}

  /** Takes a number in; false when it was there already. */
  add(seq: number): boolean {
    const at = this._indexBelow(seq);
    const below = this._ranges[at];
    if (below && seq <= below.last) return false;
    const above = this._ranges[at + 1];
    const joinsBelow = below?.last === seq - 1;
    const joinsAbove = above?.first === seq + 1;
    if (joinsBelow) below.last = joinsAbove ? above.last : seq;
    else if (joinsAbove) above.first = seq;
    else this._ranges.splice(at + 1, 0, { first: seq, last: seq });
    if (joinsBelow && joinsAbove) this._ranges.splice(at + 1, 1);
    if (this._ranges.length > this._maxRanges) this._ranges.shift();
    return true;
  }

  /** Number of gaps between the lowest and the highest number remembered. */
  get gaps(): number {
    return Math.max(0, this._ranges.length - 1);
  }

  /** Numbers that are missing in those gaps. */
  get missing(): number {
    let missing = 0;
    for (let i = 1; i < this._ranges.length; i++) missing += this._ranges[i]!.first - this._ranges[i - 1]!.last - 1;
    return missing;
  }

  /** Index of the last range that begins at or below `seq`, or -1; looks from the end, where nearly all arrive. */
  private _indexBelow(seq: number): number {
    let at = this._ranges.length - 1;
    while (at >= 0 && this._ranges[at]!.first > seq) at--;
    return at;
  }
}
