/** The rows of the URC table: what the simulator sends and what the driver listens for. */
import { profileNamed } from "../simulator/profiles";
import type { Place } from "./driver-uses";
import type { Evidence } from "./evidence";
import { bestProofs, type Proof, type Subject } from "./proofs";
import { urcTexts } from "./urc-texts";

export interface UrcRow {
  /** With its parameters, `+QSSLURC: "closed",<clientid>`. */
  form: string;
  /** Empty: the simulator does not send it. */
  simulator: Place[];
  /** Modules that say it while they boot; empty for a URC that comes later. */
  bootOf: string[];
  /** Functions that take it; empty: the driver passes over it. */
  driver: Place[];
  proofs: Proof[];
}

/** What comes while a module boots in order of time, then the others by name. */
export function urcRows(evidence: Evidence): UrcRow[] {
  const rows = new Map<string, UrcRow>();
  const rowOf = (form: string): UrcRow => {
    const row = rows.get(form) ?? { form, simulator: [], bootOf: [], ...knownOf(form, evidence) };
    rows.set(form, row);
    return row;
  };
  for (const [form, module] of bootLines(evidence)) rowOf(form).bootOf.push(module);
  const later = urcTexts(evidence.simulator).sort((a, b) => (a.form < b.form ? -1 : 1));
  for (const { form, file, name } of later) rowOf(form).simulator.push({ file, name });
  const sent = new Set([...rows.keys()].map(prefixOf));
  for (const prefix of evidence.uses.urcPrefixes.filter((key) => !sent.has(key))) rowOf(prefix);
  return [...rows.values()];
}

const prefixOf = (form: string): string => form.split(": ")[0]!;

function knownOf(form: string, { uses, cases }: Evidence): Pick<UrcRow, "driver" | "proofs"> {
  return { driver: uses.urc(prefixOf(form)), proofs: bestProofs(cases, urcSubject(form)) };
}

/** The line about the SIM depends on the card: its form stands in the simulator's code. */
function bootLines({ probes }: Evidence): [form: string, module: string][] {
  const steps = probes.flatMap(({ profile }) => profileNamed(profile).boot.map(({ line }) => ({ line, profile })));
  return steps.filter(({ line }) => line !== "sim").map(({ line, profile }) => [line, profile]);
}

/** A parameter, the start or end of what may be left out, or a character with a meaning in patterns. */
const SPECIAL = /<\w+>|[[\].*+?^${}()|\\]/g;

/** A parameter may be given as in the form or by a value; what stands in brackets may be left out. */
function urcSubject(form: string): Subject {
  const parts = form.split('"').map((part, index) => partPattern(part, index % 2 === 1));
  const pattern = parts.join('"');
  const whole = new RegExp(`^\\s*${pattern}\\s*$`);
  const within = new RegExp(`(?<![\\w+])${pattern}(?![\\w:])`);
  return {
    isNamedIn: (title) => within.test(title),
    isUsedIn: (text) => text.split(/[\r\n]+/).some((line) => whole.test(line)),
  };
}

/** @param isQuoted between quotes a value may hold a comma. */
function partPattern(part: string, isQuoted: boolean): string {
  const value = isQuoted ? '[^"<>]+' : '[^",<>\\s]+';
  return part.replace(SPECIAL, (special) => {
    if (special[0] === "<") return `(?:<\\w+>|${value})`;
    return { "[": "(?:", "]": ")?" }[special] ?? `\\${special}`;
  });
}
