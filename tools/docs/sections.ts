/** The sections of the page, as Markdown. */
import { PROFILE_NAMES } from "../simulator";
import { moduleCell, NONE, placeCell, proofCell, variantCell } from "./cells";
import type { CommandRow, CommandTable } from "./command-rows";
import { cmeErrors, fileErrors, type NamedCode, stackErrors } from "./error-rows";
import { code, fileLink, plain, table } from "./markdown";
import type { ParameterRow } from "./parameter-rows";
import type { UrcRow } from "./urc-rows";

const UNUSED = "simulator only";

export function introduction(tables: readonly CommandTable[]): string {
  const rows = tables.flatMap((each) => each.rows);
  const used = rows.filter(({ driver }) => driver.length > 0);
  return `# Commands

<!-- Made by npm run docs. Edit the code, the simulator's tables or the tests, then run it again. -->

Made from the code by \`npm run docs\`: ${rows.length} commands, of which the driver uses ${used.length}; modules: ${PROFILE_NAMES.join(", ")}.
_Forms_ are test (\`=?\`), read (\`?\`), write (\`=…\`) and execute. _Ranges_ are what each simulated module answers to the
test form, asked while this page was made. _Driver_ names the functions in \`modules/\` and \`firmware/\` that send the command.
_Proof_ is the test whose title names the command, tests of the driver first; in italics, a test that only sends it.
_Partial_: some values have no effect in the simulator; _accepted_: kept and shown without any effect.`;
}

export function commandSection({ title, subtitle, file, manuals, rows }: CommandTable): string {
  const about = subtitle === "" ? "" : `${plain(subtitle[0]!.toUpperCase() + subtitle.slice(1))}. `;
  const head = ["command", "forms", "ranges", "modules", "driver", "proof"];
  const parts = [
    `## ${plain(title)}`,
    `${about}Simulator: ${fileLink(file)}.${manuals.length > 0 ? ` Manual: ${plain(manuals.join(", "))}.` : ""}`,
    table(head, rows.map(commandCells)),
    ...rows.filter(({ parameters }) => parameters.length > 0).map(parameterSection),
  ];
  return parts.join("\n\n");
}

function commandCells(row: CommandRow): string[] {
  const { command, forms, coverage, ranges, modules, driver, proofs, parameters } = row;
  return [
    `${code(command)}${coverage === "full" ? "" : ` _${coverage}_`}`,
    forms.join(", "),
    parameters.length > 0 ? "see below" : variantCell(ranges, modules),
    moduleCell(modules),
    placeCell(driver, UNUSED),
    proofCell(proofs),
  ];
}

function parameterSection({ command, parameters }: CommandRow): string {
  const head = ["parameter", "values", "default", "modules", "driver", "proof"];
  return `### Parameters of ${command}

_Default_ is what the query, the form without a value, answers after power on. _Values_ between slashes are a pattern.

${table(head, parameters.map(parameterCells))}`;
}

function parameterCells({ name, ranges, defaults, modules, driver, proofs }: ParameterRow): string[] {
  return [
    code(`"${name}"`),
    variantCell(ranges, modules),
    variantCell(defaults, modules),
    moduleCell(modules),
    placeCell(driver, UNUSED),
    proofCell(proofs),
  ];
}

export function urcSection(rows: readonly UrcRow[]): string {
  const cells = ({ form, simulator, bootOf, driver, proofs }: UrcRow): string[] => [
    code(form),
    bootOf.length > 0 ? moduleCell(bootOf) : NONE,
    placeCell(simulator, bootOf.length > 0 ? "profile" : "not sent"),
    placeCell(driver, "passed over"),
    proofCell(proofs),
  ];
  return `## URCs

What a module says unasked. _At boot_ names the modules that say it while they start.

${table(["URC", "at boot", "simulator", "driver", "proof"], rows.map(cells))}`;
}

export function errorSections(): string[] {
  const stack = stackErrors().map(({ code: number, text, driver }) => [`${number}`, text, plain(driver) || NONE]);
  return [
    `## Error codes of the TCP/IP and SSL commands

\`<err>\` of the URCs and of \`AT+QIGETERROR\`, in ${fileLink("tools/simulator/errors.ts")}; what the driver's error adds to the number, in
${fileLink("modules/quectel/error-text.ts")}.

${table(["code", "text", "driver"], stack)}`,
    `## Result codes +CME ERROR

In ${fileLink("tools/simulator/errors.ts")}; \`AT+CMEE\` chooses between number and text.

${codeTable(cmeErrors())}`,
    `## Result codes +CME ERROR of the file commands

In ${fileLink("tools/simulator/file-system.ts")}; always a number.

${codeTable(fileErrors())}`,
  ];
}

function codeTable(codes: readonly NamedCode[]): string {
  return table(
    ["code", "text"],
    codes.map(({ code: number, text }) => [`${number}`, text]),
  );
}
