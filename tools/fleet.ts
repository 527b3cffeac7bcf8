/** `npm run fleet`: many simulated devices against one server. */
import { join } from "node:path";
import { Fleet } from "./fleet/fleet";
import { FLEET_HELP, type FleetOptions, parseFleetOptions, UsageError } from "./fleet/fleet-arguments";
import { exitCodeOf, reportText } from "./fleet/report";

async function run(options: FleetOptions): Promise<void> {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(1);
      console.error("fleet: no more readings; once more to end at once, without what waits");
      interrupt.abort();
    });
  }
  const fleet = new Fleet(options, {
    certificateFolder: join(__dirname, "../.demo"),
    onProgress: (text) => console.error(`fleet: ${text}`),
    onTrouble: (text) => console.error(`fleet: a board says: ${text}`),
    signal: interrupt.signal,
  });
  const report = await fleet.run();
  console.log(options.isJson ? JSON.stringify(report, null, 2) : reportText(report));
  process.exitCode = exitCodeOf(report);
}

async function main(): Promise<void> {
  const options = parseFleetOptions(process.argv.slice(2));
  if (options) await run(options);
  else console.log(FLEET_HELP);
}

main().catch((error: Error) => {
  const isUsage = error instanceof UsageError;
  console.error(`fleet: ${error.message}${isUsage ? "\nSee npm run fleet -- --help" : ""}`);
  process.exitCode = isUsage ? 2 : 1;
});
