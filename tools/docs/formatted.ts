/** Markdown as the project's Prettier settings want it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier/standalone";
import * as markdownPlugin from "prettier/plugins/markdown";
import { PROJECT } from "./sources";

export function formatted(markdown: string): Promise<string> {
  const settings = JSON.parse(readFileSync(path.join(PROJECT, ".prettierrc.json"), "utf8")) as Record<string, unknown>;
  return format(markdown, { ...settings, parser: "markdown", plugins: [markdownPlugin] });
}
