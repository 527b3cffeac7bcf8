/** Makes one figure: instructions per byte of one reader for one kind of traffic, or its growth of memory. */
import { deviceScript, expectedCounts, readReport, type DeviceReport, type DeviceRun } from "./device-script";
import { runProgram, type Run } from "./interpreter-run";
import type { Reader } from "./reader";
import { roundOf, trafficOf, type TrafficName } from "./traffic";

/** Counting slows a program about fifty times. */
const TIMEOUT_MS = 120e3;
/** Bytes that are measured at least, in whole rounds. */
const MEASURED_BYTES_MIN = 4000;
/** Messages over which memory may not grow. */
const GROWTH_MESSAGES = 10000;
const GROWTH_CHUNK_BYTES = 32;

export interface Subject {
  /** Path of the interpreter. */
  interpreter: string;
  reader: Reader;
}

export interface FigureKey {
  traffic: TrafficName;
  chunkBytes: number;
}

/**
 * Two processes that differ only in the number of rounds: what start-up, proof and the warm first round cost cancels out.
 * @returns instructions per received byte.
 * @throws Error when the reader does not see all that there is.
 */
export async function measureInstructions(subject: Subject, { traffic, chunkBytes }: FigureKey): Promise<number> {
  const round = roundOf(trafficOf(traffic), chunkBytes);
  const measured = Math.ceil(MEASURED_BYTES_MIN / round.bytes);
  const count = async (rounds: number): Promise<number> => {
    const { run } = await runReader(subject, { traffic, chunkBytes }, rounds, true);
    return run.instructions!;
  };
  const first = await count(1);
  return ((await count(1 + measured)) - first) / (measured * round.bytes);
}

/** @returns variables of the interpreter that 10,000 messages of mixed traffic left in use. */
export async function measureGrowth(subject: Subject): Promise<number> {
  const key: FigureKey = { traffic: "mixed", chunkBytes: GROWTH_CHUNK_BYTES };
  const { blocks } = roundOf(trafficOf(key.traffic), key.chunkBytes);
  return (await runReader(subject, key, Math.ceil(GROWTH_MESSAGES / blocks), false)).report.growth;
}

async function runReader(
  { interpreter, reader }: Subject,
  { traffic: name, chunkBytes }: FigureKey,
  rounds: number,
  isCounted: boolean,
): Promise<{ run: Run; report: DeviceReport }> {
  const traffic = trafficOf(name);
  const deviceRun: DeviceRun = { reader, traffic, round: roundOf(traffic, chunkBytes), rounds };
  const run = await runProgram(deviceScript(deviceRun), { interpreter, isCounted, timeoutMs: TIMEOUT_MS });
  try {
    return { run, report: provenReport(run.output, deviceRun) };
  } catch (error) {
    const text = `${reader.name}, ${name}, ${chunkBytes}-byte chunks: ${(error as Error).message}`;
    throw new Error(text, { cause: error });
  }
}

/** @throws Error when the reader saw other counts than the traffic holds. */
export function provenReport(output: string, deviceRun: DeviceRun): DeviceReport {
  const report = readReport(output);
  if (!report) throw new Error(`the program did not come to its end: ${output.slice(-200).trim()}`);
  if (deviceRun.reader.name === "empty") return report;
  const { lines, payloadBytes } = expectedCounts(deviceRun);
  if (report.lines === lines && report.payloadBytes === payloadBytes) return report;
  throw new Error(
    `the reader saw ${report.lines} lines and ${report.payloadBytes} payload bytes of ${lines} and ${payloadBytes}`,
  );
}
