import { readFileSync } from "node:fs";
import path from "node:path";

const PROJECT = path.resolve(__dirname, "../../..");
const readme = readFileSync(path.join(PROJECT, "README.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Run by npm itself, or a part of another. */
const UNNAMED = ["prepack", "build:bin"];

/** Names behind `npm run`, and those that npm runs without it. */
function scriptsIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\bnpm (?:run (?:-s )?)?([a-z][a-z:]*)/g)].map(([, name]) => name!));
}

it("names every command in its table", () => {
  const commands = readme.split("\n## Commands\n")[1]!.split("\n## ")[0]!;
  const named = scriptsIn(commands);
  expect(Object.keys(scripts).filter((name) => !UNNAMED.includes(name) && !named.has(name))).toEqual([]);
});

it("names no command that is not there", () => {
  const known = [...Object.keys(scripts), "ci"];
  expect([...scriptsIn(readme)].filter((name) => !known.includes(name))).toEqual([]);
});

it("is short enough to be read at once", () => {
  expect(readme.split("\n").length).toBeLessThan(250);
});
