import { parseFlags } from "../../../tools/terminal/flags";
import { type Command, runCommand } from "../../../tools/terminal/command";
import { ProgressLine } from "../../../tools/terminal/progress-line";
import { hasColours, hasUnicode, styleFor } from "../../../tools/terminal/style";
import { UsageError } from "../../../tools/terminal/usage-error";

/** Takes what is written. */
class Screen {
  text = "";
  columns = 40;
  constructor(readonly isTTY: boolean) {}
  write(text: string): void {
    this.text += text;
  }
}

describe("colours", () => {
  const terminal = new Screen(true);
  const pipe = new Screen(false);

  it.each([
    ["a terminal", terminal, {}, true],
    ["a pipe", pipe, {}, false],
    ["a terminal with NO_COLOR", terminal, { NO_COLOR: "1" }, false],
    ["a terminal with an empty NO_COLOR", terminal, { NO_COLOR: "" }, true],
    ["a dumb terminal", terminal, { TERM: "dumb" }, false],
    ["a pipe with FORCE_COLOR", pipe, { FORCE_COLOR: "1" }, true],
    ["a terminal with FORCE_COLOR=0", terminal, { FORCE_COLOR: "0" }, false],
  ])("of %s", (_, output, environment, expected) => {
    expect(hasColours(output, environment)).toBe(expected);
    expect(styleFor(output, environment)("red", "x")).toBe(expected ? "\x1b[31mx\x1b[39m" : "x");
  });
});

it.each([
  ["a UTF-8 locale", { LANG: "de_DE.UTF-8" }, "linux", true],
  ["LC_ALL above LANG", { LANG: "de_DE.UTF-8", LC_ALL: "C" }, "linux", false],
  ["no locale", {}, "linux", false],
  ["Windows Terminal", { WT_SESSION: "1" }, "win32", true],
  ["the old console of Windows", {}, "win32", false],
])("shows more than ASCII on %s: %j", (_, environment, platform, expected) => {
  expect(hasUnicode(environment, platform)).toBe(expected);
});

describe("the progress line", () => {
  it("turns on a terminal, never wraps, and is gone at the end", () => {
    const screen = new Screen(true);
    let tick = (): void => {};
    let isStopped = false;
    const line = new ProgressLine(screen, "test: ", {
      start: (callback) => (tick = callback),
      stop: () => (isStopped = true),
    });
    line.show("sending " + "x".repeat(100));
    tick();
    const drawn = screen.text.split("\r\x1b[K").slice(1);
    expect(drawn.map((text) => text[0])).toEqual(["|", "/"]);
    for (const text of drawn) expect(text.length).toBeLessThan(screen.columns);
    line.end();
    expect(screen.text).toMatch(/\r\x1b\[K$/);
    expect(isStopped).toBe(true);
    expect(screen.text).not.toContain("\n");
  });

  it("is a plain line for each text in a log, once", () => {
    const log = new Screen(false);
    const line = new ProgressLine(log, "test: ");
    for (const text of ["one", "one", "two"]) line.show(text);
    line.end();
    expect(log.text).toBe("test: one\ntest: two\n");
  });
});

describe("flags", () => {
  const options = { port: { type: "string" }, json: { type: "boolean", default: false } } as const;

  it("gives values and positionals", () => {
    expect(parseFlags(["--port", "p", "file"], options, true)).toMatchObject({
      values: { port: "p", json: false },
      positionals: ["file"],
    });
  });

  it.each([
    [["--prot", "x"], "Unknown option '--prot': did you mean --port?"],
    [["--js"], "Unknown option '--js': did you mean --json?"],
    [["--elephant"], "Unknown option '--elephant'"],
    [["--port"], "Option '--port <value>' argument missing"],
    [["stray"], "Unexpected argument 'stray'"],
  ])("refuses %j by name", (words, text) => {
    expect(() => parseFlags(words, options)).toThrow(UsageError);
    expect(() => parseFlags(words, options)).toThrow(expect.objectContaining({ message: text }) as Error);
  });
});

it.each<[string, Error, number, string]>([
  ["wrong use", new UsageError("--x: no"), 2, "try: --x: no\nSee npm run try -- --help\n"],
  ["a failure of two lines", new Error("one\ntwo"), 1, "try: one\ntry: two\n"],
])("ends a command after %s", async (_, error, exitCode, text) => {
  const [out, err] = [new Screen(false), new Screen(false)];
  const command: Command = { name: "try", run: () => Promise.reject(error) };
  await expect(runCommand(command, [], { out, err })).resolves.toBe(exitCode);
  expect([out.text, err.text]).toEqual(["", text]);
});
