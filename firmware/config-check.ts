/**
 * Judges a configuration by the rules made from `config.schema.json`. Knows the form of a configuration, not its meaning.
 */

/**
 * One value: its kind, its limits (length of a text and of the texts in a list or map; range of a number; the choices) and its
 * default. Without a default the value must be given.
 */
export type Rule = [kind: string, min: number | unknown[], max: number, fallback?: unknown];

/** Rules of an object, by key; a nested object has rules of its own. */
export interface Rules {
  [key: string]: Rule | Rules;
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
  for (const key in config)
    if (!rules.hasOwnProperty(key))
      throw new Error(path + key + ": unknown key; known are " + Object.keys(rules).join(", "));
  const checked: Raw = {};
  for (const key in rules) {
    const rule = rules[key]!;
    const value = config[key];
    checked[key] = Array.isArray(rule)
      ? checkValue(rule, value, path + key)
      : checkConfig(rule, checkObject(value, path + key), path + key + ".");
  }
  return checked;
}

function checkObject(value: unknown, name: string): Raw {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(name + ": must be an object");
  return value as Raw;
}

function checkValue(rule: Rule, value: unknown, name: string): unknown {
  if (value === undefined && rule.length === 4) return rule[3];
  if (value === undefined) throw new Error(name + ": must be given");
  const kind = rule[0];
  if (kind === "choice") checkChoice(rule[1] as unknown[], value, name);
  else if (kind === "number") checkNumber(rule, value, name);
  else if (kind === "text") checkText(rule, value, name);
  else checkTexts(rule, value, name);
  return value;
}

function checkChoice(choices: unknown[], value: unknown, name: string): void {
  if (choices.indexOf(value) < 0)
    throw new Error(name + ": " + JSON.stringify(value) + " is none of " + choices.join(", "));
}

function checkNumber(rule: Rule, value: unknown, name: string): void {
  const min = rule[1] as number;
  if (typeof value !== "number" || (value | 0) !== value || value < min || value > rule[2])
    throw new Error(name + ": " + JSON.stringify(value) + " must be a whole number from " + min + " to " + rule[2]);
}

/** Every text may end up in an AT command or an HTTP header: printable ASCII without quotes. */
function checkText(rule: Rule, value: unknown, name: string): void {
  const min = rule[1] as number;
  if (typeof value !== "string" || value.length < min || value.length > rule[2])
    throw new Error(name + ": must be a text of " + min + " to " + rule[2] + " characters");
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 32 || code > 126 || code === 34)
      throw new Error(
        name + ": character " + i + " (code " + code + ") is not allowed: use ASCII without quotes, CR, LF",
      );
  }
}

/** A list or a map of texts; the keys of a map are checked like its values. */
function checkTexts(rule: Rule, value: unknown, name: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value) !== (rule[0] === "list"))
    throw new Error(name + ": must be a " + rule[0] + " of texts");
  const texts = value as Raw;
  for (const key in texts) {
    checkText(rule, key, name);
    checkText(rule, texts[key], name + "." + key);
  }
}
