/** `npm run flash`: see `--help`. */
import { boardNames, buildModule } from "./build/bundle";
import { buildFirmwareFiles, optionalModules, requiredModules } from "./build/firmware-files";
import { matchBoard } from "./flash/board-match";
import { checkForBoard, readConfigFile, type ConfigFile } from "./flash/config-file";
import { FLASH_HELP, parseFlashArguments, UsageError, type FlashArguments } from "./flash/flash-arguments";
import type { BoardFile } from "./flash/flash-plan";
import { flash } from "./flash/flasher";
import { BoardLink } from "./link/board-link";
import { findPorts, onlyPort } from "./link/find-ports";

async function main(): Promise<void> {
  const options = parseFlashArguments(process.argv.slice(2));
  if (options.isHelp) return console.log(FLASH_HELP);
  const config = options.configFile === undefined ? undefined : readConfigFile(options.configFile, options.board);
  for (const warning of config?.warnings ?? []) say(`warning: ${warning}`);
  const port = options.port ?? onlyPort(await findPorts());
  const link = await BoardLink.open(port, options.baud);
  process.once("SIGINT", () => void stopped(link));
  try {
    await link.sync();
    const told = await link.identify();
    say(`found Espruino ${told.version} on ${told.board}`);
    const board = matchBoard(options.board, told.board, boardNames());
    if (config && options.configFile !== undefined) checkForBoard(options.configFile, config.settings, board);
    const files = await filesFor(board, options, config);
    await warnOfMissing(link, config);
    const result = await flash(link, { files, upload: options.upload, output: process.stdout, onText: say });
    for (const name of result.omitted) say(`${name} was left out: there is no room for it`);
    say(result.isRestarted ? `done: ${board} runs what was flashed` : `nothing to send: ${board} runs it already`);
  } finally {
    await link.close();
  }
}

async function filesFor(
  board: string,
  { modules }: FlashArguments,
  config: ConfigFile | undefined,
): Promise<BoardFile[]> {
  const files: BoardFile[] = [...(config?.files ?? [])];
  for (const name of new Set([...modules, ...optionalModules])) {
    if (requiredModules.includes(name)) continue;
    const { code } = await buildModule({ name });
    files.push({ name, content: Buffer.from(code, "latin1"), isOptional: !modules.includes(name) });
  }
  for (const [name, code] of Object.entries(await buildFirmwareFiles({ board })))
    files.push({ name, content: Buffer.from(code, "latin1") });
  return files;
}

/** Says what the firmware will look for in vain. */
async function warnOfMissing(link: BoardLink, config: ConfigFile | undefined): Promise<void> {
  if (!config && (await link.sum("config.json")) === undefined)
    say("warning: the board has no config.json, and the firmware does nothing without one: give --config");
  const ca = config?.missingCa;
  if (ca !== undefined && (await link.sum(ca)) === undefined)
    say(`warning: tls.ca: ${ca} is neither beside the configuration nor on the board: it must be on the modem already`);
}

async function stopped(link: BoardLink): Promise<void> {
  await link.close();
  console.error(
    "flash: stopped: the old firmware starts again within two minutes, or at a power-up; flash again any time",
  );
  process.exit(1);
}

function say(text: string): void {
  console.log(`flash: ${text}`);
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    for (const line of error.message.split("\n")) console.error(`flash: ${line}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
