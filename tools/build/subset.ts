/**
 * Checks built code: does it stay in the language that Espruino runs? The rules are those of the lint (subset-plugin.ts), here
 * applied to plain JavaScript without types.
 */
import { getLineInfo } from "acorn";
import { Linter } from "eslint";
import { skippedThisOffsets } from "./skipped-this";
import { subsetPlugin, subsetRules } from "./subset-plugin";

export interface SubsetFault {
  /** 1 and more. */
  line: number;
  /** 1 and more, in characters. */
  column: number;
  /** The construct and what to write instead. */
  message: string;
}

const linter = new Linter();

/**
 * @param code a script, as it would be loaded by the board.
 * @returns the faults from top to bottom, none for code that Espruino runs.
 */
export function findSubsetFaults(code: string): SubsetFault[] {
  const messages = linter.verify(code, {
    plugins: { espruino: subsetPlugin },
    languageOptions: { ecmaVersion: "latest", sourceType: "script" },
    linterOptions: { noInlineConfig: true },
    rules: Object.fromEntries(
      Object.keys(subsetRules).map((name) => [`espruino/${name}`, ["error", "built"] as const]),
    ),
  });
  const errors = messages.filter(({ severity }) => severity === 2);
  return [...errors.map(({ line, column, message }) => ({ line, column, message })), ...skippedThisFaults(code)];
}

/** Code that no parser reads has other faults to tell. */
function skippedThisFaults(code: string): SubsetFault[] {
  try {
    return skippedThisOffsets(code)
      .map((offset) => ({
        ...getLineInfo(code, offset),
        message: "arrow function with this in an expression that may be skipped. Instead: an if statement with braces",
      }))
      .map(({ line, column, message }) => ({ line, column: column + 1, message }));
  } catch {
    return [];
  }
}

/** The same as text, one fault a line: `file:line:column message`. */
export function describeFaults(file: string, faults: readonly SubsetFault[]): string {
  return faults.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`).join("\n");
}
