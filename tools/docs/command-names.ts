/** Which commands a text of the AT dialogue names. */
import { parseCommandLine } from "../simulator/command-line";

/** An extended command at the start of a text, behind `AT` or behind `;`, with what may follow a name. */
const EXTENDED = /(?:^|AT|;)([+^$%*][A-Z][A-Z0-9_]*)(?=[=?;\r]|$)/g;
/** As {@link EXTENDED}, anywhere in prose, with `AT` in front. */
const EXTENDED_IN_PROSE = /\bAT([+^$%*][A-Z][A-Z0-9_]*)/g;
const BASIC_IN_PROSE = /\bAT(&?[A-Z]|S\d+)\d*\b/g;

/** Names, in the simulator's spelling (`+QSSLOPEN`, `E`), of the commands in a text that is sent: `AT+A=1;+B?`, `ATE0`, `+C`. */
export function commandsSent(text: string): string[] {
  const extended = [...text.matchAll(EXTENDED)].map((found) => found[1]!);
  const start = /^\s*AT(?![+\s])/.exec(text);
  return start ? [...basicCommands(text.slice(start[0].length)), ...extended] : extended;
}

/** Names of the basic commands at the start of what follows `AT`. */
function basicCommands(body: string): string[] {
  const names: string[] = [];
  for (const { name } of parseCommandLine(body.trim())) {
    if (!/^(&?[A-Z]|S\d+)$/.test(name)) break;
    names.push(name);
  }
  return names;
}

/** Names of the commands that a title speaks of, `AT` in front: `AT+QSSLOPEN=<id>`, `after ATV0`. */
export function commandsNamed(title: string): string[] {
  return [EXTENDED_IN_PROSE, BASIC_IN_PROSE].flatMap((pattern) =>
    [...title.matchAll(pattern)].map((found) => found[1]!),
  );
}
