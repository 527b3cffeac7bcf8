import { readFileSync } from "node:fs";
import path from "node:path";
import { MANUAL_COMMANDS } from "../../../tools/docs/manual-commands";
import { SIMULATOR_PAGE, withTables } from "../../../tools/docs/simulator-page";
import { makeRegistry } from "../../../tools/simulator/commands";
import { FIRMWARE_NAMES } from "../../../tools/simulator/profiles";

const PROJECT = path.resolve(__dirname, "../../..");

describe(SIMULATOR_PAGE, () => {
  const page = readFileSync(path.join(PROJECT, SIMULATOR_PAGE), "utf8");
  let made: string;

  beforeAll(async () => {
    made = await withTables(page);
  });

  it("has the tables that npm run docs makes of the simulator as it is now", () => {
    if (page !== made) throw new Error(`${SIMULATOR_PAGE} is stale: run npm run docs`);
  });

  it("names each command of the registry once, and none of them as refused", () => {
    const [coverage, refused] = [tableOf(made, "coverage"), tableOf(made, "refused")];
    for (const { name } of makeRegistry().entries) {
      expect(coverage.split(`\`AT${name}\``)).toHaveLength(2);
      expect(refused).not.toContain(`\`AT${name}\``);
    }
  });

  it("names each command of drivers as answered or as refused", () => {
    const both = tableOf(made, "coverage") + tableOf(made, "refused");
    for (const name of Object.values(MANUAL_COMMANDS).flat()) expect(both).toContain(`\`AT${name}\``);
  });

  it("has each firmware that can be chosen", () => {
    for (const name of FIRMWARE_NAMES) expect(tableOf(made, "profiles")).toMatch(new RegExp(`^\\| \`${name}\` `, "m"));
  });

  it("is not made without the marks of a table", async () => {
    await expect(withTables(page.replace("<!-- /refused -->", ""))).rejects.toThrow(
      "docs/simulator.md has no marks <!-- refused: made by npm run docs --> and <!-- /refused -->",
    );
  });
});

function tableOf(text: string, name: string): string {
  const begin = text.indexOf(`<!-- ${name}: `);
  return text.slice(begin, text.indexOf(`<!-- /${name} -->`, begin));
}
