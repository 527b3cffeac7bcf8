/** The configuration on the PC: read, judged by the schema and by the board's own rules, and the files that it names. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import type { Settings } from "../../firmware/settings";
import { checkSettings } from "../../firmware/tls-settings";
import { UsageError } from "./flash-arguments";

const SCHEMA_FILE = path.join(__dirname, "../../firmware/config.schema.json");

/** Longest name of a file in a board's Storage. */
const NAME_MAX = 28;

/** Keys whose value is shown to nobody. */
const SECRET = /(^|\.)(pin|password)$|^server\.headers/;

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
  const settings = judge(file, raw);
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

/** Rules that hold on one board only. @throws UsageError. */
export function checkForBoard(file: string, settings: Settings, board: string | undefined): void {
  if (board === "LINUX" && !settings.uart.path)
    throw new UsageError(`${file}: uart.path: name the terminal of the modem, for example /dev/ttyUSB2`);
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

function judge(file: string, raw: unknown): Settings {
  const schema = JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) as object;
  const check = new Ajv({ allErrors: true, verbose: true }).compile(schema);
  if (!check(raw)) throw new UsageError(check.errors!.map((error) => `${file}: ${errorText(error)}`).join("\n"));
  try {
    return checkSettings(raw);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}

/** Key, value and what is allowed. */
function errorText({ instancePath, keyword, params, data, parentSchema, message }: ErrorObject): string {
  const key = instancePath.slice(1).replaceAll("/", ".");
  const below = (name: unknown): string => (key === "" ? String(name) : `${key}.${String(name)}`);
  const {
    properties,
    enum: choices,
    minimum,
    maximum,
  } = parentSchema as {
    properties?: object;
    enum?: unknown[];
    minimum?: number;
    maximum?: number;
  };
  if (keyword === "additionalProperties")
    return `${below(params["additionalProperty"])}: unknown key; known are ${Object.keys(properties ?? {}).join(", ")}`;
  if (keyword === "required") return `${below(params["missingProperty"])}: must be given`;
  const value = SECRET.test(key) ? "the value" : JSON.stringify(data);
  if (choices) return `${key}: ${value} is none of ${choices.join(", ")}`;
  if (minimum !== undefined && maximum !== undefined)
    return `${key}: ${value} is no whole number from ${minimum} to ${maximum}`;
  return `${key || "the configuration"}: ${value} ${message ?? "is not allowed"}`;
}

/** The CA certificate, when it is a file beside the configuration. @throws UsageError when that is no PEM or has too long a name. */
function caBeside(file: string, name: string): { name: string; content: Buffer } | undefined {
  const local = path.join(path.dirname(file), name);
  if (name === "" || path.basename(name) !== name || !existsSync(local)) return undefined;
  const content = readFileSync(local);
  if (!content.includes("-----BEGIN CERTIFICATE-----"))
    throw new UsageError(`${file}: tls.ca: ${local} is no PEM certificate (BEGIN CERTIFICATE is missing)`);
  if (name.length > NAME_MAX)
    throw new UsageError(
      `${file}: tls.ca: a board holds no name of ${name.length} characters: use ${NAME_MAX} at most`,
    );
  return { name, content };
}

function warningsOf({ tls }: Settings): string[] {
  const warnings: string[] = [];
  if (tls.verify === "none") warnings.push("INSECURE: tls.verify is none, so the board takes any server for yours");
  if (tls.version < 1.2) warnings.push(`INSECURE: tls.version is ${tls.version.toFixed(1)}, below 1.2`);
  if (tls.verify === "mutual")
    warnings.push(
      `tls.cert ${tls.cert} and tls.key ${tls.key} must be on the modem: npm run provision puts them there`,
    );
  return warnings;
}
