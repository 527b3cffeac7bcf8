/** The rows of the tables: each command and parameter with what the modules answer, who uses it and what proves it. */
import type { CommandForm } from "../simulator/command-line";
import type { CommandEntry, Coverage } from "../simulator/command-registry";
import { type CommandGroup, commandGroups } from "./command-groups";
import { commandsNamed, commandsSent } from "./command-names";
import type { Place } from "./driver-uses";
import { type Evidence, joinEqual, type Variant } from "./evidence";
import { isRefused, ModuleProbe } from "./module-probe";
import { parameterRows, type ParameterRow } from "./parameter-rows";
import { bestProofs, type Proof, type Subject } from "./proofs";

export interface CommandRow {
  /** `AT+QSSLOPEN`. */
  command: string;
  forms: CommandForm[];
  coverage: Coverage;
  /** Answers to the test form without the command's name; empty where there is no such form. */
  ranges: Variant[];
  /** Modules that have the command. */
  modules: string[];
  driver: Place[];
  proofs: Proof[];
  parameters: ParameterRow[];
}

export interface CommandTable extends Omit<CommandGroup, "entries"> {
  rows: CommandRow[];
}

const FORMS: readonly CommandForm[] = ["test", "read", "write", "execute"];

/** Every command of the simulator, by group. */
export async function commandTables(evidence: Evidence): Promise<CommandTable[]> {
  const tables: CommandTable[] = [];
  for (const { entries, ...group } of await commandGroups()) {
    const rows: CommandRow[] = [];
    for (const entry of entries) rows.push(await commandRow(entry, evidence));
    tables.push({ ...group, rows });
  }
  return tables;
}

async function commandRow(entry: CommandEntry, evidence: Evidence): Promise<CommandRow> {
  const { uses, cases, probes } = evidence;
  const ranges = entry.forms.test ? await testAnswers(entry.name, probes) : [];
  const parameters = await parameterRows(entry.name, evidence);
  return {
    command: `AT${entry.name}`,
    forms: FORMS.filter((form) => entry.forms[form]),
    coverage: entry.coverage,
    ranges: parameters.length > 0 ? [] : ranges,
    modules: await modulesWith(entry, probes, parameters),
    driver: uses.command(entry.name),
    proofs: bestProofs(cases, commandSubject(entry.name)),
    parameters,
  };
}

function commandSubject(name: string): Subject {
  return {
    isNamedIn: (title) => commandsNamed(title).includes(name),
    isUsedIn: (text) => commandsSent(text).includes(name) && /^\W*AT|^;/.test(text),
  };
}

async function testAnswers(name: string, probes: readonly ModuleProbe[]): Promise<Variant[]> {
  const answers: Variant[] = [];
  for (const probe of probes) {
    const answer = await probe.ask(`AT${name}=?`);
    const text = answer.lines.map((line) => line.replace(`${name}: `, "")).join(" ") || answer.final;
    if (!isRefused(answer)) answers.push({ modules: [probe.profile], text });
  }
  return joinEqual(answers);
}

async function modulesWith(
  entry: CommandEntry,
  probes: readonly ModuleProbe[],
  parameters: readonly ParameterRow[],
): Promise<string[]> {
  const modules: string[] = [];
  for (const { profile } of probes) {
    const hasParameter = parameters.some((row) => row.modules.includes(profile));
    if (hasParameter || (await isKnown(entry, profile))) modules.push(profile);
  }
  return modules;
}

/** Asks a module that is only for this: a command in its execute form does what it says. */
async function isKnown({ name, forms }: CommandEntry, profile: string): Promise<boolean> {
  const mark = forms.test ? "=?" : forms.read ? "?" : "";
  const probe = await ModuleProbe.start(profile);
  return !isRefused(await probe.ask(`AT${name}${mark}`));
}
