/** `npm run monitor`: see `--help`. */
import { UsageError } from "./flash/flash-arguments";
import { findPorts, onlyPort } from "./link/find-ports";
import { Monitor } from "./monitor/monitor";
import { MONITOR_HELP, parseMonitorArguments } from "./monitor/monitor-arguments";

async function main(): Promise<void> {
  const { isHelp, port, baud, hasDialogue, durationS } = parseMonitorArguments(process.argv.slice(2));
  if (isHelp) return console.log(MONITOR_HELP);
  const monitor = await Monitor.start({
    port: port ?? onlyPort(await findPorts()),
    baud,
    hasDialogue,
    onText: (text) => console.log(text),
  });
  const stop = (): void => void monitor.stop().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if (durationS !== undefined) setTimeout(stop, durationS * 1000);
}

main().catch((error: Error) => {
  console.error(`monitor: ${error.message}`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
