/** The tables that `npm run bench` prints, as text or in Markdown. */
import { budgetOf, FREE_MIN, limitOf, type Row } from "./budgets";
import type { MemoryFigure } from "./measure-memory";
import { sendCosts, type SendRow } from "./measure-send";
import type { ReaderName } from "./reader";

const HEAD = ["chunk", "traffic", "empty", "AT.min.js", "ours", "ratio", "budget"];

/** Writes a table. @param table its head first. @param left columns of text; the others are numbers. */
export type TableWriter = (table: string[][], left: number[]) => string;

/** One line for each row; the ratio is ours to what the budget compares with, else to AT.min.js. */
export function figureTable(rows: readonly Row[], write: TableWriter = aligned): string {
  return write([HEAD, ...rows.map(cells)], [1, 6]);
}

const SENDERS: ReaderName[] = ["empty", "AT.min.js", "ours"];

/** A line for each size of payload, then what an `AT+QSSLSEND` costs whatever its length, and each byte of it. */
export function sendTable(rows: readonly SendRow[], write: TableWriter = aligned): string {
  const line = (what: string, cost: (name: ReaderName) => number | undefined): string[] => {
    const [empty, atModule, ours] = SENDERS.map(cost);
    const ratio = ours === undefined || !atModule ? "-" : (ours / atModule).toFixed(2);
    return [what, number(empty), number(atModule), number(ours), ratio];
  };
  const head = ["send", ...SENDERS, "ratio"];
  const sizes = rows.map((row) => line(`${row.payloadBytes} bytes`, (name) => row.instructions[name]));
  const fixed = line("each QSSLSEND", (name) => sendCosts(rows, name)?.fixed);
  const perByte = line("each byte", (name) => sendCosts(rows, name)?.perByte);
  return write([head, ...sizes, fixed, perByte], [0]);
}

/** Variables with all connections open, and what may come and go on top; without a figure one line that says so. */
export function memoryTable(memory: MemoryFigure | undefined, write: TableWriter = aligned): string {
  const head = ["variables", "in use", "at most", "free", "budget"];
  const text = `at least ${FREE_MIN} free`;
  if (!memory) return write([head, ["-", "-", "-", "-", `${text}: not checked`]], [4]);
  const { total, used, usedAtMost, free } = memory;
  const judged = `${text}: ${free >= FREE_MIN ? "kept" : "BROKEN"}`;
  return write([head, [...[total, used, usedAtMost, free].map(number), judged]], [4]);
}

/** A table of Markdown: thousands apart, and what is broken stands out. */
export function markdown(table: string[][], left: number[]): string {
  const [head, ...rows] = table;
  const rule = head!.map((_, column) => (left.includes(column) ? "---" : "---:"));
  const shown = (cell: string, column: number): string =>
    left.includes(column) ? cell.replace("BROKEN", "**not kept**") : cell.replace(/^\d+$/, thousandsApart);
  return [head!, rule, ...rows.map((row) => row.map(shown))].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function thousandsApart(digits: string): string {
  return Number(digits).toLocaleString("en-US");
}

/** Columns of one width each. */
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
