/**
 * Text of values as Espruino writes it: numbers with at most eleven decimals, characters beyond ASCII escaped, functions left
 * out. What no host can imitate is the text of a number inside a template or a concatenation.
 */

/** Decimals that the interpreter writes. */
const DECIMALS = 11;
/** A rest below this is taken for rounding error. */
const STOP_AT = 1e-7;

/** Text of a number. */
export function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return `${value + 0}`;
  if (!Number.isFinite(value) || Number.isInteger(value)) return largeText(value);
  if (Math.abs(value) < 1e-6) return String(value);
  const text = cutText(Math.abs(value));
  return value < 0 ? `-${text}` : text;
}

function largeText(value: number): string {
  const text = String(value + 0);
  return text.replace(/^(-?)1e\+21$/, "$110e+20");
}

/** Digits are cut, not rounded, and end where the rest is nothing but rounding error. */
function cutText(value: number): string {
  let whole = Math.floor(value);
  let rest = value - whole;
  if (rest + STOP_AT >= 1) return String(++whole);
  let digits = "";
  for (rest *= 10; digits.length < DECIMALS && rest > STOP_AT;) {
    const digit = Math.min(9, Math.floor(rest + 1e-8));
    digits += String(digit);
    rest = (rest - digit) * 10;
  }
  return digits === "" ? String(whole) : `${whole}.${digits}`;
}

const SHORT_ESCAPES: Record<string, string> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

/** A string in quotes, all in ASCII. */
export function quote(text: string, escape = unicodeEscape): string {
  return `"${text.replace(/[^ !#-[\]-~]/g, (char) => SHORT_ESCAPES[char] ?? escape(char))}"`;
}

function unicodeEscape(char: string): string {
  return "\\u" + char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
}

function byteEscape(char: string): string {
  return "\\x" + char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}

interface JsonStyle {
  quote: (text: string) => string;
  key: (text: string) => string;
  /** Indentation of one level, "" for all on one line. */
  indent: string;
}

/** `JSON.stringify`. Espruino ignores the replacer, and answers a text always: "null" for undefined. */
export function stringify(value: unknown, _replacer?: unknown, space?: number | string): string {
  const indent = typeof space === "number" ? " ".repeat(Math.min(10, Math.max(0, space))) : (space ?? "");
  return text(value, { quote, key: quote, indent }, "\n");
}

/** The shorter form in which `Storage.writeJSON` writes: keys without quotes, `\xHH` escapes. */
export function compactJson(value: unknown): string {
  const short = (string: string): string => quote(string, byteEscape);
  const key = (name: string): string => (/^[a-z_$][\w$]*$|^\d+$/i.test(name) ? name : short(name));
  return text(value, { quote: short, key, indent: "" }, "\n");
}

/** @param line the line break with the indentation reached. */
function text(value: unknown, style: JsonStyle, line: string): string {
  if (typeof value === "string") return style.quote(value);
  if (typeof value === "number") return Number.isFinite(value) ? numberText(value) : "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "function") return "undefined";
  if (typeof value !== "object" || value === null) return "null";
  const { toJSON } = value as { toJSON?: () => unknown };
  if (typeof toJSON === "function") return text(toJSON.call(value), style, line);
  return containerText(value, style, line);
}

function containerText(value: object, style: JsonStyle, line: string): string {
  const inner = line + style.indent;
  const colon = style.indent ? ": " : ":";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>, (item) => text(item, style, inner));
    return wrap("[", items, "]", style, line);
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== "function");
  const items = entries.map(([key, item]) => style.key(key) + colon + text(item, style, inner));
  return wrap("{", items, "}", style, line);
}

function wrap(open: string, items: string[], close: string, style: JsonStyle, line: string): string {
  if (!style.indent) return open + items.join(",") + close;
  if (items.length === 0) return `${open}  ${close}`;
  const inner = line + style.indent;
  return `${open} ${inner}${items.join(`, ${inner}`)}${line} ${close}`;
}
