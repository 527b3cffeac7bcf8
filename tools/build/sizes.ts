/** How large the built files are and how large they may be. Owns the budgets of flash; knows nothing of how files are made. */

export interface FileSize {
  /** Path below `dist/`. */
  file: string;
  bytes: number;
  /** Undefined: no limit. */
  budgetBytes?: number;
}

/**
 * Budgets in bytes. The boot code has 19 KB, half of the 40 KB that RAK8212 has for saved code. All that the firmware needs must leave room for
 * 12 KB for certificate, configuration and journal in the 36 KB of PIXLJS. The driver itself has 9 KB; what a program loads only now and then has a budget of
 * its own.
 */
export const budgets = {
  firmware: 19 * 1024,
  /** The boot code with the modules that it cannot do without. */
  board: 23.5 * 1024,
  modules: {
    QuectelSSL: 9 * 1024,
    QuectelBringUp: 3 * 1024,
    QuectelTransparent: 1.5 * 1024,
    QuectelNetwork: 2 * 1024,
    QuectelUdp: 1.5 * 1024,
    TlsExplain: 4 * 1024,
    mqtts: 3.75 * 1024,
    QsslConfig: 3 * 1024,
    MqttUplink: 6 * 1024,
  },
} as const;

function isOver({ bytes, budgetBytes }: FileSize): boolean {
  return budgetBytes !== undefined && bytes > budgetBytes;
}

/** A sentence for each file that is too large. */
export function budgetFaults(sizes: readonly FileSize[]): string[] {
  return sizes
    .filter(isOver)
    .map(({ file, bytes, budgetBytes }) => `${file} has ${bytes} bytes, its budget is ${budgetBytes}`);
}

/** The table that `npm run build` prints. */
export function sizeTable(sizes: readonly FileSize[]): string {
  const rows = sizes.map((size) => [size.file, `${size.bytes}`, `${size.budgetBytes ?? "-"}`, remark(size)]);
  const table = [["file", "bytes", "budget", ""], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map(([file, bytes, budget, note]) =>
      `${file!.padEnd(widths[0]!)}  ${bytes!.padStart(widths[1]!)}  ${budget!.padStart(widths[2]!)}  ${note}`.trimEnd(),
    )
    .join("\n");
}

function remark(size: FileSize): string {
  if (size.budgetBytes === undefined) return "";
  if (isOver(size)) return `OVER by ${size.bytes - size.budgetBytes}`;
  return `${Math.round((size.bytes / size.budgetBytes) * 100)} %`;
}
