/** `npm run replay`: a recorded serial line against the firmware, or against the simulated modem. */
import { buildModule } from "./build/bundle";
import { buildFirmwareFiles } from "./build/firmware-files";
import { compareRecord, comparisonText } from "./replay/comparison";
import { type CompareOptions, parseReplayOptions, REPLAY_HELP, type ReplayOptions } from "./replay/replay-options";
import { replay, verdictText } from "./replay/replay-run";

function fail(text: string, exitCode: number): never {
  console.error(`replay: ${text}`);
  process.exit(exitCode);
}

function readOptions(): ReplayOptions | CompareOptions | undefined {
  try {
    return parseReplayOptions(process.argv.slice(2));
  } catch (error) {
    return fail(`${(error as Error).message}\nSee npm run replay -- --help`, 2);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return console.log(REPLAY_HELP);
  process.exitCode = (await (options.kind === "compare" ? compareModem(options) : replayFirmware(options))) ? 0 : 1;
}

/** @returns whether the modem says the same. */
async function compareModem(options: CompareOptions): Promise<boolean> {
  const comparison = await compareRecord(options);
  console.log(`replay: ${comparisonText(comparison, options.file)}`);
  return comparison.differences.length === 0;
}

/** @returns whether the firmware writes the same. */
async function replayFirmware(options: ReplayOptions): Promise<boolean> {
  const { log, config, flash, speed, hasTrace } = options;
  const explain = await buildModule({ name: "TlsExplain" });
  const firmware = { ...(await buildFirmwareFiles({ board: "LINUX" })), TlsExplain: explain.code };
  const print = hasTrace ? (line: string): void => console.log(line) : undefined;
  const verdict = await replay({ log, config, flash, firmware, speed, print });
  console.log(`replay: ${verdictText(verdict, "the record")}`);
  return verdict.isSame;
}

main().catch((error: Error) => fail(error.message, 1));
