/** What a fleet's run prints. */
import type { FleetCounts } from "./fleet-ledger";

export interface FleetReport extends Omit<FleetCounts, "repeated"> {
  url: string;
  devices: number;
  processes: number;
  /** Seconds between two readings of a device, and the longest that one waits for its upload. */
  intervalS: number;
  uploadS: number;
  /** The whole run. */
  seconds: number;
  /** Null where only the server knows. */
  repeated: number | null;
  /** Seconds of processor time: the devices with their modems, and this process with the server that it has. */
  cpu: { devicesS: number; ownS: number };
  /** Of all processes of devices at the end. */
  memoryBytes: number;
  missing: { device: string; count: number }[];
  /** What the boards said went wrong, how often, the most frequent first. */
  troubles: { text: string; count: number }[];
}

const SHOWN = 5;

/** 0 when all readings were delivered, and there were any. */
export function exitCodeOf({ taken, lost }: FleetReport): number {
  return taken > 0 && lost === 0 ? 0 : 1;
}

export function reportText(report: FleetReport): string {
  const { url, devices, processes, intervalS, uploadS, seconds, cpu, memoryBytes, latency } = report;
  const repeated = report.repeated === null ? "repeats are known to the server only" : `${report.repeated} repeated`;
  const cores = (cpu.devicesS / seconds).toFixed(2);
  const lines = [
    `devices    ${devices}, a reading every ${intervalS} s, sent within ${uploadS} s, to ${url}`,
    `readings   ${report.taken} taken, ${report.delivered} delivered, ${report.lost} lost, ${repeated}`,
    `latency    ${latency ? latencyText(latency) : "none was delivered"}`,
    `processor  ${cpu.devicesS.toFixed(1)} s for the devices in ${processes} processes (${cores} of a core), ${cpu.ownS.toFixed(1)} s in this one`,
    `memory     ${(memoryBytes / 1e6).toFixed(0)} MB in ${processes} processes`,
    `time       ${seconds.toFixed(0)} s`,
  ];
  if (report.unknown > 0) lines.push(`unknown    ${report.unknown} readings arrived that no device of this run took`);
  for (const { text, count } of report.troubles.slice(0, SHOWN)) lines.push(`trouble    ${count} times: ${text}`);
  const { missing } = report;
  for (const { device, count } of missing.slice(0, SHOWN)) lines.push(`missing    ${device}: ${count} readings`);
  if (missing.length > SHOWN) lines.push(`missing    and readings of ${missing.length - SHOWN} more devices`);
  return lines.join("\n");
}

function latencyText({ medianMs, p95Ms, maxMs }: NonNullable<FleetReport["latency"]>): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  return `median ${seconds(medianMs)}, 95 % within ${seconds(p95Ms)}, at the most ${seconds(maxMs)}; from the sensor on`;
}
