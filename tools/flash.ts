/** `npm run flash`: see `--help`. */
import { boardNames } from "./build/bundle";
import { RULES_RENEWED, updateConfigRules } from "./build/config-rules";
import {
  buildFirmwareFiles,
  buildStoredModule,
  mqttModules,
  optionalModules,
  requiredModules,
} from "./build/firmware-files";
import { matchBoard } from "./flash/board-match";
import { missingOnBoard, readingsGoToBroker } from "./flash/board-config";
import type { ConfigFile } from "./flash/config-file";
import { FLASH_HELP, parseFlashArguments, type FlashArguments } from "./flash/flash-arguments";
import type { BoardFile } from "./flash/flash-plan";
import { flash } from "./flash/flasher";
import type { ProgressOutput } from "./flash/progress";
import { BoardLink } from "./link/board-link";
import { findPorts, onlyPort } from "./link/find-ports";
import { checkVersion } from "./link/interpreter-version";
import { type Command, runCommand, startCommand } from "./terminal/command";

/** Where a run of the command gets its board, and where its texts go. */
export interface FlashSurroundings {
  openLink(port: string, baud: number): Promise<BoardLink>;
  /** A line of output, or of an error. */
  print(line: string): void;
  complain(line: string): void;
  output: ProgressOutput;
}

/** @returns the exit code. @param words of the command line. */
export function runFlash(words: string[], surroundings: FlashSurroundings): Promise<number> {
  const run = async (): Promise<number> => {
    await flashBoard(words, surroundings);
    return 0;
  };
  const write = (say: (line: string) => void) => ({ write: (text: string) => say(text.trimEnd()) });
  const output = { out: write(surroundings.print), err: write(surroundings.complain) };
  return runCommand({ name: "flash", run }, words, output);
}

export const command: Command = {
  name: "flash",
  run: async (words, { out, err }) => {
    await flashBoard(words, {
      openLink: (port, baud) => BoardLink.open(port, baud),
      print: (line) => void out.write(`${line}\n`),
      complain: (line) => void err.write(`${line}\n`),
      output: out,
    });
    return 0;
  },
};

async function flashBoard(words: string[], { openLink, print, complain, output }: FlashSurroundings): Promise<void> {
  const options = parseFlashArguments(words);
  // Standard output is for the JSON alone.
  const say = (text: string): void => (options.isJson ? complain : print)(`flash: ${text}`);
  if (options.isHelp) return print(FLASH_HELP);
  if (updateConfigRules()) say(RULES_RENEWED);
  // Loads the rules, so not before.
  const { checkForBoard, readConfigFile } = await import("./flash/config-file");
  const config = options.configFile === undefined ? undefined : readConfigFile(options.configFile, options.board);
  for (const warning of config?.warnings ?? []) say(`warning: ${warning}`);
  const port = options.port ?? onlyPort(await findPorts());
  const link = await openLink(port, options.baud);
  const onInterrupt = (): void => void stopped(link, complain);
  process.once("SIGINT", onInterrupt);
  try {
    await link.sync();
    const told = await link.identify();
    say(`found Espruino ${told.version} on ${told.board}`);
    checkVersion(told.version);
    const board = matchBoard(options.board, told.board, boardNames());
    if (config && options.configFile !== undefined) checkForBoard(options.configFile, config.settings, board);
    const isBroker = await readingsGoToBroker(link, config?.settings);
    const needed = isBroker ? [...options.modules, ...mqttModules] : options.modules;
    const files = await filesFor(board, needed, config);
    for (const warning of await missingOnBoard(link, config, options.isErasedFirst)) say(`warning: ${warning}`);
    const { upload, isErasedFirst } = options;
    const journalBytes = config?.settings.journal.bytes;
    const shown = options.isJson ? { write: (text: string) => complain(text.trimEnd()) } : output;
    const result = await flash(link, { files, isErasedFirst, upload, journalBytes, output: shown, onText: say });
    for (const name of result.omitted) say(`${name} was left out: there is no room for it`);
    say(result.isRestarted ? `done: ${board} runs what was flashed` : `nothing to send: ${board} runs it already`);
    if (options.isJson) print(JSON.stringify({ board, version: told.version, ...result }, null, 2));
  } finally {
    process.off("SIGINT", onInterrupt);
    await link.close();
  }
}

/** @param modules that must be there besides those without which nothing runs. */
async function filesFor(
  board: string,
  modules: FlashArguments["modules"],
  config: ConfigFile | undefined,
): Promise<BoardFile[]> {
  const files: BoardFile[] = [...(config?.files ?? [])];
  for (const name of new Set([...modules, ...optionalModules])) {
    if (requiredModules.includes(name)) continue;
    const code = await buildStoredModule({ name });
    files.push({ name, content: Buffer.from(code, "latin1"), isOptional: !modules.includes(name) });
  }
  for (const [name, code] of Object.entries(await buildFirmwareFiles({ board })))
    files.push({ name, content: Buffer.from(code, "latin1") });
  return files;
}

async function stopped(link: BoardLink, complain: FlashSurroundings["complain"]): Promise<void> {
  await link.close();
  complain("flash: stopped: the old firmware starts again within two minutes, or at a power-up; flash again any time");
  process.exit(1);
}

if (require.main === module) startCommand(command);
