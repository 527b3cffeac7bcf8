/** Command line of `npm run provision`. */
import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readTlsNames } from "./config-names";
import { UseError, type CredentialPaths } from "./credentials";
import type { ModemUart } from "./service-client";

export interface ProvisionArguments {
  isHelp: boolean;
  /** Undefined: the only one there is. */
  port: string | undefined;
  paths: CredentialPaths;
  config: string | undefined;
  /** Upper case; undefined: what the board says that it is. */
  board: string | undefined;
  /** The modem's UART where no configuration tells. */
  uart: ModemUart;
}

const FLAGS = {
  port: { type: "string" },
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  config: { type: "string" },
  board: { type: "string" },
  uart: { type: "string", default: "" },
  baud: { type: "string", default: "115200" },
  help: { type: "boolean", default: false },
} as const;

const BAUD_MIN = 9600;
const BAUD_MAX = 921600;

/**
 * @param boards names of all boards.
 * @throws UseError that names the flag or value that is wrong and says what to do.
 */
export function readArguments(args: string[], boards: readonly string[]): ProvisionArguments {
  const values = parseWords(args);
  if (values.ca === undefined && !values.help)
    throw new UseError("--ca is missing: give the certificate of the CA that signed your server's certificate");
  const board = values.board?.toUpperCase();
  if (board !== undefined && !boards.includes(board))
    throw new UseError(`--board ${values.board}: choose one of ${boards.join(", ")}`);
  const baud = Number(values.baud);
  if (!/^\d+$/.test(values.baud) || baud < BAUD_MIN || baud > BAUD_MAX)
    throw new UseError(`--baud ${values.baud}: give a whole number from ${BAUD_MIN} to ${BAUD_MAX}`);
  const { cert, key } = values;
  return {
    isHelp: values.help,
    port: values.port,
    paths: { ca: values.ca ?? "", ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) },
    config: values.config,
    board,
    uart: { path: values.uart, baud },
  };
}

function parseWords(args: string[]): ReturnType<typeof parseArgs<{ args: string[]; options: typeof FLAGS }>>["values"] {
  try {
    return parseArgs({ args, strict: true, options: FLAGS }).values;
  } catch (error) {
    throw new UseError((error as Error).message);
  }
}

/**
 * The configuration on the PC, a byte string, and how it is saved: whole or not at all, with the mode that it had.
 * @throws UseError when it cannot be read or written, or is no JSON.
 */
export function readLocalConfig(file: string): { text: string; save(text: string): void } {
  const path = resolve(file);
  let text: string;
  try {
    text = readFileSync(path, "latin1");
    // Its new names are to be written in the end: better known now.
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    const { code = "", syscall } = error as NodeJS.ErrnoException;
    throw new UseError(
      syscall === "access" && code !== "ENOENT"
        ? `--config ${file} cannot be written (${code}), and gets the names of the files: check its mode and folder`
        : `--config ${file} cannot be read (${code}): check the path`,
    );
  }
  try {
    readTlsNames(text);
  } catch (error) {
    throw new UseError(`--config ${file}: ${(error as Error).message}`);
  }
  return { text, save: (changed) => saveWhole(path, changed) };
}

function saveWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { encoding: "latin1", mode: statSync(path).mode });
  renameSync(temporary, path);
}
