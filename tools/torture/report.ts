/** What a campaign prints. */
import { faultNamed, FAULTS } from "../faults/catalogue";
import type { FaultCount } from "./field-run";
import type { SeedResult } from "./seed-run";

/** Table of faults, then the totals. */
export function reportText(results: readonly SeedResult[]): string {
  const counts = addCounts(results);
  const names = FAULTS.map(({ name }) => name).filter((name) => counts[name]);
  const rows = names.map((name) => faultRow(name, counts[name]!));
  return [row("fault", "struck", "alone", "worst", "promised"), ...rows, "", ...totals(results)].join("\n");
}

/** The same for programs. */
export function reportJson(results: readonly SeedResult[]): object {
  const sum = (value: (result: SeedResult) => number): number =>
    results.reduce((all, result) => all + value(result), 0);
  return {
    runs: results.length,
    days: sum(({ days }) => days),
    failed: results.filter(({ failure }) => failure).map(({ seed, board, failure }) => ({ seed, board, ...failure })),
    taken: sum(({ taken }) => taken),
    delivered: sum(({ delivered }) => delivered),
    repeats: sum(({ repeats }) => repeats),
    restarts: sum(({ restarts }) => restarts),
    faults: addCounts(results),
  };
}

/** One line for a run that failed. */
export function failureLine({ seed, board, failure, schedule }: SeedResult): string {
  if (!failure) return "";
  const day = (failure.atS / 86400).toFixed(1);
  const last = schedule.trimEnd().split("\n").slice(-2).join(" ");
  return `seed ${seed} ${board}: ${failure.kind} on day ${day}: ${failure.text}\n  last faults: ${last}`;
}

function addCounts(results: readonly SeedResult[]): Record<string, FaultCount> {
  const sums: Record<string, FaultCount> = {};
  for (const { counts } of results) {
    for (const [name, { struck, measured, worstS }] of Object.entries(counts)) {
      const sum = (sums[name] ??= { struck: 0, measured: 0, worstS: 0 });
      sum.struck += struck;
      sum.measured += measured;
      sum.worstS = Math.max(sum.worstS, worstS);
    }
  }
  return sums;
}

function faultRow(name: string, { struck, measured, worstS }: FaultCount): string {
  const worst = measured === 0 ? "-" : `${worstS.toFixed(0)} s`;
  return row(name, `${struck}`, `${measured}`, worst, `${faultNamed(name).recoveryS} s`);
}

function row(name: string, ...cells: string[]): string {
  return name.padEnd(28) + cells.map((cell) => cell.padStart(10)).join("");
}

function totals(results: readonly SeedResult[]): string[] {
  const sum = (value: (result: SeedResult) => number): number =>
    results.reduce((all, result) => all + value(result), 0);
  const failed = results.filter(({ failure }) => failure).length;
  // What waits when a run is broken off is not dropped.
  const dropped = sum((result) => (result.failure ? 0 : result.dropped));
  const struck = sum(({ counts }) => Object.values(counts).reduce((all, count) => all + count.struck, 0));
  return [
    `runs       ${results.length}, ${sum(({ days }) => days)} days, ${struck} faults; ${failed} failed`,
    `readings   ${sum(({ taken }) => taken)} taken, ${sum(({ delivered }) => delivered)} delivered, ${dropped} dropped by a full journal, ${sum(({ doubtful }) => doubtful)} in the instant of a power cut`,
    `repeats    ${sum(({ repeats }) => repeats)}, all known by their identity`,
    `waiting    ${Math.max(...results.map(({ mostWaiting }) => mostWaiting))} readings at the most`,
    `restarts   ${sum(({ restarts }) => restarts)} of the board by itself`,
  ];
}
