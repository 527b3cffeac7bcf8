/** The connection test in words, for a terminal or for a program. */
import { hasUnicode, styleFor, type TextOutput } from "../terminal/style";
import { STEP_TITLES, type StepResult, type StepState } from "./step";

type Colour = "green" | "red" | "yellow" | "dim";

const LOOKS: Readonly<Record<StepState, [mark: string, ascii: string, colour: Colour]>> = {
  ok: ["✓", "+", "green"],
  failed: ["✗", "x", "red"],
  warning: ["!", "!", "yellow"],
  skipped: ["–", "-", "dim"],
};

const TITLE_WIDTH = Math.max(...Object.values(STEP_TITLES).map(({ length }) => length));
const INDENT = " ".repeat(TITLE_WIDTH + 4);
const SECOND_MS = 1000;

/** @param environment of the process: whether its terminal is coloured, and shows more than ASCII. */
export function stepText(result: StepResult, output: TextOutput, environment = process.env): string {
  const style = styleFor(output, environment);
  const [mark, ascii, colour] = LOOKS[result.state];
  const isUnicode = hasUnicode(environment);
  const title = STEP_TITLES[result.step].padEnd(TITLE_WIDTH);
  const seconds =
    result.durationMs >= SECOND_MS ? style("dim", ` (${(result.durationMs / SECOND_MS).toFixed(0)} s)`) : "";
  const text = result.state === "skipped" ? style("dim", result.text) : result.text;
  const line = `${style(colour, isUnicode ? mark : ascii)} ${style("bold", title)}  ${text}${seconds}`;
  const lines =
    result.remedy === undefined ? [line] : [line, `${INDENT}${style(colour, isUnicode ? "→" : "->")} ${result.remedy}`];
  return lines.map((one) => (isUnicode ? one : toAscii(one))).join("\n");
}

function toAscii(text: string): string {
  return text.replace(/…/g, "...");
}

/** One line on all of it. */
export function summaryText(results: readonly StepResult[]): string {
  const failed = results.find(({ state }) => state === "failed");
  if (failed) return `${STEP_TITLES[failed.step]} failed: ${failed.text}`;
  const warnings = results.filter(({ state }) => state === "warning").map(({ step }) => STEP_TITLES[step]);
  const way = "the board reaches its server";
  return warnings.length === 0 ? `all in order: ${way}` : `${way}; look at: ${warnings.join(", ")}`;
}

export function isOk(results: readonly StepResult[]): boolean {
  return results.every(({ state }) => state !== "failed");
}

/** For a program. */
export function jsonText(results: readonly StepResult[]): string {
  return JSON.stringify({ isOk: isOk(results), summary: summaryText(results), steps: results }, null, 2);
}
