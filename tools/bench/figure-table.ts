/** The table that `npm run bench` prints. */
import { budgetOf, limitOf, type Row } from "./budgets";
import { sendCosts, type SendRow } from "./measure-send";
import type { ReaderName } from "./reader";

const HEAD = ["chunk", "traffic", "empty", "AT.min.js", "ours", "ratio", "budget"];

/** One line for each row; the ratio is ours to what the budget compares with, else to AT.min.js. */
export function figureTable(rows: readonly Row[]): string {
  return aligned([HEAD, ...rows.map(cells)], [1, 6]);
}

const SENDERS: ReaderName[] = ["empty", "AT.min.js", "ours"];

/** A line for each size of payload, then what an `AT+QSSLSEND` costs whatever its length, and each byte of it. */
export function sendTable(rows: readonly SendRow[]): string {
  const line = (what: string, cost: (name: ReaderName) => number | undefined): string[] => {
    const [empty, atModule, ours] = SENDERS.map(cost);
    const ratio = ours === undefined || !atModule ? "-" : (ours / atModule).toFixed(2);
    return [what, number(empty), number(atModule), number(ours), ratio];
  };
  const head = ["send", ...SENDERS, "ratio"];
  const sizes = rows.map((row) => line(`${row.payloadBytes} bytes`, (name) => row.instructions[name]));
  const fixed = line("each QSSLSEND", (name) => sendCosts(rows, name)?.fixed);
  const perByte = line("each byte", (name) => sendCosts(rows, name)?.perByte);
  return aligned([head, ...sizes, fixed, perByte], [0]);
}

/** @param left columns of text; the others are numbers. */
function aligned(table: string[][], left: number[]): string {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) => row.map((cell, i) => (left.includes(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))))
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
