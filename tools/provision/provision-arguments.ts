/** Command line of `npm run provision`. */
import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { checkSettings } from "../../firmware/tls-settings";
import { checkedBaud, checkedBoard, checkedPort, checkedUart, CONSOLE_FLAGS, UART_FLAGS } from "../link/board-flags";
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
  ...CONSOLE_FLAGS,
  ...UART_FLAGS,
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  config: { type: "string" },
  board: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/**
 * @param boards names of all boards.
 * @throws UsageError that names the flag or value that is wrong and says what to do.
 */
export function readArguments(args: string[], boards: readonly string[]): ProvisionArguments {
  const { values } = parseFlags(args, FLAGS);
  if (values.ca === undefined && !values.help)
    throw new UsageError("--ca is missing: give the certificate of the CA that signed your server's certificate");
  const { cert, key } = values;
  return {
    isHelp: values.help,
    port: checkedPort(values.port),
    baud: checkedBaud(values.baud),
    paths: { ca: values.ca ?? "", ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) },
    config: values.config,
    board: checkedBoard(values.board, boards),
    uart: checkedUart(values),
    isJson: values.json,
  };
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
