/** The table that `npm run bench` prints. */
import { budgetOf, limitOf, type Row } from "./budgets";

const HEAD = ["chunk", "traffic", "empty", "AT.min.js", "ours", "ratio", "budget"];

/** One line for each row; the ratio is ours to what the budget compares with, else to AT.min.js. */
export function figureTable(rows: readonly Row[]): string {
  const table = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) => row.map((cell, i) => (i === 1 || i === 6 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))))
    .map((row) => row.join("  ").trimEnd())
    .join("\n");
}

function cells(row: Row): string[] {
  const { empty, ours, "AT.min.js": atModule } = row.instructions;
  const other = row.instructions[budgetOf(row)?.reader ?? "AT.min.js"];
  const ratio = ours === undefined || other === undefined ? "-" : (ours / other).toFixed(2);
  return [`${row.chunkBytes}`, row.traffic, number(empty), number(atModule), number(ours), ratio, verdict(row)];
}

function number(value: number | undefined): string {
  return value === undefined ? "-" : `${Math.round(value)}`;
}

function verdict(row: Row): string {
  const budget = budgetOf(row);
  if (!budget) return "";
  const limit = limitOf(row);
  const { ours } = row.instructions;
  if (limit === undefined || ours === undefined) return `${budget.text}: not measured`;
  return `${budget.text}: ${ours <= limit ? "kept" : "BROKEN"}`;
}
