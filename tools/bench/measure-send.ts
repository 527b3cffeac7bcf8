/** Makes one figure of sending: instructions from a program's `write` until the driver is ready for the next. */
import { crc32 } from "node:zlib";
import { runProgram } from "./interpreter-run";
import type { ReaderName } from "./reader";
import { sendPayload, sendScript, type SendReport } from "./send-script";
import type { Sender } from "./sender";

/** Counting slows a program about fifty times. */
const TIMEOUT_MS = 120e3;
/** Sends that are measured. */
const MEASURED_SENDS = 5;
/** Sizes of payload, in bytes; 1460 is the longest `AT+QSSLSEND`. */
export const SEND_SIZES = [32, 256, 1460];

/** Instructions for one `AT+QSSLSEND` with its payload, by sender. */
export interface SendRow {
  payloadBytes: number;
  instructions: Partial<Record<ReaderName, number>>;
}

/** @returns instructions of one send. @throws Error when something else came out at the port than command and payload. */
export async function measureSend(interpreter: string, sender: Sender, payloadBytes: number): Promise<number> {
  const count = async (sends: number): Promise<number> => {
    const program = sendScript({ sender, payloadBytes, sends });
    const { output, instructions } = await runProgram(program, { interpreter, isCounted: true, timeoutMs: TIMEOUT_MS });
    try {
      checkSent(output, payloadBytes);
    } catch (error) {
      throw new Error(`${sender.name}, sending ${payloadBytes} bytes: ${(error as Error).message}`, { cause: error });
    }
    return instructions!;
  };
  const first = await count(1);
  return ((await count(1 + MEASURED_SENDS)) - first) / MEASURED_SENDS;
}

/** @throws Error unless both sends of proof brought the command, with or without LF behind it, and the payload to the port. */
export function checkSent(output: string, payloadBytes: number): void {
  const lines = output.split(/[\r\n]+/);
  const error = lines.find((line) => line.startsWith("@error "));
  if (error !== undefined) throw new Error(error.slice("@error ".length));
  const report = lines.find((line) => line.startsWith("@bench "));
  if (report === undefined) throw new Error(`the program did not come to its end: ${output.slice(-200).trim()}`);
  const { sent } = JSON.parse(report.slice("@bench ".length)) as SendReport;
  const command = `AT+QSSLSEND=0,${payloadBytes}\r`;
  const allowed = [command, `${command}\n`].map((text) => Buffer.from(text + sendPayload(payloadBytes), "latin1"));
  const isAllowed = ([length, crc]: [number, number]): boolean =>
    allowed.some((bytes) => bytes.length === length && crc32(bytes) === crc);
  if (sent.length !== 2 || !sent.every(isAllowed)) throw new Error("what came out at the port is not the payload");
}

/** Cost of a send that does not depend on its length, and of each byte, by the line through the shortest and the longest. */
export function sendCosts(rows: readonly SendRow[], name: ReaderName): { fixed: number; perByte: number } | undefined {
  const short = rows[0];
  const long = rows.at(-1);
  const [low, high] = [short?.instructions[name], long?.instructions[name]];
  if (!short || !long || low === undefined || high === undefined) return undefined;
  const perByte = (high - low) / (long.payloadBytes - short.payloadBytes);
  return { fixed: low - perByte * short.payloadBytes, perByte };
}
