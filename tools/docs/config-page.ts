/** The text of docs/configuration.md: every key of `config.json`, as firmware/config.schema.json has it, and whole examples. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { CONFIG_EXAMPLES } from "./config-examples";
import { formatted } from "./formatted";
import { code, plain, table } from "./markdown";
import { PROJECT } from "./sources";
import { CONFIG_PAGE } from "./page-names";

export { CONFIG_PAGE };

const SCHEMA_FILE = "firmware/config.schema.json";

interface Schema {
  description?: string;
  type?: string;
  enum?: readonly unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  examples?: readonly unknown[];
  required?: readonly string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | false;
}

/** The unit of a number, by how its key ends. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/Ms$/, "ms"],
  [/S$/, "s"],
  [/kBytesPerDay$/, "kB a day"],
  [/PerDay$/, "a day"],
  [/bytes$/, "bytes"],
  [/baud$/, "baud"],
  [/batch$/, "readings"],
];

const INTRODUCTION = `# Configuration

Made by \`npm run docs\` from [config.schema.json](../${SCHEMA_FILE}), the JSON Schema of the file; an editor that knows JSON Schema checks
and completes by it.

The board reads \`config.json\` from its flash. \`npm run flash -- --config config.json\` and the board page check it and put it there. Unknown
keys and values out of range are refused by name: on the PC before the board is touched, and by the board when it starts; the firmware then
does nothing else. Texts are printable ASCII without double quotes: no text can add a command of its own to the dialogue with the modem.
What is left out takes its default; \`apn\` and \`server.url\` must be given. \`npm start\` writes a configuration for the demonstration by itself.`;

/** The page as it should be. */
export function makeConfigPage(): Promise<string> {
  const schema = JSON.parse(readFileSync(path.join(PROJECT, SCHEMA_FILE), "utf8")) as Schema;
  return formatted([INTRODUCTION, "## Keys", ...keySections(schema), "## Examples", ...examples()].join("\n\n"));
}

/** The keys at the top in one table, and a section for each object. */
function keySections(schema: Schema): string[] {
  const entries = Object.entries(schema.properties ?? {});
  const plainKeys = entries.filter(([, each]) => !each.properties);
  const objects = entries.filter(([, each]) => each.properties);
  return [
    keyTable(plainKeys.map(([key, each]) => keyRow(key, each, schema))),
    ...objects.flatMap(([name, each]) => [
      `### ${code(name)}`,
      plain(each.description ?? ""),
      keyTable(Object.entries(each.properties!).map(([key, member]) => keyRow(`${name}.${key}`, member, each))),
    ]),
  ];
}

function keyTable(rows: string[][]): string {
  return table(["key", "values", "unit", "default", "what it does", "example"], rows);
}

function keyRow(name: string, schema: Schema, parent: Schema): string[] {
  const key = name.split(".").at(-1)!;
  const isRequired = parent.required?.includes(key) ?? false;
  const [example] = schema.examples ?? [];
  if (!schema.description || example === undefined)
    throw new Error(`${SCHEMA_FILE}: ${name}: no description or example`);
  return [
    code(name),
    valuesText(name, schema),
    unitOf(name, schema),
    isRequired ? "**required**" : code(JSON.stringify(schema.default)),
    plain(schema.description),
    code(JSON.stringify(example)),
  ];
}

/** Type and range. @throws Error for a form that config-rules.ts has no rule for either. */
function valuesText(name: string, schema: Schema): string {
  const { type, enum: choices, minimum, maximum, minLength = 0, maxLength, items, additionalProperties } = schema;
  if (choices) return choices.map((choice) => code(JSON.stringify(choice))).join(", ");
  if (type === "boolean") return "`true`, `false`";
  if (type === "integer") return `whole number ${minimum} to ${maximum}`;
  if (type === "string") return `text, ${minLength} to ${maxLength} characters`;
  if (type === "array" && items) return `list of texts, each at most ${items.maxLength} characters`;
  if (type === "object" && additionalProperties)
    return `object of texts, names and texts at most ${additionalProperties.maxLength} characters`;
  throw new Error(`${SCHEMA_FILE}: ${name}: no words for ${JSON.stringify(schema)}`);
}

function unitOf(name: string, { type }: Schema): string {
  if (type !== "integer") return "";
  const unit = UNITS.find(([ending]) => ending.test(name))?.[1];
  if (unit === undefined) throw new Error(`tools/docs/config-page.ts: no unit for ${name}`);
  return unit;
}

function examples(): string[] {
  return CONFIG_EXAMPLES.flatMap(({ title, text, config }) => [
    `### ${title}`,
    text,
    `\`\`\`json\n${JSON.stringify(config, undefined, 2)}\n\`\`\``,
  ]);
}
