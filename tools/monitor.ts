/** `npm run monitor`: see `--help`. */
import { findPorts, onlyPort } from "./link/find-ports";
import { Page } from "./live/page-server";
import { BoardPage } from "./monitor/board-page";
import { coloured } from "./monitor/log-line";
import { Monitor } from "./monitor/monitor";
import { MONITOR_HELP, type MonitorArguments, parseMonitorArguments } from "./monitor/monitor-arguments";
import { type Command, type CommandOutput, printHelp, runCommand } from "./terminal/command";
import { styleFor } from "./terminal/style";

export const command: Command = { name: "monitor", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const settings = parseMonitorArguments(words);
  if (settings.isHelp) return printHelp(MONITOR_HELP, output);
  await watch(settings, output);
  return 0;
}

/** Until Ctrl-C, or for the time that was asked for. */
async function watch(
  { port: named, baud, hasDialogue, durationS, pagePort }: MonitorArguments,
  { out }: CommandOutput,
): Promise<void> {
  const say = (text: string): void => void out.write(`${text}\n`);
  const paint = styleFor(out);
  const port = named ?? onlyPort(await findPorts());
  const page = pagePort === undefined ? undefined : new Page({ port: pagePort, log: say });
  if (page) say(`live page: ${(await page.listen()).url}`);
  const shown = page && new BoardPage({ page, port, hasDialogue });
  const monitor = await Monitor.start({
    port,
    baud,
    hasDialogue,
    onText: (text) => say(coloured(text, paint)),
    onLine: (line) => shown?.onLine(line),
    onRemark: (text) => shown?.onRemark(text),
  });
  shown?.ask((expression) => monitor.ask(expression));
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
    if (durationS !== undefined) setTimeout(resolve, durationS * 1000);
  });
  shown?.stop();
  await Promise.all([monitor.stop(), page?.close()]);
}

if (require.main === module) {
  const output = { out: process.stdout, err: process.stderr };
  // A port that does not close holds nobody up.
  void runCommand(command, process.argv.slice(2), output).then((exitCode) => process.exit(exitCode));
}
