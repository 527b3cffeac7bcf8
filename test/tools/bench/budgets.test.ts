import { budgetFaults, uncheckedBudgets, type Row } from "../../../tools/bench/budgets";
import { figureTable } from "../../../tools/bench/figure-table";

function mixed(chunkBytes: number, ours: number, atModule?: number): Row {
  return { chunkBytes, traffic: "mixed", instructions: { empty: 10, ours, "AT.min.js": atModule } };
}

function payload(ours: number): Row {
  return { chunkBytes: 256, traffic: "payload", instructions: { empty: 100, ours, "AT.min.js": 1000 } };
}

describe("budgets of npm run bench", () => {
  it("allows exactly a half of AT.min.js at 8 bytes, a third above, twice the floor for payload", () => {
    const rows = [mixed(8, 450, 900), mixed(32, 300, 900), mixed(256, 300, 900), payload(200)];
    expect(budgetFaults({ rows, growth: 0 })).toEqual([]);
  });

  it("names each broken budget with figure and limit", () => {
    const rows = [mixed(8, 451, 900), mixed(32, 301, 900), payload(201)];
    expect(budgetFaults({ rows, growth: 3 })).toEqual([
      "mixed traffic in 8-byte chunks: 451 instructions a byte, at most 450 (1/2 of AT.min.js)",
      "mixed traffic in 32-byte chunks: 301 instructions a byte, at most 300 (1/3 of AT.min.js)",
      "payload traffic in 256-byte chunks: 201 instructions a byte, at most 200 (2x empty)",
      "memory: 10,000 messages left 3 variables in use, at most 0",
    ]);
  });

  it("judges nothing that was not measured, nor traffic without a budget", () => {
    const lines: Row = { chunkBytes: 32, traffic: "lines", instructions: { empty: 1, ours: 900, "AT.min.js": 1 } };
    expect(budgetFaults({ rows: [mixed(32, 900), lines], growth: -1 })).toEqual([]);
  });
});

describe("memory budget of npm run bench", () => {
  const withFree = (free: number): Parameters<typeof budgetFaults>[0] => ({
    rows: [],
    growth: 0,
    memory: { total: 2500, used: 2500 - free, free, usedAtMost: 2500 - free },
  });

  it("is kept from 1300 free variables on", () => {
    expect(budgetFaults(withFree(1300))).toEqual([]);
    expect(budgetFaults(withFree(1299))).toEqual([
      "memory: 1299 variables of 2500 free with 12 connections open, at least 1300",
    ]);
  });

  it("is not checked without its figure, nor is speed without AT.min.js: each with its remedy", () => {
    expect(uncheckedBudgets({ ...withFree(1), rows: [mixed(8, 1, 2), payload(1)] })).toEqual([]);
    expect(uncheckedBudgets({ rows: [mixed(8, 1)], growth: 0 })).toEqual([
      expect.stringContaining("give --reference FOLDER"),
      expect.stringContaining("give --small PATH, an interpreter limited to 2500 variables"),
    ]);
  });
});

describe("table of npm run bench", () => {
  it("aligns columns and tells the verdict", () => {
    const rows = [mixed(8, 450.4, 900), mixed(32, 301, 900), payload(150), mixed(256, 5)];
    expect(figureTable(rows).split("\n")).toEqual([
      "chunk  traffic  empty  AT.min.js  ours  ratio  budget",
      "    8  mixed       10        900   450   0.50  1/2 of AT.min.js: BROKEN",
      "   32  mixed       10        900   301   0.33  1/3 of AT.min.js: BROKEN",
      "  256  payload    100       1000   150   1.50  2x empty: kept",
      "  256  mixed       10          -     5      -  1/3 of AT.min.js: not measured",
    ]);
  });
});
