/** What may be said of a fault: named values, each with its unit, its range and what it is when nothing is said. */
import type { SeededRandom } from "./seeded-random";

export interface IntegerParameter {
  kind: "integer";
  meaning: string;
  /** "bytes", "s", "ms"…; empty for a plain number. */
  unit: string;
  minimum: number;
  maximum: number;
  initial: number;
  /** Range from which a random fault takes its value: what happens in the field, in place of the extremes. */
  likely: readonly [minimum: number, maximum: number];
}

export interface ChoiceParameter<C extends string = string> {
  kind: "choice";
  meaning: string;
  values: readonly C[];
  initial: C;
}

export interface TextParameter {
  kind: "text";
  meaning: string;
  /** The whole text must fit. */
  pattern: RegExp;
  /** The pattern in words: "one line of printable ASCII". */
  form: string;
  initial: string;
  /** Texts from which a random fault takes one. */
  likely: readonly string[];
}

export type Parameter = IntegerParameter | ChoiceParameter | TextParameter;
export type Parameters = Readonly<Record<string, Parameter>>;

type ValueOf<P extends Parameter> = P extends IntegerParameter
  ? number
  : P extends ChoiceParameter<infer C>
    ? C
    : string;

/** A value for each parameter. */
export type Values<P extends Parameters = Parameters> = { readonly [Name in keyof P]: ValueOf<P[Name]> };

/** @param limits `likely` is by default everything from the smallest to the initial value. */
export function integer(
  unit: string,
  meaning: string,
  limits: { minimum: number; maximum: number; initial: number; likely?: readonly [number, number] },
): IntegerParameter {
  return { kind: "integer", unit, meaning, likely: [limits.minimum, limits.initial], ...limits };
}

export function choice<const C extends string>(meaning: string, values: readonly C[], initial: C): ChoiceParameter<C> {
  return { kind: "choice", meaning, values, initial };
}

export function text(meaning: string, how: Omit<TextParameter, "kind" | "meaning">): TextParameter {
  return { kind: "text", meaning, ...how };
}

/**
 * The values as given, the others as they are by default.
 * @throws Error that names the value and what is allowed.
 */
export function readValues(parameters: Parameters, given: Readonly<Record<string, unknown>>): Values {
  for (const name of Object.keys(given)) {
    if (parameters[name]) continue;
    const known = Object.keys(parameters).join(", ");
    throw new Error(`"${name}" is no parameter of it: ${known === "" ? "it has none" : `use ${known}`}`);
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => {
      const value = name in given ? given[name] : parameter.initial;
      if (!fits(parameter, value)) throw new Error(`${name} ${JSON.stringify(value)}: use ${rangeText(parameter)}`);
      return [name, value];
    }),
  );
}

/** Values as they happen in the field. */
export function drawValues(parameters: Parameters, random: SeededRandom): Values {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, drawValue(parameter, random)]),
  );
}

/** What is allowed, in words: "a whole number of bytes from 1 to 4096". */
export function rangeText(parameter: Parameter): string {
  if (parameter.kind === "choice") return `one of ${parameter.values.map((value) => `"${value}"`).join(", ")}`;
  if (parameter.kind === "text") return parameter.form;
  const { unit, minimum, maximum } = parameter;
  return `a whole number${unit === "" ? "" : ` (${unit})`} from ${minimum} to ${maximum}`;
}

function fits(parameter: Parameter, value: unknown): value is number | string {
  if (parameter.kind === "choice") return typeof value === "string" && parameter.values.includes(value);
  if (parameter.kind === "text") return typeof value === "string" && parameter.pattern.test(value);
  return Number.isInteger(value) && Number(value) >= parameter.minimum && Number(value) <= parameter.maximum;
}

function drawValue(parameter: Parameter, random: SeededRandom): number | string {
  if (parameter.kind === "integer") return random.integer(...parameter.likely);
  return random.pick(parameter.kind === "choice" ? parameter.values : parameter.likely);
}
