import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CONFIG_PAGE } from "../../../tools/docs/config-page";
import { makePage, PAGE } from "../../../tools/docs/page";
import { runCommand, stopCommands } from "../../doubles/command";
import { scratchDirectory } from "../interpreter/scratch-directory";

const PROJECT = path.resolve(__dirname, "../../..");
const TOOL = "docs/commands.ts";

describe(PAGE, () => {
  let page: string;

  beforeAll(async () => {
    page = await makePage();
  });

  it("is what npm run docs makes of the code as it is now", () => {
    if (readFileSync(path.join(PROJECT, PAGE), "utf8") !== page) throw new Error(`${PAGE} is stale: run npm run docs`);
  });

  it("has links only to files that are there", () => {
    const targets = [...page.matchAll(/\]\((\.\.\/[^)]+)\)/g)].map((found) => found[1]!);
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !existsSync(path.join(PROJECT, "docs", target)))).toEqual([]);
  });

  it("has as many cells in each row of a table as in its head", () => {
    const cells = (line: string): number => line.replace(/\\\|/g, "").split("|").length;
    const lines = page.split("\n");
    const odd = lines.filter(
      (line, index) =>
        line.startsWith("|") && lines[index - 1]!.startsWith("|") && cells(line) !== cells(lines[index - 1]!),
    );
    expect(odd).toEqual([]);
    expect(lines.filter((line) => line.startsWith("|")).length).toBeGreaterThan(100);
  });
});

describe("npm run docs", () => {
  const directory = scratchDirectory();
  afterEach(stopCommands);

  it("writes the file, finds it up to date, and with --check tells a stale one by exit code 1 and leaves it alone", async () => {
    const args = ["--only", CONFIG_PAGE, "--out", directory()];
    const file = path.join(directory(), CONFIG_PAGE);
    expect(await runCommand(TOOL, [...args, "--check"])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("stale: run npm run docs"),
    });
    expect(existsSync(file)).toBe(false);
    expect(await runCommand(TOOL, args)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await runCommand(TOOL, [...args, "--check"])).toMatchObject({ exitCode: 0 });
    writeFileSync(file, "old");
    expect(await runCommand(TOOL, [...args, "--check"])).toMatchObject({ exitCode: 1 });
    expect(readFileSync(file, "utf8")).toBe("old");
  });

  it("prints help", async () => {
    expect(await runCommand(TOOL, ["--help"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("--check"),
    });
  });

  it.each(["--chekc", "now", "--out", "--only docs/none.md"])(
    "ends with 2 for %s and says what is wrong",
    async (words) => {
      expect(await runCommand(TOOL, words.split(" "))).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(words),
      });
    },
  );
});
