/** The firmware in the host runtime, with a record for its modem. */
import type { FirmwareFiles } from "../build/firmware-files";
import { VirtualClock } from "../clock";
import { HostRuntime } from "../host/host-runtime";
import { dialogueTrace } from "../simulator/trace";
import type { LineLog } from "./line-log";
import { Replayer, type Verdict } from "./replayer";

export interface ReplayRunOptions {
  log: LineLog;
  /** `config.json`. */
  config: unknown;
  /** Files in the board's flash beside firmware and configuration. */
  flash: Record<string, string>;
  firmware: FirmwareFiles;
  /** Times as fast as it was; undefined: as fast as it goes. */
  speed?: number | undefined;
  /** Takes the dialogue and the board's console. */
  print?: ((line: string) => void) | undefined;
}

/** Simulated time goes on by so much at once, milliseconds. */
const STEP_MS = 100;

/** Plays the record to its end, or to where the firmware parts from it. */
export async function replay({ log, config, flash, firmware, speed, print }: ReplayRunOptions): Promise<Verdict> {
  const clock = new VirtualClock(Date.parse(log.header.start));
  const replayer = new Replayer(clock, log);
  const trace = print && dialogueTrace((line) => print(`at:     ${line}`));
  const runtime = new HostRuntime({
    clock,
    storage: new Map(Object.entries({ ...flash, ...firmware, "config.json": JSON.stringify(config) })),
    serials: {
      Serial1: {
        write(bytes) {
          trace?.("rx", bytes);
          replayer.write(bytes);
        },
        onData: (receiver) =>
          replayer.onData((bytes) => {
            trace?.("tx", bytes);
            receiver(bytes);
          }),
      },
    },
    files: log.header.machine ?? "real",
    log: (text) => print?.(`board:  ${text}`),
  });
  runtime.boot();
  replayer.start();
  while (!replayer.verdict) {
    await clock.advance(STEP_MS);
    if (speed !== undefined) await new Promise((resolve) => setTimeout(resolve, STEP_MS / speed));
  }
  runtime.stop();
  return replayer.verdict;
}

/** A verdict for people. */
export function verdictText(verdict: Verdict, source: string): string {
  if (verdict.isSame)
    return `the firmware writes the same: ${verdict.entries} entries, ${verdict.seconds.toFixed(3)} s of the record`;
  const { entry, recorded, written, before } = verdict;
  return [
    `the firmware parts from the record at ${(entry.ms / 1000).toFixed(3)} s, ${source} line ${entry.line}:`,
    ...before.map((line) => `             ${line}`),
    `  recorded   > ${recorded}`,
    written === "" ? "  now        nothing" : `  now        > ${written}`,
  ].join("\n");
}
