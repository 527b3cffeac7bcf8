/** The flags by which commands are told of faults. */
import { readFileSync } from "node:fs";
import type { Place } from "./fault";
import { randomFaults } from "./random-faults";
import { parseSchedule, type ScheduledFault } from "./schedule";

export const FAULT_FLAGS = {
  faults: { type: "string" },
  "fault-seed": { type: "string" },
  "fault-rate": { type: "string" },
} as const;

/** Lines of a help text. */
export const FAULT_HELP = `\
  --faults FILE               faults at their times and events: JSON lines such as
                              {"at": 60, "fault": "modem-reboot"}
                              {"when": {"command": "AT+QSSLSEND*", "nth": 3}, "fault": "send-fail", "count": 2}
  --fault-seed N              faults by chance, the same ones for the same N, 0 to 4294967295
  --fault-rate R              how many in an hour on the average, 0.1 to 36000 (default 12)`;

export interface FaultFlags {
  faults?: string | undefined;
  "fault-seed"?: string | undefined;
  "fault-rate"?: string | undefined;
}

const DEFAULT_PER_HOUR = "12";
const LOWEST_PER_HOUR = 0.1;
const HIGHEST_PER_HOUR = 36_000;
const HIGHEST_SEED = 2 ** 32 - 1;

/**
 * The faults that the flags ask for, in order of their times; those by chance without end.
 * @param places where faults can strike.
 * @throws Error that names flag, file, line and value, and says what to do.
 */
export function readFaultFlags(flags: FaultFlags, places: readonly Place[]): Iterable<ScheduledFault> {
  const { faults: file, "fault-seed": seed, "fault-rate": rate } = flags;
  if (file !== undefined && seed !== undefined) throw new Error("--faults and --fault-seed: give only one of them");
  if (rate !== undefined && seed === undefined)
    throw new Error(`--fault-rate ${rate}: it belongs to --fault-seed, which is missing`);
  if (file !== undefined) return parseSchedule(readText(file), file, places);
  if (seed === undefined) return [];
  return randomFaults({ seed: seedNumber(seed), perHour: perHour(rate ?? DEFAULT_PER_HOUR), places });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`--faults ${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`, {
      cause: error,
    });
  }
}

function seedNumber(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= HIGHEST_SEED) return Number(text);
  throw new Error(`--fault-seed: "${text}" does not fit, use a whole number from 0 to ${HIGHEST_SEED}`);
}

function perHour(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= LOWEST_PER_HOUR && value <= HIGHEST_PER_HOUR) return value;
  throw new Error(`--fault-rate: "${text}" does not fit, use a number from ${LOWEST_PER_HOUR} to ${HIGHEST_PER_HOUR}`);
}
