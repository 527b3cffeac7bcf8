/** `npm start`: the whole path on this machine, from the sensors to the acknowledged upload. */
import { join } from "node:path";
import type { AcceptedBatch } from "./collector/collector";
import { Demo, demoPlaces } from "./demo/demo";
import { FAULT_FLAGS, FAULT_HELP, readFaultFlags } from "./faults/fault-flags";
import type { ScheduledFault } from "./faults/schedule";
import { openRecord, type RecordFile } from "./replay/line-recorder";
import { findInterpreter, type Interpreter } from "./interpreter/find-interpreter";
import { type Command, type CommandOutput, printHelp, runCommand } from "./terminal/command";
import { parseFlags } from "./terminal/flags";
import { styleFor } from "./terminal/style";
import { UsageError } from "./terminal/usage-error";

const HELP = `Runs the firmware bundle against a simulated modem and a collector on this machine: real readings, real TLS 1.2.

  npm start -- [options]

  --duration S       end after S seconds; exit 0 only if readings were acknowledged over TLS 1.2
  --espruino PATH    run the bundle on this Espruino interpreter (also: ESPRUINO=PATH); needs socat
  --ca FILE          give the board this CA certificate instead of the demonstration's
  --port PORT        port of the collector (default: any free one)
  --page-port PORT   port of the local page (default: any free one)
  --interval S       seconds between readings (default 1)
${FAULT_HELP}
  --record FILE      write what crosses the serial line to FILE, for npm run replay; without secrets
  --trace            print the AT dialogue
  --help             print this text

Exit codes: 0 readings were acknowledged, 1 none were or a part failed, 2 wrong use.`;

/** Width of the column that says who speaks. */
const WHO = 11;

interface StartOptions {
  isHelp: boolean;
  durationS: number | undefined;
  espruino: string | undefined;
  ca: string | undefined;
  port: number;
  pagePort: number;
  intervalS: number;
  faults: Iterable<ScheduledFault>;
  record: string | undefined;
  hasTrace: boolean;
}

/** @throws Error that names the flag or value that is wrong and says what to do. */
export function parseStartOptions(args: string[]): StartOptions {
  const { values } = parseFlags(args, {
    duration: { type: "string" },
    espruino: { type: "string" },
    ca: { type: "string" },
    port: { type: "string", default: "0" },
    "page-port": { type: "string", default: "0" },
    interval: { type: "string", default: "1" },
    ...FAULT_FLAGS,
    record: { type: "string" },
    trace: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  const espruino = values.espruino ?? (process.env["ESPRUINO"] || undefined);
  return {
    isHelp: values.help,
    durationS: values.duration === undefined ? undefined : wholeNumber("--duration", values.duration, 1, 86400 * 365),
    espruino,
    ca: values.ca,
    port: wholeNumber("--port", values.port, 0, 65535),
    pagePort: wholeNumber("--page-port", values["page-port"], 0, 65535),
    intervalS: wholeNumber("--interval", values.interval, 1, 3600),
    faults: readFaultFlags(values, demoPlaces(espruino !== undefined)),
    record: values.record,
    hasTrace: values.trace,
  };
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${flag} ${text}: give a whole number from ${min} to ${max}`);
  return value;
}

/** One line for each stored batch: what arrived and how it was secured. */
function batchLine(batch: AcceptedBatch): string {
  const values = batch.stored.map(
    ({ quantity, value, unit }) => `${quantity} ${value}${unit === "1" ? "" : ` ${unit}`}`,
  );
  const warning = batch.insecure === null ? "" : `  INSECURE: ${batch.insecure}`;
  return `${batch.device} boot ${batch.boot}: ${values.join(", ")}  [${batch.protocol} ${batch.cipher}]${warning}`;
}

export const command: Command = { name: "start", call: "npm start --", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const options = usage(() => parseStartOptions(words));
  if (options.isHelp) return printHelp(HELP, output);
  const { espruino, record: path } = options;
  const interpreter = usage(() => (espruino === undefined ? undefined : findInterpreter(espruino)));
  const record = usage(() => (path === undefined ? undefined : openRecord(path)));
  return runDemo(options, interpreter, record, output);
}

/** What a person gave and cannot be followed is wrong use. */
function usage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message, { cause: error });
  }
}

/** Until Ctrl-C, or for the time that was asked for. @returns the exit code. */
async function runDemo(
  options: StartOptions,
  interpreter: Interpreter | undefined,
  record: RecordFile | undefined,
  { out }: CommandOutput,
): Promise<number> {
  const paint = styleFor(out);
  const say = (who: string, text: string, format: Parameters<typeof paint>[0] = "reset"): void =>
    void out.write(`${paint("dim", `${who}:`.padEnd(WHO))}${format === "reset" ? text : paint(format, text)}\n`);
  let acknowledged = 0;
  const demo = await Demo.start({
    certificateFolder: join(__dirname, "../.demo"),
    ...(interpreter ? { interpreter } : {}),
    ...(options.ca === undefined ? {} : { caFile: options.ca }),
    ...(options.hasTrace ? { onDialogue: (line: string): void => say("at", line, "dim") } : {}),
    port: options.port,
    pagePort: options.pagePort,
    samplingS: options.intervalS,
    uploadS: 2 * options.intervalS,
    faults: options.faults,
    ...(record ? { onRecord: record.write } : {}),
    onFault: (line) => say("fault", line, "yellow"),
    onConsole: (line) => line && say("board", line, line.startsWith("E ") ? "red" : "reset"),
    onRefusedServer: (reason) => say("modem", `refused the server: ${reason}`, "red"),
    onRejected: (reason) => say("collector", `refused: ${reason}`, "red"),
    onBatch(batch) {
      if (batch.protocol === "TLSv1.2") acknowledged += batch.stored.length;
      say("collector", batchLine(batch), batch.insecure === null ? "green" : "red");
    },
  });
  say("start", `the bundle runs on ${demo.device.description}`);
  say("start", `live page: ${demo.pageUrl}`, "bold");
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
    if (options.durationS !== undefined) setTimeout(resolve, options.durationS * 1000);
  });
  await demo.stop();
  say("start", `${acknowledged} readings acknowledged over TLS 1.2`, acknowledged > 0 ? "green" : "red");
  return acknowledged > 0 ? 0 : 1;
}

if (require.main === module) {
  const output = { out: process.stdout, err: process.stderr };
  void runCommand(command, process.argv.slice(2), output).then((exitCode) => process.exit(exitCode));
}
