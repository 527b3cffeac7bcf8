/** What a line means, beside the dialogue. */
import { byId, make } from "./dom";
import type { ExplainedLine } from "./dialogue-model";

export function showExplanation({ text, direction, explanation }: ExplainedLine): void {
  const { title, parts, remedy, command, kind } = explanation;
  const rows = parts.flatMap((part) => [
    make("dt", "", part.text),
    make("dd", "", make("strong", "", part.name), part.meaning === "" ? "" : `: ${part.meaning}`),
  ]);
  const who = direction === ">" ? "board to modem" : direction === "<" ? "modem to board" : "";
  const about = [
    who,
    kind === "unknown" ? "" : kind === "urc" ? "URC, said unasked" : kind,
    direction === "<" && command !== "" ? `to ${command}` : "",
  ];
  byId("explanation").replaceChildren(
    make("h3", "", text),
    make("p", "gist", `${title}.`),
    make("dl", "", ...rows),
    ...(remedy === "" ? [] : [make("p", "notice warn", remedy)]),
    make("p", "quiet", about.filter((word) => word !== "").join(", ")),
  );
}
