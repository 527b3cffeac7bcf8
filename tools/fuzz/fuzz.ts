/** `npm run fuzz`: inputs that ought not to be, for the device code. See `--help`. */
import { runCampaign } from "./campaign";
import { buildDeviceCode } from "./device-code";
import { FUZZ_HELP, parseFuzzArguments } from "./fuzz-arguments";
import { Progress } from "./progress";
import { type Command, type CommandOutput, printHelp, startCommand } from "../terminal/command";
import { failureText, resultTable } from "./report";

export const command: Command = { name: "fuzz", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const settings = parseFuzzArguments(words);
  if (!settings) return printHelp(FUZZ_HELP, output);
  const startMs = Date.now();
  const progress = new Progress(process.stderr, settings.inputs);
  progress.show("building the device code");
  const code = await buildDeviceCode();
  const results = await runCampaign(code, { ...settings, onInputs: (inputs) => progress.add(inputs) });
  progress.show("");
  console.log(resultTable(results));
  console.log(
    `${progress.done} inputs in ${((Date.now() - startMs) / 1000).toFixed(0)} s, the build included; seed ${settings.seed}`,
  );
  const failures = results.flatMap(({ failure }) => failure ?? []);
  for (const failure of failures) console.error(`fuzz: ${failureText(failure)}`);
  return failures.length ? 1 : 0;
}

if (require.main === module) startCommand(command);
