/** Pieces of Markdown. */

/** A word of more characters makes its column too wide. */
const LONGEST_WORD = 40;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cellText).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A bar would end the cell, also between backticks. */
function cellText(text: string): string {
  return text.replace(/\|/g, "\\|");
}

/** In code font. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** In code font; a list without spaces that is too long for a line gets one behind each comma. */
export function codeList(text: string): string {
  const isLong = text.split(" ").some((word) => word.length > LONGEST_WORD);
  return code(isLong ? text.replace(/,(?=[^,])/g, ", ") : text);
}

/** A link from `docs/` to a file of the project. @param label default: the file's bare name. */
export function fileLink(file: string, label = file.split("/").at(-1)!): string {
  return `[${label}](../${file})`;
}

/** Prose in which no character has a meaning for Markdown. */
export function plain(text: string): string {
  return text.replace(/[\\`*_<>[\]#]/g, "\\$&");
}

/** Lines in one cell. */
export function lines(texts: readonly string[]): string {
  return texts.join("<br>");
}
