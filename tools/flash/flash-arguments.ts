/** Command line of `npm run flash`. */
import { boardNames, moduleNames, type ModuleName } from "../build/bundle";
import type { Upload } from "../link/board-link";
import { checkedBaud, checkedBoard, checkedPort, CONSOLE_FLAGS } from "../link/board-flags";
import { DEFAULT_BAUD } from "../link/open-port";
import { UsageError } from "../terminal/usage-error";
import { parseFlags } from "../terminal/flags";

export const FLASH_HELP = `Puts the firmware on a board, verifies it and starts it. What the board has already is not sent again.

  npm run flash -- --port PORT [--board NAME] [--config FILE] [options]

  --port PORT           serial port or terminal of the board's console, or tcp://host:port; may be left out
                        when there is just one serial port
  --board NAME          one of ${boardNames().join(", ")}; what the board says of itself when left out
  --config FILE         the configuration, checked before the board is touched; files of certificates that it names
                        and that lie beside it go to the board too
  --modules NAME,…      further Espruino modules: ${moduleNames.join(", ")}
  --all-modules         all of them
  --baud N              speed of a console on a UART (default ${DEFAULT_BAUD})
  --upload packets|chunks
                        how files are sent; by itself packets, and chunks to interpreters before 2v25
  --erase-all           erase all files of the board first, its own too, and the journal with readings that the server has
                        not got yet: when a flash fails again and again because the power went while an earlier one
                        compacted the memory
  --json                print one JSON object at the end: board, version, isRestarted, omitted; all else goes to stderr
  --help                this text

An upload that is cut short leaves the old firmware in place: it starts again by itself within two minutes, or at the next
power-up. Flash again at any time.

Exit codes: 0 the firmware runs, verified, 1 it does not, and the text says what to do, 2 wrong command line or
configuration, the board was not touched.`;

export { UsageError };

export interface FlashArguments {
  isHelp: boolean;
  /** Undefined: the only serial port. */
  port: string | undefined;
  baud: number;
  /** Upper case; undefined: what the board says. */
  board: string | undefined;
  configFile: string | undefined;
  modules: ModuleName[];
  upload: Upload | undefined;
  isErasedFirst: boolean;
  isJson: boolean;
}

const FLAGS = {
  ...CONSOLE_FLAGS,
  board: { type: "string" },
  config: { type: "string" },
  modules: { type: "string" },
  "all-modules": { type: "boolean", default: false },
  upload: { type: "string" },
  "erase-all": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @throws UsageError for a flag or value that is not allowed. */
export function parseFlashArguments(args: string[]): FlashArguments {
  const { values } = parseFlags(args, FLAGS);
  if (values["erase-all"] && values.config === undefined && !values.help)
    throw new UsageError("--erase-all: erases the board's config.json too: give --config");
  return {
    isHelp: values.help,
    port: checkedPort(values.port),
    baud: checkedBaud(values.baud),
    board: checkedBoard(values.board, boardNames()),
    configFile: values.config,
    modules: values["all-modules"] ? moduleNames : moduleList(values.modules),
    upload: uploadNamed(values.upload),
    isErasedFirst: values["erase-all"],
    isJson: values.json,
  };
}

function moduleList(text: string | undefined): ModuleName[] {
  if (text === undefined) return [];
  return text.split(",").map((word) => {
    const name = moduleNames.find((known) => known === word.trim());
    if (name === undefined) throw new UsageError(`--modules "${word}": choose among ${moduleNames.join(", ")}`);
    return name;
  });
}

function uploadNamed(text: string | undefined): Upload | undefined {
  if (text === undefined || text === "packets" || text === "chunks") return text;
  throw new UsageError(`--upload "${text}": choose packets or chunks`);
}
