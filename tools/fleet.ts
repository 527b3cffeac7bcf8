/** `npm run fleet`: many simulated devices against one server. */
import { join } from "node:path";
import { Fleet } from "./fleet/fleet";
import { FLEET_HELP, type FleetOptions, parseFleetOptions } from "./fleet/fleet-arguments";
import { exitCodeOf, reportText } from "./fleet/report";
import { type Command, type CommandOutput, printHelp, startCommand } from "./terminal/command";

export const command: Command = { name: "fleet", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const options = parseFleetOptions(words);
  return options ? runFleet(options) : printHelp(FLEET_HELP, output);
}

async function runFleet(options: FleetOptions): Promise<number> {
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
  return exitCodeOf(report);
}

if (require.main === module) startCommand(command);
