/** `npm run doctor`: see `--help`. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { boardNames, buildService } from "./build/bundle";
import { buildStoredModule } from "./build/firmware-files";
import { RealClock } from "./clock";
import { caName, ConnectionTest, type ConnectionTestOptions, type StepResult } from "./doctor/connection-test";
import { DOCTOR_HELP, type DoctorArguments, parseDoctorArguments } from "./doctor/doctor-arguments";
import { isOk, jsonText, stepText, summaryText } from "./doctor/doctor-report";
import { matchBoard } from "./flash/board-match";
import { BoardLink } from "./link/board-link";
import { findPorts, onlyPort } from "./link/find-ports";
import { checkVersion } from "./link/interpreter-version";
import { LinkBoard } from "./provision/link-board";
import { type Command, type CommandOutput, EXIT_FAILED, printHelp, startCommand } from "./terminal/command";
import { ProgressLine } from "./terminal/progress-line";
import { UsageError } from "./terminal/usage-error";

export const command: Command = { name: "doctor", run };

/** Seconds after which a board that hears nothing more starts its firmware; the service has a limit of its own. */
const RETURN_S = 300;

async function run(words: string[], output: CommandOutput): Promise<number> {
  const settings = parseDoctorArguments(words);
  if (!settings) return printHelp(DOCTOR_HELP, output);
  const given = settings.config === undefined ? {} : readConfig(settings.config);
  const progress = new ProgressLine(output.err, "doctor: ");
  const onStep = (result: StepResult): void => {
    progress.end();
    if (!settings.isJson) output.out.write(`${stepText(result, output.out)}\n`);
  };
  try {
    const results = await test(settings, given, progress, onStep);
    output.out.write(settings.isJson ? `${jsonText(results)}\n` : `doctor: ${summaryText(results)}\n`);
    return isOk(results) ? 0 : EXIT_FAILED;
  } finally {
    progress.end();
  }
}

async function test(
  settings: DoctorArguments,
  given: GivenConfig,
  progress: ProgressLine,
  onStep: (result: StepResult) => void,
): Promise<StepResult[]> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort(new Error("stopped by Ctrl-C: the board runs its firmware again"));
  process.once("SIGINT", onInterrupt);
  progress.show("looking for the board");
  const link = await BoardLink.open(settings.port ?? onlyPort(await findPorts()), settings.baud);
  try {
    await link.sync();
    const told = await link.identify();
    checkVersion(told.version);
    const board = matchBoard(settings.board, told.board, boardNames());
    progress.show("building the test");
    const serviceCode = (await buildService({ board })).code;
    progress.show("stopping the board's program");
    await link.stopProgram();
    // Until the test runs: sending it takes its time.
    await link.hold(RETURN_S);
    return await new ConnectionTest({
      board: new LinkBoard(link, () => {}),
      clock: new RealClock(),
      serviceCode,
      buildExplain: () => buildStoredModule({ name: "TlsExplain" }),
      ...given,
      uart: settings.uart,
      onStep,
      onProgress: (text) => progress.show(text),
      signal: stop.signal,
    }).run();
  } finally {
    process.off("SIGINT", onInterrupt);
    await link.close();
  }
}

/** A configuration on this machine, byte strings; as for `npm run flash` its CA may lie beside it. */
type GivenConfig = Pick<ConnectionTestOptions, "configText" | "caPem">;

/** What is wrong in it is for the board to say. @throws UsageError when it cannot be read. */
function readConfig(file: string): GivenConfig {
  let configText: string;
  try {
    configText = readFileSync(file, "latin1");
  } catch (error) {
    throw new UsageError(`--config ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): check the path`);
  }
  const ca = path.join(path.dirname(file), path.basename(caName(configText) ?? ""));
  return existsSync(ca) && statSync(ca).isFile() ? { configText, caPem: readFileSync(ca, "latin1") } : { configText };
}

if (require.main === module) startCommand(command);
