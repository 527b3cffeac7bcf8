/** Judges a configuration by the schema and by the board's own rules: the same on the command line and on the board page. */
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Settings } from "../../firmware/settings";
import { checkSettings } from "../../firmware/tls-settings";
import { UsageError } from "../terminal/usage-error";

/** Longest name of a file in a board's Storage. */
const NAME_MAX = 28;

/** Keys whose value is shown to nobody. */
const SECRET = /(^|\.)(pin|password)$|^server\.headers/;

/** A key and what is wrong with it; the key is "" when it is the whole. */
export interface ConfigFault {
  key: string;
  /** Names key and value, and says what is allowed. */
  text: string;
}

/**
 * All that the schema finds in a configuration.
 * @param check the schema compiled by Ajv, with `allErrors` and `verbose`.
 */
export function schemaFaults(raw: unknown, check: ValidateFunction): ConfigFault[] {
  return check(raw) ? [] : check.errors!.map(faultOf);
}

/** What the board's own rules find, undefined when nothing: they stop at the first. @param raw what the schema has passed. */
export function ruleFault(raw: unknown): ConfigFault | undefined {
  try {
    checkSettings(raw);
    return undefined;
  } catch (error) {
    const text = (error as Error).message;
    return { key: /^([\w.]+): /.exec(text)?.[1] ?? "", text };
  }
}

/**
 * @param file what the configuration is called in texts.
 * @param check as for {@link schemaFaults}.
 * @returns the settings, with all defaults.
 * @throws UsageError naming the key, the value and what is allowed.
 */
export function judgeConfig(file: string, raw: unknown, check: ValidateFunction): Settings {
  const faults = schemaFaults(raw, check);
  const fault = faults.length ? undefined : ruleFault(raw);
  if (fault) faults.push(fault);
  if (faults.length) throw new UsageError(faults.map(({ text }) => `${file}: ${text}`).join("\n"));
  return checkSettings(raw);
}

/** Rules that hold on one board only. @throws UsageError. */
export function checkForBoard(file: string, settings: Settings, board: string | undefined): void {
  if (board === "LINUX" && !settings.uart.path)
    throw new UsageError(`${file}: uart.path: name the terminal of the modem, for example /dev/ttyUSB2`);
}

/** A CA certificate that goes to the board as a file. @param from where it was found, for texts. @throws UsageError when it is no PEM or has too long a name. */
export function checkCaFile(file: string, name: string, content: Buffer, from: string): void {
  if (!content.includes("-----BEGIN CERTIFICATE-----"))
    throw new UsageError(`${file}: tls.ca: ${from} is no PEM certificate (BEGIN CERTIFICATE is missing)`);
  if (name.length > NAME_MAX)
    throw new UsageError(
      `${file}: tls.ca: a board holds no name of ${name.length} characters: use ${NAME_MAX} at most`,
    );
}

/** What is allowed and may not be as meant. */
export function warningsOf({ tls }: Settings): string[] {
  const warnings: string[] = [];
  if (tls.verify === "none") warnings.push("INSECURE: tls.verify is none, so the board takes any server for yours");
  if (tls.version < 1.2) warnings.push(`INSECURE: tls.version is ${tls.version.toFixed(1)}, below 1.2`);
  if (tls.verify === "mutual")
    warnings.push(
      `tls.cert ${tls.cert} and tls.key ${tls.key} must be on the modem: npm run provision puts them there`,
    );
  return warnings;
}

function faultOf(error: ErrorObject): ConfigFault {
  const { instancePath, keyword, params } = error;
  const key = instancePath.slice(1).replaceAll("/", ".");
  const below = (name: unknown): string => (key === "" ? String(name) : `${key}.${String(name)}`);
  if (keyword === "additionalProperties") return { key: below(params["additionalProperty"]), text: errorText(error) };
  if (keyword === "required") return { key: below(params["missingProperty"]), text: errorText(error) };
  return { key, text: errorText(error) };
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
