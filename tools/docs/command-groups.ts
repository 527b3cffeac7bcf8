/** The simulator's commands in the groups that its files make. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type CommandEntry } from "../simulator/command-registry";
import { makeRegistry } from "../simulator/commands";
import { PROJECT } from "./sources";

const FOLDER = "tools/simulator/commands";

export interface CommandGroup {
  /** First words of the file's comment. */
  title: string;
  /** The rest of its first sentence, "" when there is none. */
  subtitle: string;
  /** From the project's folder. */
  file: string;
  /** Manuals that describe the commands, where the entries tell. */
  manuals: string[];
  entries: CommandEntry[];
}

/** Every command of the registry, in its order; the TLS commands, which the project is about, in front. */
export async function commandGroups(): Promise<CommandGroup[]> {
  const fileOf = await filesByCommand();
  const groups = new Map<string, CommandGroup>();
  for (const entry of makeRegistry().entries) {
    const file = fileOf.get(entry.name) ?? `${FOLDER}/index.ts`;
    const group = groups.get(file) ?? { ...headOf(file), file, manuals: [], entries: [] };
    groups.set(file, group);
    group.entries.push(entry);
    if (entry.section !== undefined && !group.manuals.includes(entry.section)) group.manuals.push(entry.section);
  }
  const isFront = ({ file }: CommandGroup): boolean => path.basename(file).startsWith("ssl");
  const list = [...groups.values()];
  return [...list.filter(isFront), ...list.filter((group) => !isFront(group))];
}

/** Each file exports its commands as tables. */
async function filesByCommand(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of readdirSync(path.join(PROJECT, FOLDER)).filter((file) => file !== "index.ts")) {
    const exported = (await import(path.join(PROJECT, FOLDER, name))) as Record<string, unknown>;
    const tables = Object.values(exported).filter((value): value is CommandEntry[] => Array.isArray(value));
    for (const entry of tables.flat()) files.set(entry.name, `${FOLDER}/${name}`);
  }
  return files;
}

/** Title and subtitle from the comment at the top; references to where it was read are left out. */
function headOf(file: string): { title: string; subtitle: string } {
  const text = readFileSync(path.join(PROJECT, file), "utf8");
  const comment = /^\/\*\*([^]*?)\*\//.exec(text)?.[1] ?? path.basename(file, ".ts");
  const sentence = comment
    .replace(/\n \*/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ \(reference[^)]*\)/g, "")
    .split(". ")[0]!;
  const [title, ...rest] = sentence.trim().replace(/\.$/, "").split(": ");
  return { title: title!, subtitle: rest.join(": ") };
}
