/**
 * Chooses the names of top-level bindings by how often they are used: terser gives the shortest ones in order of appearance,
 * which on a bundle with more bindings than letters costs some hundred bytes.
 */
import { parse, type Node } from "acorn";

/** Words of the language with two letters. */
const KEYWORDS = new Set(["do", "if", "in"]);

const LETTERS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_"];

/**
 * @param code a script whose names are still long.
 * @param taken names that must not be used.
 * @returns old name -> short name, the most used ones shortest.
 */
export function namesByUse(code: string, taken: ReadonlySet<string>): Map<string, string> {
  const bindings = new Set<string>();
  const program = parse(code, { ecmaVersion: "latest" }) as unknown as { body: Node[] };
  for (const statement of program.body) for (const name of declaredNames(statement)) bindings.add(name);
  const uses = new Map([...bindings].map((name) => [name, 0]));
  for (const [name] of code.matchAll(/[A-Za-z_$][\w$]*/g)) if (uses.has(name)) uses.set(name, uses.get(name)! + 1);
  const shortNames = namesInOrder(taken);
  return new Map([...uses].sort(([, a], [, b]) => b - a).map(([name]) => [name, shortNames.next().value!]));
}

function declaredNames(statement: Node): string[] {
  const { id, declarations } = statement as unknown as {
    id?: { name: string };
    declarations?: { id: { name: string } }[];
  };
  return [...(id ? [id.name] : []), ...(declarations ?? []).map((declaration) => declaration.id.name)];
}

function* namesInOrder(taken: ReadonlySet<string>): Generator<string, undefined> {
  const all = [...LETTERS, ...LETTERS.flatMap((first) => LETTERS.map((second) => first + second))];
  for (const name of all) if (!taken.has(name) && !KEYWORDS.has(name)) yield name;
  return undefined;
}
