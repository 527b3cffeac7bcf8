/** `npm run fuzz`: inputs that ought not to be, for the device code. See `--help`. */
import { runCampaign } from "./campaign";
import { buildDeviceCode } from "./device-code";
import { FUZZ_HELP, parseFuzzArguments, UsageError } from "./fuzz-arguments";
import { Progress } from "./progress";
import { failureText, resultTable } from "./report";

async function main(): Promise<number> {
  const settings = parseFuzzArguments(process.argv.slice(2));
  if (!settings) {
    process.stdout.write(FUZZ_HELP);
    return 0;
  }
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

main()
  .then((exitCode) => process.exit(exitCode))
  .catch((error: Error) => {
    console.error(`fuzz: ${error.message}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  });
