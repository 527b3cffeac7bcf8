/** The configuration on the PC: read, judged by the schema and by the board's own rules, and the files that it names. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import schema from "../../firmware/config.schema.json";
import type { Settings } from "../../firmware/settings";
import { checkCaFile, checkForBoard, judgeConfig, warningsOf } from "./config-judge";
import { UsageError } from "../terminal/usage-error";

export { checkForBoard };

export interface ConfigFile {
  settings: Settings;
  /** For the board: `config.json`, and a CA certificate that lies beside it. */
  files: { name: string; content: Buffer }[];
  /** What may not be as meant. */
  warnings: string[];
  /** The CA certificate when it is no file beside the configuration: it must be on the board or the modem already. */
  missingCa: string | undefined;
}

/**
 * @param board whose rules count beside the general ones; undefined when it is not known yet.
 * @throws UsageError naming the key, the value and what is allowed.
 */
export function readConfigFile(file: string, board: string | undefined): ConfigFile {
  const raw = parseJson(file, readText(file));
  const settings = judgeConfig(file, raw, new Ajv({ allErrors: true, verbose: true }).compile(schema));
  checkForBoard(file, settings, board);
  const config = { name: "config.json", content: Buffer.from(JSON.stringify(raw), "latin1") };
  const ca = caBeside(file, settings.tls.ca);
  return {
    settings,
    files: ca ? [ca, config] : [config],
    warnings: warningsOf(settings),
    missingCa: ca || settings.tls.ca === "" ? undefined : settings.tls.ca,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(`--config ${file}: cannot be read (${code}); check the path`);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${file}: no JSON: ${(error as Error).message}`);
  }
}

/** The CA certificate, when it is a file beside the configuration. @throws UsageError when that is no PEM or has too long a name. */
function caBeside(file: string, name: string): { name: string; content: Buffer } | undefined {
  const local = path.join(path.dirname(file), name);
  if (name === "" || path.basename(name) !== name || !existsSync(local)) return undefined;
  const content = readFileSync(local);
  checkCaFile(file, name, content, local);
  return { name, content };
}
