/** `npm run monitor`: see `--help`. */
import { UsageError } from "./flash/flash-arguments";
import { findPorts, onlyPort } from "./link/find-ports";
import { Page } from "./live/page-server";
import { BoardPage } from "./monitor/board-page";
import { Monitor } from "./monitor/monitor";
import { MONITOR_HELP, parseMonitorArguments } from "./monitor/monitor-arguments";

async function main(): Promise<void> {
  const { isHelp, port: named, baud, hasDialogue, durationS, pagePort } = parseMonitorArguments(process.argv.slice(2));
  if (isHelp) return console.log(MONITOR_HELP);
  const port = named ?? onlyPort(await findPorts());
  const page = pagePort === undefined ? undefined : new Page({ port: pagePort, log: console.log });
  if (page) console.log(`live page: ${(await page.listen()).url}`);
  const shown = page && new BoardPage({ page, port, hasDialogue });
  const monitor = await Monitor.start({
    port,
    baud,
    hasDialogue,
    onText: (text) => console.log(text),
    onLine: (line) => shown?.onLine(line),
    onRemark: (text) => shown?.onRemark(text),
  });
  shown?.ask((expression) => monitor.ask(expression));
  const stop = (): void => {
    shown?.stop();
    void Promise.all([monitor.stop(), page?.close()]).then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if (durationS !== undefined) setTimeout(stop, durationS * 1000);
}

main().catch((error: Error) => {
  console.error(`monitor: ${error.message}`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
