/** Runs the collector alone, until Ctrl-C. See `--help`. */
import { demoCertificates } from "./certificates/demo-certificates";
import { RealClock } from "./clock";
import { COLLECT_HELP, parseCollectArguments, type CollectArguments } from "./collector/collect-arguments";
import { Collector } from "./collector/collector";
import { FaultInjector } from "./faults/fault-injector";
import { showCollector } from "./live/collector-feed";
import { Page } from "./live/page-server";
import type { About } from "./live/topics";
import type { Summary } from "./collector/reading-store";
import { type Command, type CommandOutput, printHelp, startCommand } from "./terminal/command";

export const command: Command = { name: "collect", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const options = parseCollectArguments(words);
  if (!options) return printHelp(COLLECT_HELP, output);
  const { port, host, clientCa, pagePort } = options;
  const faults = new FaultInjector(new RealClock(), (line) => console.log(`fault: ${line}`));
  const collector = new Collector({
    port,
    host,
    clientCa,
    faults: faults.server,
    log: console.log,
    ...(await serverCertificate(options)),
  });
  const page = pagePort === undefined ? undefined : new Page({ port: pagePort, log: console.log });
  endOnSignal(collector, page, faults);
  console.log(`collector: https://${host}:${(await collector.listen()).port}/readings`);
  faults.start(options.faults);
  if (!page) return 0;
  const about: About = {
    kind: "collector",
    title: "Telemetry collector",
    startedMs: Date.now(),
    panels: ["collector"],
  };
  page.push("about", about);
  showCollector(page, collector);
  console.log(`page: ${(await page.listen()).url}`);
  return 0;
}

async function serverCertificate(options: CollectArguments): Promise<{ cert: string; key: string }> {
  if (options.certificate) return options.certificate;
  const hosts = ["localhost", "127.0.0.1", "::1"];
  const { server, files } = await demoCertificates(options.demoFolder, {
    hosts: [...new Set([...hosts, options.host])],
  });
  console.log(`demonstration certificates: give the board ${files.ca}`);
  return { cert: server.certPem, key: server.keyPem };
}

function endOnSignal(collector: Collector, page: Page | undefined, faults: FaultInjector): void {
  const end = async (): Promise<void> => {
    faults.stop();
    console.log(summaryText(collector.summary()));
    await Promise.all([collector.close(), page?.close()]);
  };
  process.once("SIGINT", () => void end());
  process.once("SIGTERM", () => void end());
}

function summaryText({ batches, stored, repeated, devices }: Summary): string {
  const lines = devices.map(
    ({ device, readings, repeated: again, missing, dropped, insecure }) =>
      `  ${device}: ${readings} stored, ${again} repeated, ${missing} missing, ${dropped} dropped on the board${insecure === null ? "" : `, INSECURE: ${insecure}`}`,
  );
  return [`summary: ${batches} batches, ${stored} readings stored, ${repeated} repeated`, ...lines].join("\n");
}

if (require.main === module) startCommand(command);
