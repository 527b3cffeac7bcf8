/** The catalogue for people at a terminal. */
import { FAMILIES } from "./catalogue";
import type { Fault } from "./fault";
import { EVENTS } from "./fault-event";
import { rangeText } from "./parameters";

const NAME_WIDTH = 28;
const PARAMETER_WIDTH = 12;

/** Every fault with its place, promise, meaning and parameters, and every event. */
export function faultList(): string {
  const families = FAMILIES.flatMap(({ title, faults }) => [`\n${title}`, ...faults.flatMap(faultLines)]);
  const events = Object.entries(EVENTS).map(([name, meaning]) => `  ${name.padEnd(NAME_WIDTH)}${meaning}`);
  return [
    `${"fault".padEnd(NAME_WIDTH + 2)}strikes   recovery`,
    ...families,
    '\nEvents ("when")',
    ...events,
    "",
    'Recovery: from its end until readings are acknowledged again. "nth" of an event says which time, 1 unless told otherwise.',
  ].join("\n");
}

function faultLines({ name, place, recoveryS, meaning, parameters }: Fault): string[] {
  const head = `  ${name.padEnd(NAME_WIDTH)}${place.padEnd(10)}${recoveryS} s`;
  const lines = Object.entries(parameters).map(
    ([parameter, entry]) =>
      `      ${parameter.padEnd(PARAMETER_WIDTH)}${entry.meaning}: ${rangeText(entry)} (default ${JSON.stringify(entry.initial)})`,
  );
  return [head, `    ${meaning}`, ...lines];
}
