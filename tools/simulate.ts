/** `npm run simulate`: the modem simulator on a pseudo terminal or a TCP port, until SIGINT or SIGTERM. */
import { basename } from "node:path";
import type { BytePort } from "./byte-port";
import { RealClock } from "./clock";
import { FaultInjector } from "./faults/fault-injector";
import { faultList } from "./faults/fault-list";
import { LineRecorder, openRecord, type RecordFile } from "./replay/line-recorder";
import { openModemPort } from "./replay/modem-port";
import { ModemSimulator, type Network, SlowNetwork, TlsNetwork } from "./simulator";
import { profileList } from "./simulator/profiles";
import { simulateHelp, type SimulateOptions, parseSimulateOptions } from "./simulator/simulate-options";
import { TcpPort } from "./simulator/tcp-port";
import { Terminal } from "./simulator/terminal";
import { dialogueTrace } from "./simulator/trace";
import { type Command, type CommandOutput, printHelp, startCommand } from "./terminal/command";
import { UsageError } from "./terminal/usage-error";

/** A burst over 1 KB overflows the event queue of a host that reads a tty a few bytes at a time: real speed does not. */
const TERMINAL_BAUD = 115200;

type ClosablePort = BytePort & { close(): Promise<void> };

/** How the person called it: from the project, or as the packed program. */
const program = basename(process.argv[1] ?? "");
const COMMAND = program.endsWith(".ts") ? "npm run simulate --" : program.replace(/\.js$/, "");

/** Standard output is for the terminal's path alone. */
const report = (line: string): void => void process.stderr.write(`${line}\n`);

function makeNetwork({ hosts, latencyMs, bytesPerS }: SimulateOptions, clock: RealClock): Network {
  const network = new TlsNetwork({ resolve: (host) => hosts.get(host) });
  if (latencyMs === undefined && bytesPerS === undefined) return network;
  return new SlowNetwork(network, { clock, latencyMs, upBytesPerS: bytesPerS, downBytesPerS: bytesPerS });
}

function makeModem(options: SimulateOptions, clock: RealClock, faults: FaultInjector): ModemSimulator {
  return new ModemSimulator({
    clock,
    network: faults.network.around(makeNetwork(options, clock)),
    onStage: faults.onStage,
    profile: options.profile,
    sim: options.pin === undefined ? {} : { pin: options.pin },
    nitz: options.hasNitz,
    urcForm: options.urcForm,
    ...(options.link === undefined ? {} : { uart: { baud: TERMINAL_BAUD } }),
    ...(options.hasTrace ? { trace: dialogueTrace(report) } : {}),
  });
}

async function openPort(options: SimulateOptions, clock: RealClock): Promise<ClosablePort> {
  if (options.link === undefined) {
    const port = await TcpPort.listen(options.tcpPort ?? 0);
    announce(options, `tcp://127.0.0.1:${port.port}`);
    return port;
  }
  const terminal = await Terminal.open(options.link, clock);
  terminal.onLost = () => fail("socat ended: start the simulator again", 1);
  announce(options, terminal.path);
  return terminal;
}

/** The first line of standard output: where the modem is. */
function announce({ isJson, profile, modem }: SimulateOptions, port: string): void {
  const what = modem === undefined ? { profile } : { modem: modem.path };
  console.log(isJson ? JSON.stringify({ port, ...what, pid: process.pid }) : port);
}

function fail(text: string, exitCode: number): never {
  console.error(`simulate: ${text}`);
  process.exit(exitCode);
}

/** The modem's side of the line, and how it comes to its end. */
interface ModemEnd {
  line: BytePort;
  start(): void;
  stop(): unknown;
}

function simulatedModem(
  options: SimulateOptions,
  clock: RealClock,
  recorder: () => LineRecorder | undefined,
): ModemEnd {
  const faults = new FaultInjector(clock, (line) => {
    report(`fault: ${line}`);
    recorder()?.event(`fault ${line}`);
  });
  const modem = makeModem(options, clock, faults);
  faults.attach(modem);
  return {
    line: faults.line,
    start() {
      modem.powerOn();
      faults.start(options.faults);
    },
    stop() {
      faults.stop();
      modem.dispose();
    },
  };
}

async function realModem({ path, baud }: { path: string; baud: number }, hasTrace: boolean): Promise<ModemEnd> {
  const port = await openModemPort(path, baud, () => fail(`${path} has gone: plug the modem in and start again`, 1));
  const trace = hasTrace ? dialogueTrace(report) : () => {};
  const line: BytePort = {
    write(bytes) {
      trace("rx", bytes);
      port.write(bytes);
    },
    onData: (receiver) =>
      port.onData((bytes) => {
        trace("tx", bytes);
        receiver(bytes);
      }),
  };
  return { line, start: () => {}, stop: () => port.close() };
}

/** @throws UsageError for what is wrong with a flag, and a file that cannot be used. */
function judged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function readRecord({ record }: SimulateOptions): RecordFile | undefined {
  return record === undefined ? undefined : judged(() => openRecord(record));
}

async function run(words: string[], output: CommandOutput): Promise<number> {
  const options = judged(() => parseSimulateOptions(words));
  if (options.isHelp) return printHelp(simulateHelp(COMMAND), output);
  if (options.listsProfiles) return printHelp(profileList(), output);
  if (options.listsFaults) return printHelp(faultList(), output);
  const record = readRecord(options);
  const clock = new RealClock();
  const exitWith = (error: Error): never => fail(error.message, 2);
  const modem = await (options.modem
    ? realModem(options.modem, options.hasTrace).catch(exitWith)
    : simulatedModem(options, clock, () => recorder));
  const port = await openPort(options, clock).catch(exitWith);
  const recorder = record === undefined ? undefined : new LineRecorder(clock, record.write);
  const line = recorder?.around(modem.line) ?? modem.line;
  line.onData((bytes) => port.write(bytes));
  port.onData((bytes) => line.write(bytes));
  modem.start();
  const stop = (): void => {
    void Promise.all([modem.stop(), port.close()]).then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return 0;
}

export const command: Command = { name: "simulate", call: COMMAND, run };

if (require.main === module) startCommand(command);
