/** The text of docs/commands.md. */
import { PROFILE_NAMES } from "../simulator";
import { commandTables } from "./command-rows";
import { DriverUses } from "./driver-uses";
import type { Evidence } from "./evidence";
import { formatted } from "./formatted";
import { ModuleProbe } from "./module-probe";
import { commandSection, errorSections, introduction, urcSection } from "./sections";
import { readSources } from "./sources";
import { testCases } from "./test-cases";
import { urcRows } from "./urc-rows";
import { PAGE } from "./page-names";

export { PAGE };

/** Tests of this generator name commands without proving anything of them. */
const OWN_TESTS = "test/tools/docs/";

/** Reads the sources and tests as they are now, and asks each simulated module. */
export async function readEvidence(): Promise<Evidence> {
  const tests = readSources("test", ".test.ts").filter(({ file }) => !file.startsWith(OWN_TESTS));
  return {
    simulator: readSources("tools/simulator"),
    uses: new DriverUses([...readSources("modules"), ...readSources("firmware")]),
    cases: tests.flatMap(testCases),
    probes: await Promise.all(PROFILE_NAMES.map((profile) => ModuleProbe.start(profile))),
  };
}

/** The page as it should be. */
export async function makePage(): Promise<string> {
  const evidence = await readEvidence();
  const tables = await commandTables(evidence);
  const sections = [
    introduction(tables),
    ...tables.map((table) => commandSection(table)),
    urcSection(urcRows(evidence)),
    ...errorSections(),
  ];
  return formatted(sections.join("\n\n"));
}
