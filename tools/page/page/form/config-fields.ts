/** The fields of the configuration's form, made from its JSON Schema; and values in and out of a configuration. No document here. */

/** What of JSON Schema the configuration's uses. */
export interface Schema {
  type?: string;
  description?: string;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  default?: unknown;
  examples?: readonly unknown[];
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
}

/** `secret` is a text that is not shown; `texts` a list, one a line; `pairs` names and values, one pair a line. */
export type FieldKind = "text" | "secret" | "number" | "choice" | "texts" | "pairs";

export interface Field {
  /** Path of the key, `upload.intervalS`. */
  key: string;
  title: string;
  kind: FieldKind;
  description: string;
  /** Of a number, "" when it has none. */
  unit: string;
  min: number | undefined;
  max: number | undefined;
  choices: readonly unknown[];
  fallback: unknown;
  isRequired: boolean;
  example: string;
  /** The kind of server that it is for, undefined for any. */
  protocol: "https" | "mqtts" | undefined;
}

/** Keys that belong together: those of the whole, or of one object in it. */
export interface FieldGroup {
  /** "" for the whole. */
  key: string;
  title: string;
  description: string;
  fields: Field[];
}

/** A configuration as it is written: only what was set. */
export type Config = Readonly<Record<string, unknown>>;

const SECRETS = /^(pin|password)$/;
const UPPER: Record<string, string> = {
  tls: "TLS",
  uart: "UART",
  url: "URL",
  apn: "APN",
  pin: "PIN",
  ntp: "NTP",
  sni: "SNI",
};
const GROUP_TITLES: Record<string, string> = { "": "Device and network", uart: "Modem UART", tls: "TLS" };
const FIELD_TITLES: Record<string, string> = {
  "tls.ca": "CA certificate",
  "tls.cert": "Client certificate",
  "tls.key": "Client key",
  "tls.sni": "Server name (SNI)",
  "journal.bytes": "Size",
  "uart.baud": "Baud rate",
  "uart.pwrkeyMs": "PWRKEY pulse",
  "power.cyclesPerDay": "Power cycles a day",
  "power.kBytesPerDay": "Failed traffic a day",
  ntp: "NTP server",
};
/** How keys with a unit end. */
const UNITS: [end: RegExp, unit: string][] = [
  [/Ms$/, "ms"],
  [/[a-z]S$/, "s"],
  [/kBytesPerDay$/, "kB a day"],
  [/PerDay$/, "a day"],
  [/bytes$/i, "bytes"],
  [/baud$/i, "bit/s"],
];

/** Groups in the order of the schema, that of the whole first. */
export function fieldGroups(schema: Schema): FieldGroup[] {
  const members = Object.entries(schema.properties ?? {});
  const isGroup = ([, member]: [string, Schema]): boolean => member.properties !== undefined;
  const whole = {
    properties: Object.fromEntries(members.filter((entry) => !isGroup(entry))),
    required: schema.required ?? [],
  };
  return [
    groupOf("", { ...whole, description: "" }),
    ...members.filter(isGroup).map(([key, member]) => groupOf(key, member)),
  ];
}

function groupOf(key: string, schema: Schema): FieldGroup {
  const fields = Object.entries(schema.properties ?? {}).map(([name, member]) =>
    fieldOf(key === "" ? name : `${key}.${name}`, name, member, schema.required?.includes(name) ?? false),
  );
  return { key, title: GROUP_TITLES[key] ?? titleOf(key), description: schema.description ?? "", fields };
}

function fieldOf(key: string, name: string, schema: Schema, isRequired: boolean): Field {
  const description = schema.description ?? "";
  return {
    key,
    title: FIELD_TITLES[key] ?? titleOf(name),
    kind: kindOf(name, schema),
    description: description.replace(/^mqtts: /, ""),
    unit: schema.type === "integer" ? (UNITS.find(([end]) => end.test(name))?.[1] ?? "") : "",
    min: schema.minimum,
    max: schema.maximum,
    choices: schema.type === "boolean" ? [true, false] : (schema.enum ?? []),
    fallback: schema.default,
    isRequired,
    example: plainText(schema.examples?.[0]),
    protocol: /^mqtts:/.test(description) ? "mqtts" : / HTTP /.test(description) ? "https" : undefined,
  };
}

function kindOf(name: string, schema: Schema): FieldKind {
  if (schema.enum || schema.type === "boolean") return "choice";
  if (schema.type === "integer") return "number";
  if (schema.type === "array") return "texts";
  if (schema.type === "object") return "pairs";
  return SECRETS.test(name) ? "secret" : "text";
}

/** `intervalS` as "Interval". */
function titleOf(name: string): string {
  if (UPPER[name] !== undefined) return UPPER[name];
  const words = name
    .replace(/(S|Ms|Bytes)$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The value of a key, undefined when it is not set. */
export function valueAt(config: Config, key: string): unknown {
  let value: unknown = config;
  for (const name of key.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Config)[name];
  }
  return value;
}

/** The configuration with another value; undefined takes the key out, and an object that is empty then. The order of keys stays. */
export function withValue(config: Config, key: string, value: unknown): Config {
  const [name, ...rest] = key.split(".");
  const inner = rest.length === 0 ? value : withValue(objectAt(config, name!), rest.join("."), value);
  const isGone = inner === undefined || (rest.length > 0 && Object.keys(inner as object).length === 0);
  const { [name!]: _old, ...others } = config;
  if (isGone) return others;
  return { ...config, [name!]: inner };
}

function objectAt(config: Config, name: string): Config {
  const value = config[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Config) : {};
}

/** What stands in the field for a value. */
export function fieldText({ kind, choices }: Field, value: unknown): string {
  if (value === undefined) return "";
  if (kind === "choice") return String(choices.indexOf(value));
  if (kind === "texts" && Array.isArray(value)) return value.map(String).join("\n");
  if (kind === "pairs" && typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([name, text]) => `${name}: ${String(text)}`)
      .join("\n");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The value for what stands in a field; what cannot be one stays a text, so that the check names it. Nothing at all means that the key
 * is not set, unless it must be.
 */
export function fieldValue({ kind, choices, isRequired }: Field, text: string): unknown {
  if (kind === "choice") return choices[Number(text === "" ? NaN : text)];
  if (text.trim() === "") return isRequired ? "" : undefined;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (kind === "texts") return lines.map((line) => line.trim());
  if (kind === "pairs") return Object.fromEntries(lines.map(pairOf));
  if (kind === "number" && /^\s*-?\d+(\.\d+)?\s*$/.test(text)) return Number(text);
  return text;
}

function pairOf(line: string): [name: string, value: string] {
  const [, name, value] = /^\s*([^:]*?)\s*:\s?(.*)$/.exec(line) ?? [];
  return name === undefined ? [line.trim(), ""] : [name, value!];
}

/** What counts when a field is left empty, in words; "" when nothing does. */
export function fallbackText({ kind, fallback, unit }: Field): string {
  if (fallback === undefined || fallback === "") return "";
  if (kind === "texts" || kind === "pairs") return "";
  if (fallback === true || fallback === false) return fallback ? "yes" : "no";
  return unit === "" ? plainText(fallback) : `${plainText(fallback)} ${unit}`;
}

/** "" for what is more than a text or a number. */
function plainText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** What is allowed, in words. */
export function rangeText({ kind, min, max, unit }: Field): string {
  if (kind !== "number" || min === undefined || max === undefined) return "";
  return `${min} to ${max}${unit === "" ? "" : ` ${unit}`}`;
}
