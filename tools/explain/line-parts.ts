/** Cuts lines of a dialogue into commands and parameters, as V.250 writes them. */

export type Form = "test" | "read" | "write" | "execute";

export interface Command {
  /** "+QSSLOPEN", "E", "&F"; as written, in capitals. */
  name: string;
  form: Form;
  /** With their quotes. */
  parameters: string[];
}

/** The commands of a line: `AT+CEREG?;+CGREG?` has two. Empty for `AT` alone. @param line with or without AT. */
export function commandsOf(line: string): Command[] {
  const body = line.trim().replace(/^AT/i, "");
  return splitAt(body, ";").flatMap((part) => basicAndExtended(part.trim()));
}

/** Parameters between commas; a comma in quotes parts nothing. */
export function parametersOf(text: string): string[] {
  return text === "" ? [] : splitAt(text, ",").map((part) => part.trim());
}

/** Without the quotes around it. */
export function unquoted(text: string): string {
  return /^"(.*)"$/s.exec(text)?.[1] ?? text;
}

function basicAndExtended(part: string): Command[] {
  const basic = /^(S\d+|&?[A-Z])(\?|=\?|=?(\d*))/i.exec(part);
  if (!basic || part.startsWith("+")) return part === "" ? [] : [extended(part)];
  const [whole, name, mark = "", value = ""] = basic;
  const form: Form = mark === "?" ? "read" : mark === "=?" ? "test" : value === "" ? "execute" : "write";
  const command = { name: name!.toUpperCase(), form, parameters: value === "" ? [] : [value] };
  return [command, ...basicAndExtended(part.slice(whole.length).trim())];
}

function extended(part: string): Command {
  const [, name = part, mark = "", rest = ""] = /^(\+?[A-Z0-9_]+)(=\?|\?|=|)(.*)$/is.exec(part) ?? [];
  const form: Form = mark === "=?" ? "test" : mark === "?" ? "read" : mark === "=" ? "write" : "execute";
  return { name: name.toUpperCase(), form, parameters: form === "write" ? parametersOf(rest) : [] };
}

function splitAt(text: string, mark: string): string[] {
  const parts = [""];
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    if (char === mark && !isQuoted) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}
