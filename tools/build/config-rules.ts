import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes `firmware/config-rules.ts`, the board's compact form of `firmware/config.schema.json`, so that both judge a
 * configuration by one source. Run by the build; a test keeps the committed file in step.
 */

interface Schema {
  type?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
}

const FIRMWARE = join(__dirname, "../../firmware");
export const RULES_FILE = join(FIRMWARE, "config-rules.ts");

/** The text of `firmware/config-rules.ts` for the schema as it is now. */
export function configRulesText(): string {
  const schema = JSON.parse(readFileSync(join(FIRMWARE, "config.schema.json"), "utf8")) as Schema;
  return `/* Made from config.schema.json by the build: edit that file, then run npm run build. */
import type { Rules } from "./config-check";

/** A function, so that the rules take memory only while a configuration is checked. */
export function configRules(): Rules {
  // prettier-ignore
  return ${rule(schema)};
}
`;
}

/** What a command says when {@link updateConfigRules} wrote. */
export const RULES_RENEWED = "firmware/config-rules.ts was made anew from config.schema.json";

/** Writes the file when the schema has changed. @returns whether it did. */
export function updateConfigRules(file = RULES_FILE): boolean {
  const text = configRulesText();
  let before = "";
  try {
    before = readFileSync(file, "utf8");
  } catch {
    // A first build has no such file.
  }
  if (before === text) return false;
  writeFileSync(file, text);
  return true;
}

/** As in `firmware/config-check.ts`. */
const enum Kind {
  Text,
  Number,
  Choice,
  List,
  Map,
}

/** One schema as the board's rule: see `firmware/config-check.ts` for the form. */
function rule(schema: Schema): string {
  const properties = schema.properties;
  if (properties) {
    const members = Object.entries(properties).map(
      ([key, value]) => `${key}: ${value.properties ? section(value) : rule(value)}`,
    );
    return `{ ${members.join(", ")} }`;
  }
  const parts = [...kind(schema)];
  if (schema.default !== undefined) parts.push(schema.default);
  return JSON.stringify(parts);
}

/** The rules of a nested object: made only when they are needed. */
function section(schema: Schema): string {
  return `() => (${rule(schema)})`;
}

function kind(schema: Schema): unknown[] {
  if (schema.type === "boolean") return [Kind.Choice, [true, false], 0];
  if (schema.enum) return [Kind.Choice, schema.enum, 0];
  if (schema.type === "string") return [Kind.Text, schema.minLength ?? 0, schema.maxLength];
  if (schema.type === "integer") return [Kind.Number, schema.minimum, schema.maximum];
  if (schema.type === "array") return [Kind.List, 0, schema.items?.maxLength];
  if (schema.type === "object") return [Kind.Map, 0, (schema.additionalProperties as Schema).maxLength];
  throw new Error(`config.schema.json: no rule for ${JSON.stringify(schema)}`);
}
