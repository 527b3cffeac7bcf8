/** What stands in the cells of the tables. */
import { PROFILE_NAMES } from "../simulator";
import type { Place } from "./driver-uses";
import type { Variant } from "./evidence";
import { code, codeList, fileLink, lines, plain } from "./markdown";
import type { Proof } from "./proofs";

const LONGEST_TITLE = 90;
/** Functions named for one file. */
const MOST_NAMES = 3;

/** A title that is a command or URC and nothing else. */
const COMMAND = /^(AT[^\s`]+|\+[A-Z]+(: [^\s`]+)?)$/;

/** Nothing to say. */
export const NONE = "—";

export function moduleCell(modules: readonly string[]): string {
  if (modules.length === 0) return "none";
  return modules.length === PROFILE_NAMES.length ? "all" : modules.join(", ");
}

/** One text when it holds for all of the `modules` that have the command, else a line for each. */
export function variantCell(variants: readonly Variant[], modules: readonly string[]): string {
  const isSame = variants.length === 1 && variants[0]!.modules.length === modules.length;
  if (isSame) return shown(variants[0]!);
  return variants.length === 0 ? NONE : lines(variants.map((each) => `${each.modules.join(", ")}: ${shown(each)}`));
}

/** A pattern, which begins with a slash, cannot be broken. */
function shown({ text }: Variant): string {
  if (text === "") return NONE;
  return text.startsWith("/") ? code(text) : codeList(text);
}

/** Files with the functions in them. */
export function placeCell(places: readonly Place[], otherwise: string): string {
  const files = new Map<string, string[]>();
  for (const { file, name } of places) files.set(file, [...(files.get(file) ?? []), name]);
  return files.size === 0 ? otherwise : lines([...files].map(([file, names]) => placeText(file, names)));
}

function placeText(file: string, names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => code(name));
  return `${fileLink(file)} ${shown.join(", ")}${names.length > MOST_NAMES ? ", …" : ""}`;
}

/** File and title of each test; in italics where the title does not name what the test proves. */
export function proofCell(proofs: readonly Proof[]): string {
  return proofs.length === 0 ? "none" : lines(proofs.map(proofText));
}

function proofText({ file, title, isNamed }: Proof): string {
  const text = title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 1).trimEnd()}…` : title;
  if (COMMAND.test(text)) return `${fileLink(file)} ${code(text)}`;
  return `${fileLink(file)} ${isNamed ? plain(text) : `_${plain(text)}_`}`;
}
