/** Manners that all commands of package.json share. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../../doubles/command";
import type { Trial } from "../../doubles/command-census";

const PROJECT = path.resolve(__dirname, "../../..");
jest.setTimeout(300e3);

/** A script that is another one's. */
const ALIASES = ["prepack"];
/** What npm has a word of its own for. */
const callOf = (name: string): string => (name === "start" ? "npm start" : `npm run ${name}`);
const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const commands = Object.entries(scripts).flatMap(([name, line]): [string, string][] => {
  const file = /^tsx (tools\/\S+\.ts)$/.exec(line)?.[1];
  return file === undefined || ALIASES.includes(name) ? [] : [[name, file]];
});

const HELP = ["--help"];
const UNKNOWN = ["--nonsence"];
const NEAR = ["--hepl"];

describe("every command", () => {
  let trials: Trial[];
  beforeAll(async () => {
    const lines = JSON.stringify([HELP, UNKNOWN, NEAR]);
    const args = [JSON.stringify(commands), lines];
    const { stdout, stderr } = await runCommand("../test/doubles/command-census.ts", args, { FORCE_COLOR: undefined });
    expect(stderr).toBe("");
    trials = JSON.parse(stdout) as Trial[];
  });

  const trial = (name: string, words: string[]): Trial =>
    trials.find(({ script, words: [word] }) => script === name && word === words[0])!;

  it("is among those that are tried", () => {
    expect(commands.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        "build",
        "flash",
        "provision",
        "doctor",
        "simulate",
        "replay",
        "torture",
        "fleet",
        "bench",
        "start",
        "monitor",
        "collect",
      ]),
    );
  });

  it.each(commands.map(([name]) => name))("npm run %s --help shows its call and its exit codes, at once", (name) => {
    const { exitCode, out, err, ms } = trial(name, HELP);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toContain(callOf(name));
    expect(out).toMatch(/\nExit codes: 0 [^.]+\s1 [^.]+\s2 /);
    expect(out).toMatch(/[^\n]\n$/);
    expect(ms).toBeLessThan(2000);
  });

  it.each(commands.map(([name]) => name))("npm run %s refuses an unknown flag by name, with a hint", (name) => {
    const { exitCode, out, err } = trial(name, UNKNOWN);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toBe(`${name}: Unknown option '--nonsence'\nSee ${callOf(name)} -- --help\n`);
    expect(trial(name, NEAR).err).toContain("did you mean --help?");
  });

  it("writes no colours where nobody would see them", () => {
    for (const { out, err } of trials) expect(out + err).not.toContain("\x1b");
  });
});
