/** `npm start`: the whole path on this machine, from the sensors to the acknowledged upload. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { AcceptedBatch } from "./collector/collector";
import { Demo, demoPlaces, UseError } from "./demo/demo";
import { FAULT_FLAGS, FAULT_HELP, readFaultFlags } from "./faults/fault-flags";
import type { ScheduledFault } from "./faults/schedule";
import { openRecord, type RecordFile } from "./replay/line-recorder";
import { findInterpreter, type Interpreter } from "./interpreter/find-interpreter";

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
  const { values } = parseArgs({
    args,
    strict: true,
    options: {
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
    },
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
    throw new Error(`${flag} ${text}: give a whole number from ${min} to ${max}`);
  return value;
}

/** One line for each stored batch: what arrived and how it was secured. */
function batchLine(batch: AcceptedBatch): string {
  const values = batch.stored.map(
    ({ quantity, value, unit }) => `${quantity} ${value}${unit === "1" ? "" : ` ${unit}`}`,
  );
  const warning = batch.insecure === null ? "" : `  INSECURE: ${batch.insecure}`;
  return `collector: ${batch.device} boot ${batch.boot}: ${values.join(", ")}  [${batch.protocol} ${batch.cipher}]${warning}`;
}

function fail(text: string, exitCode: number): never {
  console.error(`start: ${text}`);
  process.exit(exitCode);
}

function readOptions(): { options: StartOptions; interpreter: Interpreter | undefined } {
  try {
    const options = parseStartOptions(process.argv.slice(2));
    return { options, interpreter: options.espruino === undefined ? undefined : findInterpreter(options.espruino) };
  } catch (error) {
    return fail(`${(error as Error).message}\nSee npm start -- --help`, 2);
  }
}

function openOptionalRecord(path: string | undefined): RecordFile | undefined {
  try {
    return path === undefined ? undefined : openRecord(path);
  } catch (error) {
    return fail(`${(error as Error).message}\nSee npm start -- --help`, 2);
  }
}

async function run(options: StartOptions, interpreter: Interpreter | undefined): Promise<void> {
  const record = openOptionalRecord(options.record);
  let acknowledged = 0;
  const demo = await Demo.start({
    certificateFolder: join(__dirname, "../.demo"),
    ...(interpreter ? { interpreter } : {}),
    ...(options.ca === undefined ? {} : { caFile: options.ca }),
    ...(options.hasTrace ? { onDialogue: (line: string): void => console.log(`at:        ${line}`) } : {}),
    port: options.port,
    pagePort: options.pagePort,
    samplingS: options.intervalS,
    uploadS: 2 * options.intervalS,
    faults: options.faults,
    ...(record ? { onRecord: record.write } : {}),
    onFault: (line) => console.log(`fault:     ${line}`),
    onConsole: (line) => line && console.log(`board:     ${line}`),
    onRefusedServer: (reason) => console.log(`modem:     refused the server: ${reason}`),
    onRejected: (reason) => console.log(`collector: refused: ${reason}`),
    onBatch(batch) {
      if (batch.protocol === "TLSv1.2") acknowledged += batch.stored.length;
      console.log(batchLine(batch));
    },
  });
  console.log(`start:     the bundle runs on ${demo.device.description}`);
  console.log(`start:     live page: ${demo.pageUrl}`);
  const stop = async (): Promise<void> => {
    await demo.stop();
    console.log(`start:     ${acknowledged} readings acknowledged over TLS 1.2`);
    process.exit(acknowledged ? 0 : 1);
  };
  process.once("SIGINT", () => void stop());
  process.once("SIGTERM", () => void stop());
  if (options.durationS !== undefined) setTimeout(() => void stop(), options.durationS * 1000);
}

function main(): void {
  const { options, interpreter } = readOptions();
  if (options.isHelp) console.log(HELP);
  else run(options, interpreter).catch((error: Error) => fail(error.message, error instanceof UseError ? 2 : 1));
}

main();
