/** `npm run flash`: see `--help`. */
import { boardNames, buildFirmware, buildModule, type ModuleName } from "./build/bundle";
import { boardOf, isBoard } from "./flash/board-match";
import { checkForBoard, readConfigFile, type ConfigFile } from "./flash/config-file";
import { FLASH_HELP, parseFlashArguments, UsageError, type FlashArguments } from "./flash/flash-arguments";
import type { BoardFile } from "./flash/flash-plan";
import { flash } from "./flash/flasher";
import { BoardLink } from "./link/board-link";
import { findPorts, onlyPort } from "./link/find-ports";
import { LinkError } from "./link/link-error";

/** Modules that the firmware itself loads when it needs them. */
const LOADED_BY_FIRMWARE: readonly ModuleName[] = ["TlsExplain"];

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
    const board = await checkBoard(link, options);
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

/** @returns the board's name. @throws LinkError when it is another than was asked for, or unknown. */
async function checkBoard(link: BoardLink, { board, port }: FlashArguments): Promise<string> {
  const told = await link.identify();
  say(`found Espruino ${told.version} on ${told.board}`);
  const known = board ?? boardOf(told.board, boardNames());
  if (known === undefined)
    throw new LinkError(`there is no firmware for ${told.board}: boards are ${boardNames().join(", ")}`);
  if (isBoard(known, told.board)) return known;
  const right = boardOf(told.board, boardNames());
  const remedy = right === undefined ? "" : `use --board ${right}, or `;
  throw new LinkError(
    `the board${port === undefined ? "" : ` at ${port}`} is ${told.board}, not ${known}: ${remedy}check --port`,
  );
}

async function filesFor(
  board: string,
  { modules }: FlashArguments,
  config: ConfigFile | undefined,
): Promise<BoardFile[]> {
  const files: BoardFile[] = [...(config?.files ?? [])];
  for (const name of new Set([...modules, ...LOADED_BY_FIRMWARE])) {
    const { code } = await buildModule({ name });
    files.push({ name, content: Buffer.from(code, "latin1"), isOptional: !modules.includes(name) });
  }
  const { code } = await buildFirmware({ board });
  return [...files, { name: ".bootcde", content: Buffer.from(code, "latin1") }];
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
