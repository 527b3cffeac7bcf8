/** Command line of `npm run provision`. */
import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { checkSettings } from "../../firmware/tls-settings";
import { addressFault, DEFAULT_BAUD } from "../link/open-port";
import { type FileNames, namesFor, withTlsNames } from "./config-names";
import type { CredentialPaths } from "./credential-files";
import { UsageError } from "../terminal/usage-error";
import type { ModemUart } from "./service-client";
import { parseFlags } from "../terminal/flags";

export interface ProvisionArguments {
  isHelp: boolean;
  /** Undefined: the only one there is. */
  port: string | undefined;
  /** Speed of a console on a UART. */
  baud: number;
  paths: CredentialPaths;
  config: string | undefined;
  /** Upper case; undefined: what the board says that it is. */
  board: string | undefined;
  /** The modem's UART where no configuration tells. */
  uart: ModemUart;
  isJson: boolean;
}

const FLAGS = {
  port: { type: "string" },
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  config: { type: "string" },
  board: { type: "string" },
  baud: { type: "string", default: `${DEFAULT_BAUD}` },
  uart: { type: "string", default: "" },
  "uart-baud": { type: "string", default: "115200" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Speeds of a console, and those that a configuration allows for the modem. */
const CONSOLE_BAUD = [300, 9999999] as const;
const MODEM_BAUD = [9600, 921600] as const;

/**
 * @param boards names of all boards.
 * @throws UsageError that names the flag or value that is wrong and says what to do.
 */
export function readArguments(args: string[], boards: readonly string[]): ProvisionArguments {
  const { values } = parseFlags(args, FLAGS);
  if (values.ca === undefined && !values.help)
    throw new UsageError("--ca is missing: give the certificate of the CA that signed your server's certificate");
  const board = values.board?.toUpperCase();
  if (board !== undefined && !boards.includes(board))
    throw new UsageError(`--board "${values.board}": choose one of ${boards.join(", ")}`);
  const fault = values.port === undefined ? undefined : addressFault(values.port);
  if (fault !== undefined) throw new UsageError(`--port "${values.port}": ${fault}`);
  const { cert, key } = values;
  return {
    isHelp: values.help,
    port: values.port,
    baud: baudOf("--baud", values.baud, CONSOLE_BAUD),
    paths: { ca: values.ca ?? "", ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) },
    config: values.config,
    board,
    uart: { path: values.uart, baud: baudOf("--uart-baud", values["uart-baud"], MODEM_BAUD) },
    isJson: values.json,
  };
}

function baudOf(flag: string, text: string, [min, max]: readonly [number, number]): number {
  const baud = Number(text);
  if (/^\d+$/.test(text) && baud >= min && baud <= max) return baud;
  throw new UsageError(`${flag} "${text}": give a whole number from ${min} to ${max}`);
}

/**
 * The configuration on the PC, a byte string, and how it is saved: whole or not at all, with the mode that it had.
 * @param names of the files that it is to be used with.
 * @throws UsageError when it cannot be read or written, is no JSON, or with these names is none that a board takes.
 */
export function readLocalConfig(file: string, names: FileNames): { text: string; save(text: string): void } {
  const path = resolve(file);
  let text: string;
  try {
    text = readFileSync(path, "latin1");
    // Its new names are to be written in the end: better known now.
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    const { code = "", syscall } = error as NodeJS.ErrnoException;
    throw new UsageError(
      syscall === "access" && code !== "ENOENT"
        ? `--config ${file} cannot be written (${code}), and gets the names of the files: check its mode and folder`
        : `--config ${file} cannot be read (${code}): check the path`,
    );
  }
  try {
    checkSettings(JSON.parse(withTlsNames(text, namesFor(text, names))));
  } catch (error) {
    throw new UsageError(`--config ${file}: ${(error as Error).message}`);
  }
  return { text, save: (changed) => saveWhole(path, changed) };
}

function saveWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { encoding: "latin1", mode: statSync(path).mode });
  renameSync(temporary, path);
}
