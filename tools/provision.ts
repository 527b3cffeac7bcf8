/** `npm run provision`: puts certificates and a key into the file system of a board's modem. */
import { boardNames, buildService } from "./build/bundle";
import { buildStoredModule } from "./build/firmware-files";
import { RealClock } from "./clock";
import { matchBoard } from "./flash/board-match";
import { Progress } from "./flash/progress";
import { BoardLink } from "./link/board-link";
import { findPorts, onlyPort } from "./link/find-ports";
import { checkVersion } from "./link/interpreter-version";
import { DEFAULT_BAUD } from "./link/open-port";
import { readCredentials } from "./provision/credential-files";
import { modemFiles, namesOf } from "./provision/modem-file";
import { LinkBoard } from "./provision/link-board";
import { type ProvisionArguments, readArguments, readLocalConfig } from "./provision/provision-arguments";
import { Provisioning, type ProvisioningResult } from "./provision/provisioning";
import { type Command, type CommandOutput, printHelp, startCommand } from "./terminal/command";
import type { TextOutput } from "./terminal/style";

const HELP = `Puts a CA certificate, and for mutual TLS a client certificate and its key, into the file system of the modem.

  npm run provision -- --port P --ca F [--cert F --key F] [options]

  --port P      the board's console: a serial port, a terminal or tcp://host:port (default: the only port there is)
  --ca F        PEM file: the CA that signed your server's certificate
  --cert F      PEM file: the client certificate, and what issued it, for mutual TLS
  --key F       PEM file: the key of --cert, not encrypted
  --config F    configuration on this machine: used for the connection that proves the files, and given their names
  --board B     ${boardNames().join(", ")} (default: what the board says that it is)
  --baud N      speed of a console on a UART (default ${DEFAULT_BAUD})
  --uart PATH   terminal of the modem on a LINUX board, where no configuration tells, and
  --uart-baud N its speed (default 115200)
  --json        print one JSON object at the end: names, confirmedBy, isBoardSwitched, deleted, notes; all else goes to stderr
  --help        this text

The files are judged here first, then go through the board to the modem under names made from their content. A connection to
server.url proves them; only then config.json names them and the files of before are deleted. When anything fails the board goes on
with what it had. Without a configuration the files are put there and checked, and the names are printed.

Exit codes: 0 done, 1 failed and nothing was changed, 2 a file or the command line is wrong and the board was not touched.`;

/** Seconds after which a board that hears nothing more starts its firmware; the service has a limit of its own. */
const RETURN_S = 300;

export const command: Command = { name: "provision", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const settings = readArguments(words, boardNames());
  return settings.isHelp ? printHelp(HELP, output) : provision(settings, output);
}

async function provision(settings: ProvisionArguments, output: CommandOutput): Promise<number> {
  const teller = new Teller(settings.isJson ? output.err : output.out);
  const credentials = readCredentials(settings.paths, Date.now());
  const names = namesOf(modemFiles(credentials));
  const local = settings.config === undefined ? undefined : readLocalConfig(settings.config, names);
  for (const warning of credentials.warnings) teller.tell(warning);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("stopped by Ctrl-C")));
  const showSent = teller.showSent.bind(teller);
  const link = await BoardLink.open(settings.port ?? onlyPort(await findPorts()), settings.baud);
  try {
    await link.sync();
    const board = await chooseBoard(link, settings.board, teller);
    const serviceCode = (await buildService({ board })).code;
    await link.stopProgram();
    // Until the service runs: sending it takes its time.
    await link.hold(RETURN_S);
    const result = await new Provisioning({
      board: new LinkBoard(link, showSent),
      clock: new RealClock(),
      credentials,
      serviceCode,
      buildExplain: () => buildStoredModule({ name: "TlsExplain" }),
      buildUplink: () => buildStoredModule({ name: "MqttUplink" }),
      ...(local ? { local } : {}),
      uart: settings.uart,
      onProgress: (text) => teller.tell(text),
      onSent: showSent,
      signal: stop.signal,
    }).run();
    if (settings.isJson) output.out.write(`${JSON.stringify(result, null, 2)}\n`);
    else report(result, settings, teller);
    return 0;
  } finally {
    await link.close();
  }
}

/** @throws LinkError when the board is another one than was asked for, or none that there is firmware for. */
async function chooseBoard(link: BoardLink, named: string | undefined, teller: Teller): Promise<string> {
  const told = await link.identify();
  teller.tell(`found Espruino ${told.version} on ${told.board}`);
  checkVersion(told.version);
  return matchBoard(named, told.board, boardNames());
}

function report(
  { names, confirmedBy, isBoardSwitched, deleted, notes }: ProvisioningResult,
  settings: ProvisionArguments,
  teller: Teller,
): void {
  for (const note of notes) teller.tell(note);
  for (const name of deleted) teller.tell(`deleted ${name}, which nothing names any more`);
  if (confirmedBy === undefined) {
    teller.tell(
      "the files are on the modem; nothing was confirmed by a connection, as there is no configuration. Put this into config.json:",
    );
    console.log(`"tls": ${JSON.stringify(names, null, 2)}`);
    return;
  }
  const places = [
    ...(isBoardSwitched ? ["config.json on the board"] : []),
    ...(settings.config === undefined ? [] : [settings.config]),
  ];
  teller.tell(
    `connected to ${confirmedBy} with the new files; ${places.join(" and ")} name${places.length > 1 ? "" : "s"} them now`,
  );
}

/** Says what goes on. */
class Teller {
  private _bar: { name: string; progress: Progress } | undefined;

  /** @param _output a terminal, or what takes lines. */
  constructor(private readonly _output: TextOutput) {}

  tell(text: string): void {
    this._output.write(`provision: ${text}\n`);
  }

  /** A bar on a terminal, otherwise a line for each file. */
  showSent(name: string, bytes: number, total: number): void {
    if (this._bar?.name !== name) this._bar = { name, progress: new Progress(this._output, total) };
    this._bar.progress.show(name, bytes);
    if (bytes < total) return;
    this._bar.progress.end();
    this._bar = undefined;
    if (!this._output.isTTY) this.tell(`${name}: ${total} bytes`);
  }
}

if (require.main === module) startCommand(command);
