/** What a campaign found, for the person at the keyboard. */
import type { TargetResult } from "./campaign";
import { inputText, printable } from "./input";
import type { Failure } from "./job";
import { targetNamed } from "./targets";

const COLUMNS = ["target", "inputs", "a second and thread", "kept", "blocks entered", ""];

/** One row for each target, and one for all. */
export function resultTable(results: readonly TargetResult[]): string {
  const all = results.reduce((sum, result) => ({
    ...result,
    target: "all",
    inputs: sum.inputs + result.inputs,
    seconds: sum.seconds + result.seconds,
    corpus: sum.corpus + result.corpus,
    entered: sum.entered.map((isEntered, block) => isEntered || result.entered[block]!),
  }));
  const rows = [COLUMNS, ...results.map((result) => rowOf(result, targetNamed(result.target).title))];
  if (results.length > 1) rows.push(rowOf(all, `of ${all.entered.length}`));
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isText = (column: number): boolean => column === 0 || column === COLUMNS.length - 1;
  const pad = (cell: string, column: number): string =>
    isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

function rowOf({ target, inputs, seconds, corpus, entered, failure }: TargetResult, title: string): string[] {
  const rate = seconds > 0 ? Math.round(inputs / seconds) : 0;
  const blocks = entered.filter((isEntered) => isEntered).length;
  return [target, inputs, rate, corpus, blocks, title + (failure ? ": FAILED" : "")].map(String);
}

/** What is wrong, the shortest input that shows it, and how to find it again. */
export function failureText({ target, seed, inputs, problem, shortest }: Failure): string {
  return [
    `${target} (seed ${seed}, input ${inputs}): ${printable(problem)}`,
    ...shortest.map((input, index) => `  ${index > 0 ? "then " : ""}${inputText(input)}`),
    `  again: npm run fuzz -- --target ${target} --seed ${seed} --inputs ${inputs}`,
  ].join("\n");
}
