/** What the tables are made from, and texts that hold for some modules. */
import type { DriverUses } from "./driver-uses";
import type { ModuleProbe } from "./module-probe";
import type { Source } from "./sources";
import type { TestCase } from "./test-cases";

export interface Evidence {
  /** Sources of the simulator. */
  simulator: readonly Source[];
  uses: DriverUses;
  cases: readonly TestCase[];
  /** One of each module. */
  probes: readonly ModuleProbe[];
}

/** A text and the modules it holds for. */
export interface Variant {
  modules: string[];
  text: string;
}

/** Modules of which the same is true become one. */
export function joinEqual(variants: readonly Variant[]): Variant[] {
  const byText = new Map<string, string[]>();
  for (const { modules, text } of variants) byText.set(text, [...(byText.get(text) ?? []), ...modules]);
  return [...byText].map(([text, modules]) => ({ modules, text }));
}
