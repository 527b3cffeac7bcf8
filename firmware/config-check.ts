/**
 * Judges a configuration by the rules made from `config.schema.json`. Knows the form of a configuration, not its meaning.
 */
import { isPlain } from "../modules/quectel/text";

/** A number takes one variable in a rule, a text two. */
export const enum Kind {
  Text,
  Number,
  Choice,
  /** Of texts. */
  List,
  /** Of texts. */
  Map,
}

/**
 * One value: its kind, its limits (length of a text and of the texts in a list or map; range of a number; the choices) and its
 * default. Without a default the value must be given.
 */
export type Rule = [kind: Kind, min: number | unknown[], max: number, fallback?: unknown];

/** Rules of an object, by key; a nested object has rules of its own, which are made when they are needed and take memory only then. */
export interface Rules {
  [key: string]: Rule | (() => Rules);
}

/** A configuration as it came: anything. */
export interface Raw {
  [key: string]: unknown;
}

/**
 * @param path where `config` lies in the whole, for errors: "" or "tls.".
 * @returns a copy with every default filled in.
 * @throws Error naming the key, the value and what is allowed.
 */
export function checkConfig(rules: Rules, config: Raw, path: string): Raw {
  const fail = (key: string, problem: string): never => {
    throw new Error(path + key + ": " + problem);
  };
  const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
  const checkText = (key: string, rule: Rule, value: unknown): void => {
    const min = rule[1] as number;
    // Every text may end up in an AT command or an HTTP header.
    if (typeof value !== "string" || value.length < min || value.length > rule[2] || !isPlain(value))
      fail(key, "must be a text of " + min + " to " + rule[2] + " ASCII characters without quotes, CR, LF");
  };
  const checkTexts = (key: string, rule: Rule, value: unknown): void => {
    const isList = rule[0] === Kind.List;
    if (isList ? !Array.isArray(value) : !isObject(value))
      fail(key, "must be a " + (isList ? "list" : "map") + " of texts");
    for (const name in value as Raw) {
      checkText(key, rule, name);
      checkText(key + "." + name, rule, (value as Raw)[name]);
    }
  };
  const checkValue = (key: string, rule: Rule, value: unknown): void => {
    const kind = rule[0];
    const min = rule[1];
    if (kind === Kind.Choice) {
      if ((min as unknown[]).indexOf(value) < 0)
        fail(key, JSON.stringify(value) + " is none of " + (min as unknown[]).join(", "));
    } else if (kind === Kind.Text) checkText(key, rule, value);
    else if (kind !== Kind.Number) checkTexts(key, rule, value);
    else if (typeof value !== "number" || (value | 0) !== value || value < (min as number) || value > rule[2])
      fail(key, JSON.stringify(value) + " is no whole number from " + (min as number) + " to " + rule[2]);
  };
  const checked: Raw = {};
  for (const key in config)
    if (!rules.hasOwnProperty(key)) fail(key, "unknown key; known are " + Object.keys(rules).join(", "));
  for (const key in rules) {
    const rule = rules[key]!;
    const value = config[key];
    if (!Array.isArray(rule)) {
      if (value !== undefined && !isObject(value)) fail(key, "must be an object");
      checked[key] = checkConfig(rule(), (value || {}) as Raw, path + key + ".");
    } else if (value !== undefined) {
      checkValue(key, rule, value);
      checked[key] = value;
    } else if (rule.length < 4) fail(key, "must be given");
    else checked[key] = rule[3];
  }
  return checked;
}
