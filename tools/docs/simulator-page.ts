/** The tables of docs/simulator.md: what the simulator answers, how the modems differ, and what a comparison passes over. */
import { LIBERTIES } from "../replay/legitimate";
import type { CommandEntry, Coverage } from "../simulator/command-registry";
import { makeRegistry } from "../simulator/commands";
import { FIRMWARE_NAMES, MODULES, PROFILE_NAMES, factsOf, profileNamed } from "../simulator/profiles";
import type { Fact } from "../simulator/profiles/fact";
import type { Traits } from "../simulator/profiles/traits";
import { commandGroups } from "./command-groups";
import { formatted } from "./formatted";
import { MANUAL_COMMANDS } from "./manual-commands";
import { code, plain, table } from "./markdown";
import { withPart } from "./page-part";
import { TRAIT_LABELS } from "./trait-labels";
import { SIMULATOR_PAGE } from "./page-names";

export { SIMULATOR_PAGE };

/** Tables by the word in their marks. */
const TABLES: Readonly<Record<string, () => string | Promise<string>>> = {
  profiles: profileTable,
  coverage: coverageTable,
  refused: refusedTable,
  differences: differenceTable,
  liberties: libertyList,
};

const COVERAGE_WORDS: Readonly<Record<Coverage, string>> = {
  full: "fully",
  partial: "partly",
  accepted: "accepted only",
};

/**
 * The page with its tables as they should be between their marks.
 * @throws Error when a mark is missing.
 */
export async function withTables(page: string): Promise<string> {
  let made = page;
  for (const [name, make] of Object.entries(TABLES))
    made = withPart(SIMULATOR_PAGE, made, name, await formatted(await make()));
  return made;
}

function profileTable(): string {
  const rows = MODULES.flatMap((module) =>
    module.firmwares.map(({ name, about, facts }) => [
      code(name === "" ? module.name : `${module.name}/${name}`),
      plain(facts.model.value),
      code(facts.revision.value),
      plain(about),
    ]),
  );
  return table(["`--profile`", "model", "revision", "what it is"], rows);
}

async function coverageTable(): Promise<string> {
  const groups = await commandGroups();
  const parts = groups.map(({ title, entries }) => {
    const words = Object.keys(COVERAGE_WORDS) as Coverage[];
    const cells = words.map((coverage) => commandsOf(entries.filter((entry) => entry.coverage === coverage)));
    return [plain(title), ...cells];
  });
  return table(["", ...Object.values(COVERAGE_WORDS)], parts);
}

function commandsOf(entries: readonly CommandEntry[]): string {
  return entries.map(commandText).join(", ") || "—";
}

/** The command, and the modems that have it where not all have. */
function commandText({ name }: CommandEntry): string {
  const without = PROFILE_NAMES.filter((profile) => profileNamed(profile).absentCommands.includes(name));
  return code(`AT${name}`) + (without.length === 0 ? "" : ` (not ${without.join(", ")})`);
}

function refusedTable(): string {
  const known = new Set(makeRegistry().entries.map(({ name }) => name));
  const rows = Object.entries(MANUAL_COMMANDS).flatMap(([subject, names]) => {
    const refused = names.filter((name) => !known.has(name));
    return refused.length === 0 ? [] : [[plain(subject), refused.map((name) => code(`AT${name}`)).join(", ")]];
  });
  return table(["subject", "refused"], rows);
}

interface Shown {
  value: string;
  evidence: string;
  source: string;
}

function differenceTable(): string {
  const rows = (Object.keys(TRAIT_LABELS) as (keyof Traits)[]).flatMap(traitRows);
  return table(["what", "modems", "value", "known by", "source"], rows);
}

/** One row for each value of a trait, with the modems that have it. */
function traitRows(trait: keyof Traits): string[][] {
  const shown = new Map<string, { names: string[]; fact: Shown }>();
  for (const name of FIRMWARE_NAMES) {
    const fact = factsOf(name)[trait];
    // A firmware is named where it differs from the usual one.
    if (name.includes("/") && factsOf(name.split("/")[0]!)[trait] === fact) continue;
    const text = { value: shownValue(trait, fact), evidence: fact.evidence, source: fact.source };
    const key = JSON.stringify(text);
    shown.set(key, { names: [...(shown.get(key)?.names ?? []), name], fact: text });
  }
  return [...shown.values()].map(({ names, fact: { value, evidence, source } }, index) => [
    index === 0 ? plain(TRAIT_LABELS[trait].what) : "",
    names.join(", "),
    plain(value),
    evidence,
    linked(source),
  ]);
}

function shownValue<Name extends keyof Traits>(trait: Name, { value }: Fact<Traits[Name]>): string {
  return TRAIT_LABELS[trait].show(value);
}

/** Threads as links, addresses as they are. */
function linked(source: string): string {
  return source
    .split(/(https:\/\/\S+|[\w.-]+\/[\w.-]+#\d+)/)
    .map((part, index) => {
      if (index % 2 === 0) return plain(part);
      return part.startsWith("https:") ? `<${part}>` : `[${part}](https://github.com/${part.replace("#", "/issues/")})`;
    })
    .join("");
}

function libertyList(): string {
  return plain([...new Set(LIBERTIES.map(({ what }) => what))].join(", ")) + ".";
}
