import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { configRulesText, updateConfigRules } from "../../../tools/build/config-rules";
import { scratchDirectory } from "../interpreter/scratch-directory";

describe("the board's rules, made from the schema", () => {
  const directory = scratchDirectory();
  const file = (): string => path.join(directory(), "config-rules.ts");

  it("are written where there are none", () => {
    expect(existsSync(file())).toBe(false);
    expect(updateConfigRules(file())).toBe(true);
    expect(readFileSync(file(), "utf8")).toBe(configRulesText());
  });

  it("replace those of an older schema", () => {
    writeFileSync(file(), configRulesText().replace("apn", "accessPoint"));
    expect(updateConfigRules(file())).toBe(true);
    expect(readFileSync(file(), "utf8")).toBe(configRulesText());
  });

  it("are left alone when they are of this schema", () => {
    writeFileSync(file(), configRulesText());
    utimesSync(file(), 1, 1);
    expect(updateConfigRules(file())).toBe(false);
    expect(statSync(file()).mtimeMs).toBe(1000);
  });
});
