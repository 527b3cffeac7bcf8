import fc from "fast-check";
import { SequenceRanges } from "../../../tools/collector/sequence-ranges";

function takeAll(ranges: SequenceRanges, seqs: number[]): boolean[] {
  return seqs.map((seq) => ranges.add(seq));
}

describe("sequence ranges", () => {
  it("tells a repeat from a new number", () => {
    expect(takeAll(new SequenceRanges(), [0, 1, 1, 2, 0])).toEqual([true, true, false, true, false]);
  });

  it("counts gaps and what is missing in them, until late arrivals fill them", () => {
    const ranges = new SequenceRanges();
    takeAll(ranges, [10, 11, 15, 20]);
    expect([ranges.gaps, ranges.missing]).toEqual([2, 7]);
    takeAll(ranges, [14, 12, 13]);
    expect([ranges.gaps, ranges.missing]).toEqual([1, 4]);
    expect(takeAll(ranges, [13, 9, 16, 21])).toEqual([false, true, true, true]);
    expect([ranges.gaps, ranges.missing]).toEqual([1, 3]);
  });

  it("answers as a set of all numbers would, in any order", () => {
    const seqs = fc.array(fc.nat({ max: 60 }), { maxLength: 200 });
    fc.assert(
      fc.property(seqs, (list) => {
        const ranges = new SequenceRanges();
        const seen = new Set<number>();
        const isNew = list.map((seq) => !seen.has(seq) && seen.add(seq) !== undefined);
        expect(takeAll(ranges, list)).toEqual(isNew);
        const span = list.length > 0 ? Math.max(...list) - Math.min(...list) + 1 : 0;
        expect(ranges.missing).toBe(span - seen.size);
      }),
    );
  });

  it("forgets the lowest range when there are too many, and so never takes a new number for a repeat", () => {
    const ranges = new SequenceRanges(3);
    takeAll(ranges, [0, 10, 20, 30]);
    expect(ranges.gaps).toBe(2);
    expect(takeAll(ranges, [20, 5, 0])).toEqual([false, true, true]);
    expect(takeAll(ranges, [10, 20, 30])).toEqual([false, false, false]);
  });
});
