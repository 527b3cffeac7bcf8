/** Parameters that a command names in quotes, such as AT+QSSLCFG="seclevel". */
import type { Profile } from "../simulator/profile";
import { profileNamed } from "../simulator/profiles";
import type { Place } from "./driver-uses";
import { type Evidence, joinEqual, type Variant } from "./evidence";
import { isRefused, type ModuleProbe } from "./module-probe";
import { bestProofs, type Proof, type Subject } from "./proofs";

export interface ParameterRow {
  name: string;
  /** Range as the test form shows it, or the pattern that a value must fit where there is no test form. */
  ranges: Variant[];
  /** Value that a query answers after power on. */
  defaults: Variant[];
  modules: string[];
  driver: Place[];
  proofs: Proof[];
}

/** What the profiles list: names with the pattern of their values, and how one is asked for. */
interface ParameterSource {
  list(profile: Profile): readonly { name: string; pattern?: RegExp }[];
  /** What stands behind the name in a query and its answer. */
  context: string;
}

const SOURCES: Readonly<Record<string, ParameterSource>> = {
  "+QSSLCFG": { list: ({ ssl }) => ssl.parameters, context: ",0" },
  "+QCFG": { list: ({ qcfg }) => qcfg, context: "" },
  "+QICFG": { list: ({ qicfg }) => qicfg, context: "" },
};

/** Rows of all parameters that a module has; empty for a command without any. */
export async function parameterRows(command: string, { uses, cases, probes }: Evidence): Promise<ParameterRow[]> {
  const source = SOURCES[command];
  if (!source) return [];
  const answers = new Map<string, ModuleAnswer[]>();
  for (const probe of probes) {
    for (const answer of await moduleAnswers(command, source, probe)) {
      answers.set(answer.name, [...(answers.get(answer.name) ?? []), answer]);
    }
  }
  return [...answers].map(([name, found]) => ({
    name,
    ranges: joinEqual(found.map(({ module, range }) => ({ modules: [module], text: range }))),
    defaults: joinEqual(found.map(({ module, initial }) => ({ modules: [module], text: initial }))),
    modules: found.map(({ module }) => module),
    driver: uses.parameter(command, name),
    proofs: bestProofs(cases, parameterSubject(command, name)),
  }));
}

interface ModuleAnswer {
  name: string;
  module: string;
  range: string;
  initial: string;
}

async function moduleAnswers(command: string, source: ParameterSource, probe: ModuleProbe): Promise<ModuleAnswer[]> {
  const { lines } = await probe.ask(`AT${command}=?`);
  const found: ModuleAnswer[] = [];
  for (const { name, pattern } of source.list(profileNamed(probe.profile))) {
    const start = `${command}: "${name}",`;
    const shown = lines.find((line) => line.startsWith(start))?.slice(start.length);
    const query = `${command}="${name}"${source.context}`;
    const answer = await probe.ask(`AT${query}`);
    if (isRefused(answer)) throw new Error(`${probe.profile} refuses AT${query}, which its profile lists`);
    const initial = answer.lines.join(" ").slice(start.length + source.context.length);
    found.push({ name, module: probe.profile, range: shown ?? patternText(pattern), initial });
  }
  return found;
}

/** The pattern between slashes, without its anchors. */
function patternText(pattern: RegExp | undefined): string {
  return pattern ? `/${pattern.source.replace(/^\^|\$$/g, "")}/` : "";
}

/** Used where it is sent: `+QSSLCFG="name"`, or the start of a text, as in a list of parameters. */
function parameterSubject(command: string, name: string): Subject {
  const quotedName = `"${name}"`;
  return {
    isNamedIn: (title) => title.includes(`${command}=${quotedName}`) || title.startsWith(quotedName),
    isUsedIn: (text) => text.includes(`${command}=${quotedName}`) || text.startsWith(`${quotedName},`),
  };
}
