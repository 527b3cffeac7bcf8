import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import schema from "../../../firmware/config.schema.json";
import { CONFIG_EXAMPLES } from "../../../tools/docs/config-examples";
import { CONFIG_PAGE, makeConfigPage } from "../../../tools/docs/config-page";
import { checkForBoard, readConfigFile } from "../../../tools/flash/config-file";
import { scratchDirectory } from "../interpreter/scratch-directory";

const PROJECT = path.resolve(__dirname, "../../..");

interface Part {
  properties?: Record<string, Part>;
  examples?: unknown[];
}

/** Keys that hold a value, with their rules. */
function keysOf(part: Part, before = ""): [name: string, rule: Part][] {
  return Object.entries(part.properties ?? {}).flatMap(([key, each]) =>
    each.properties ? keysOf(each, `${before}${key}.`) : [[before + key, each] as [string, Part]],
  );
}

const keys = keysOf(schema);

describe(CONFIG_PAGE, () => {
  const directory = scratchDirectory();

  it("is what npm run docs makes of the schema as it is now", async () => {
    const isFresh = readFileSync(path.join(PROJECT, CONFIG_PAGE), "utf8") === (await makeConfigPage());
    if (!isFresh) throw new Error(`${CONFIG_PAGE} is stale: run npm run docs`);
  });

  it("has a row for each key, with its unit where it is a number", async () => {
    const page = await makeConfigPage();
    expect(keys.length).toBeGreaterThan(30);
    for (const [name] of keys) expect(page).toMatch(new RegExp(`^\\| \`${name.replace(".", "\\.")}\` +\\|`, "m"));
    expect(page).toMatch(/^\| `sampling\.intervalS` +\| whole number 1 to 86400 +\| s +\| `60` +\|/m);
  });

  it.each(keys)("%s: its example is allowed", (_name, rule) => {
    const check = new Ajv().compile(rule);
    for (const example of rule.examples!) expect([check(example), check.errors]).toEqual([true, null]);
  });

  it.each(CONFIG_EXAMPLES.map((each) => [each.title, each.config] as const))(
    "%s: the whole example is what npm run flash takes",
    (_title, config) => {
      const file = path.join(directory(), "config.json");
      writeFileSync(file, JSON.stringify(config));
      const board = "uart" in config && "path" in (config.uart as object) ? "LINUX" : "PICO";
      expect(() => checkForBoard(file, readConfigFile(file, board).settings, board)).not.toThrow();
    },
  );
});
