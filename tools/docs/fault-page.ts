/** The text of docs/faults.md: the catalogue of faults, as it is in tools/faults. */
import { FAMILIES, type FaultFamily } from "../faults/catalogue";
import { type Fault, LONG_TROUBLES } from "../faults/fault";
import { EVENTS } from "../faults/fault-event";
import { rangeText } from "../faults/parameters";
import { formatted } from "./formatted";
import { code, lines, plain, table } from "./markdown";
import { FAULT_PAGE } from "./page-names";

export { FAULT_PAGE };

const longTroubles = LONG_TROUBLES.map(
  ({ lastsS, recoveryS }) => `behind more than ${lastsS} s it is ${recoveryS} s at least`,
).join(", ");

const INTRODUCTION = `# Faults

Made by \`npm run docs\` from \`tools/faults/\`. \`npm run simulate -- --list-faults\` prints the same at a terminal.

A schedule is a file of JSON lines, one for each fault: when it strikes, its name, and its parameters if they are not to be the
defaults. Empty lines and lines that begin with \`#\` are left out.

\`\`\`
{"at": 60, "fault": "modem-reboot"}
{"when": {"command": "AT+QSSLSEND*", "nth": 3}, "fault": "send-fail", "count": 2}
{"at": 600, "when": {"toHost": "+QSSLRECV: ", "byte": 20}, "fault": "corrupt-bytes", "count": 4}
\`\`\`

\`at\` is in seconds since the start. With \`when\` the fault strikes at an event, the \`nth\` one (by default the first); with both, events
count from that time on. Each line strikes once.

*Recovery* is the promise: seconds from the end of the fault until readings are acknowledged again. A fault ends when it has struck, or after
its \`seconds\`. Behind trouble that lasted longer, of one fault or of several that overlap, the pauses between two tries have grown, to 15 minutes at the most: ${longTroubles}. \`test/demo/faults.test.ts\` holds the firmware to it.`;

/** The page as it should be. */
export function makeFaultPage(): Promise<string> {
  const sections = [INTRODUCTION, eventSection(), ...FAMILIES.map(familySection)];
  return formatted(sections.join("\n\n"));
}

function eventSection(): string {
  const rows = Object.entries(EVENTS).map(([name, meaning]) => [code(name), plain(meaning).replace(/\\`/g, "`")]);
  return `## Events\n\n${table(["`when`", "strikes as soon as"], rows)}`;
}

function familySection({ title, faults }: FaultFamily): string {
  return `## ${title}\n\n${table(["fault", "meaning", "parameters", "recovery, s"], faults.map(faultRow))}`;
}

function faultRow({ name, meaning, parameters, recoveryS, needsPowerCycle = false }: Fault): string[] {
  const entries = Object.entries(parameters).map(
    ([parameter, entry]) =>
      `${code(parameter)} ${plain(entry.meaning)}: ${plain(rangeText(entry))}; ${code(JSON.stringify(entry.initial))}`,
  );
  const note = needsPowerCycle ? " Only a power cycle ends it." : "";
  return [code(name), plain(meaning) + note, lines(entries), `${recoveryS}`];
}
