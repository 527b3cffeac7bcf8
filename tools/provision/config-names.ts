/** The names of the modem's files in a configuration: reads them, and puts new ones in with all the rest of the text as it was. */
import { parseExpressionAt, type Expression, type ObjectExpression, type Property } from "acorn";

/** Members of `tls`. */
export interface TlsNames {
  verify?: "server" | "mutual" | "none";
  ca?: string;
  cert?: string;
  key?: string;
}

const FIELDS = ["verify", "ca", "cert", "key"] as const;

/** A configuration with its names. @throws Error when the text is no JSON object, or `tls` is none. */
export function readTlsNames(text: string): TlsNames {
  const tls = parseConfig(text)["tls"] ?? {};
  if (typeof tls !== "object" || Array.isArray(tls)) throw new Error("tls: must be an object");
  return tls;
}

/** `server.url`, undefined when there is none. */
export function readServerUrl(text: string): string | undefined {
  const server = parseConfig(text)["server"] as { url?: string } | undefined;
  return server?.url;
}

function parseConfig(text: string): Record<string, unknown> {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    // The parser's own text quotes the file, which may hold a password.
    throw new Error("is no JSON");
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) throw new Error("is no JSON object");
  return config as Record<string, unknown>;
}

/** Names of the files that are provisioned. */
export interface FileNames {
  ca: string;
  cert?: string;
  key?: string;
}

/**
 * The members of `tls` that a configuration gets; without one, what is to be written into one.
 * @throws Error when it wants a client certificate that it neither has nor is given.
 */
export function namesFor(config: string | undefined, { ca, cert, key }: FileNames): TlsNames {
  if (cert !== undefined && key !== undefined) return { verify: "mutual", ca, cert, key };
  const before = config === undefined ? {} : readTlsNames(config);
  if (before.verify === "mutual" && !(before.cert && before.key))
    throw new Error("tls.verify is mutual: give --cert and --key too");
  // What is put there is to be used.
  return before.verify === "none" ? { verify: "server", ca } : { ca };
}

/** @returns the text with these members in `tls`; nothing else is changed, not even its layout. */
export function withTlsNames(text: string, names: TlsNames): string {
  readTlsNames(text);
  let result = text;
  for (const field of FIELDS) {
    const value = names[field];
    if (value !== undefined) result = withMember(result, field, JSON.stringify(value));
  }
  return result;
}

function withMember(text: string, field: string, value: string): string {
  const config = parseExpressionAt(text, 0, { ecmaVersion: "latest" }) as ObjectExpression;
  const tls = member(config, "tls");
  if (!tls) return inserted(text, config, "tls", `{ "${field}": ${value} }`);
  const old = member(tls as ObjectExpression, field);
  if (old) return text.slice(0, old.start) + value + text.slice(old.end);
  return inserted(text, tls as ObjectExpression, field, value);
}

/** The last one of that name counts, as for JSON.parse. */
function member(object: ObjectExpression, name: string): Expression | undefined {
  const properties = object.properties as Property[];
  return properties.findLast(({ key }) => key.type === "Literal" && key.value === name)?.value;
}

/** Behind the last member, in the layout of the members that are there. */
function inserted(text: string, object: ObjectExpression, name: string, value: string): string {
  const properties = object.properties as Property[];
  const [first, last] = [properties[0], properties.at(-1)];
  if (!first || !last) return `${text.slice(0, object.start)}{ "${name}": ${value} }${text.slice(object.end)}`;
  const gap = text.slice(object.start + 1, first.start);
  const colon = text.slice(first.key.end, first.value.start);
  return `${text.slice(0, last.end)},${gap}"${name}"${colon}${value}${text.slice(last.end)}`;
}
