/** What `npm run bench` prints: all its tables, as text or in Markdown. */
import type { BenchArguments } from "./bench-arguments";
import type { Figures } from "./budgets";
import { figureTable, markdown, memoryTable, sendTable } from "./figure-table";

/** How the figures were made. */
export interface ReportContext extends BenchArguments {
  /** `process.version` of the interpreter. */
  version: string;
}

export function report(figures: Figures, context: ReportContext): string {
  const write = context.isMarkdown ? markdown : undefined;
  const { memory, growth } = figures;
  return [
    ...(context.isMarkdown ? [`\`\`\`sh\n${commandOf(context)}\n\`\`\``] : []),
    `Instructions per received byte, Espruino ${context.version}:`,
    figureTable(figures.rows, write),
    "Instructions to send, from write() until the next may be sent:",
    sendTable(figures.sends, write),
    "Variables with the firmware running and 12 connections open, at rest and at most:",
    memoryTable(memory, write),
    `Variables that 10,000 messages left in use: ${growth} (budget 0)`,
  ].join("\n\n");
}

/** The command line, its paths by their kind: those of one machine are of no use on another. */
export function commandOf({ espruino, reference, small }: BenchArguments): string {
  const words = [
    ...(espruino === undefined ? [] : ["--espruino PATH"]),
    ...(reference === undefined ? [] : ["--reference FOLDER"]),
    ...(small === undefined ? [] : ["--small PATH"]),
  ];
  return ["npm run bench --", ...words, "--markdown"].join(" ");
}
