/** The budgets of speed and memory, and whether figures keep them. Knows nothing of how figures are made. */
import type { MemoryFigure } from "./measure-memory";
import type { SendRow } from "./measure-send";
import type { ReaderName } from "./reader";
import type { TrafficName } from "./traffic";

/** Instructions per received byte by reader; a reader that was not measured is absent. */
export interface Row {
  chunkBytes: number;
  traffic: TrafficName;
  instructions: Partial<Record<ReaderName, number>>;
}

export interface Figures {
  rows: Row[];
  /** What sending costs, by size of payload; no budget stands on it. */
  sends: SendRow[];
  /** Variables that 10,000 messages left in use. */
  growth: number;
  /** Absent when no interpreter of 2,500 variables was named. */
  memory?: MemoryFigure;
}

/** Variables of the smallest board, and how many are to be free with the firmware running and 12 connections open. */
export const SMALL_TOTAL = 2500;
export const FREE_MIN = 1300;

/** Ours may be at most `factor` times as much as another reader. */
export interface Budget {
  factor: number;
  text: string;
  reader: ReaderName;
}

const aHalf: Budget = { factor: 1 / 2, text: "1/2 of AT.min.js", reader: "AT.min.js" };
const aThird: Budget = { factor: 1 / 3, text: "1/3 of AT.min.js", reader: "AT.min.js" };
const double: Budget = { factor: 2, text: "2x empty", reader: "empty" };

export function budgetOf({ traffic, chunkBytes }: Pick<Row, "traffic" | "chunkBytes">): Budget | undefined {
  if (traffic === "mixed") return chunkBytes < 32 ? aHalf : aThird;
  if (traffic === "payload" && chunkBytes === 256) return double;
  return undefined;
}

/** @returns the most that ours may be; undefined without a budget or without the figure it depends on. */
export function limitOf(row: Row): number | undefined {
  const budget = budgetOf(row);
  const other = budget && row.instructions[budget.reader];
  return other === undefined ? undefined : other * budget!.factor;
}

/** A sentence for each budget that is broken. */
export function budgetFaults({ rows, growth, memory }: Omit<Figures, "sends">): string[] {
  const faults = rows.flatMap((row) => {
    const limit = limitOf(row);
    const { ours } = row.instructions;
    if (limit === undefined || ours === undefined || ours <= limit) return [];
    const what = `${row.traffic} traffic in ${row.chunkBytes}-byte chunks`;
    return [`${what}: ${Math.round(ours)} instructions a byte, at most ${Math.round(limit)} (${budgetOf(row)!.text})`];
  });
  if (growth > 0) faults.push(`memory: 10,000 messages left ${growth} variables in use, at most 0`);
  if (memory && memory.free < FREE_MIN)
    faults.push(
      `memory: ${memory.free} variables of ${memory.total} free with 12 connections open, at least ${FREE_MIN}`,
    );
  return faults;
}

/** A sentence with the remedy for each kind of budget that the figures cannot judge. */
export function uncheckedBudgets({ rows, memory }: Omit<Figures, "sends">): string[] {
  const unchecked: string[] = [];
  if (rows.some((row) => budgetOf(row) && limitOf(row) === undefined))
    unchecked.push("speed against AT.min.js: give --reference FOLDER with AT.min.js");
  if (!memory)
    unchecked.push(
      `memory with 12 connections open (at least ${FREE_MIN} of ${SMALL_TOTAL} variables free): give --small PATH, an interpreter limited to ${SMALL_TOTAL} variables`,
    );
  return unchecked;
}
