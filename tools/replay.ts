/** `npm run replay`: a recorded serial line against the firmware, or against the simulated modem. */
import { buildModule } from "./build/bundle";
import { buildFirmwareFiles } from "./build/firmware-files";
import { compareRecord, comparisonText } from "./replay/comparison";
import { type CompareOptions, parseReplayOptions, REPLAY_HELP, type ReplayOptions } from "./replay/replay-options";
import { replay, verdictText } from "./replay/replay-run";
import { type Command, type CommandOutput, EXIT_FAILED, printHelp, startCommand } from "./terminal/command";
import { ProgressLine } from "./terminal/progress-line";
import { UsageError } from "./terminal/usage-error";

export const command: Command = { name: "replay", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const options = readOptions(words);
  if (!options) return printHelp(REPLAY_HELP, output);
  const isSame = await (options.kind === "compare" ? compareModem(options) : replayFirmware(options, output));
  return isSame ? 0 : EXIT_FAILED;
}

/** @throws UsageError for whatever is wrong with flags and files. */
function readOptions(words: string[]): ReplayOptions | CompareOptions | undefined {
  try {
    return parseReplayOptions(words);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** @returns whether the modem says the same. */
async function compareModem(options: CompareOptions): Promise<boolean> {
  const comparison = await compareRecord(options);
  console.log(`replay: ${comparisonText(comparison, options.file)}`);
  return comparison.differences.length === 0;
}

/** @returns whether the firmware writes the same. */
async function replayFirmware(options: ReplayOptions, output: CommandOutput): Promise<boolean> {
  const { log, config, flash, speed, hasTrace } = options;
  const progress = new ProgressLine(output.err, "replay: ");
  progress.show("building the firmware");
  const explain = await buildModule({ name: "TlsExplain" });
  const firmware = { ...(await buildFirmwareFiles({ board: "LINUX" })), TlsExplain: explain.code };
  const print = hasTrace ? (line: string): void => console.log(line) : undefined;
  if (hasTrace) progress.end();
  else progress.show("playing the record");
  const verdict = await replay({ log, config, flash, firmware, speed, print });
  progress.end();
  console.log(`replay: ${verdictText(verdict, "the record")}`);
  return verdict.isSame;
}

if (require.main === module) startCommand(command);
