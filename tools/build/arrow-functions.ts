/**
 * Writes the functions of the top level as arrow functions, all in one declaration: `function f(a){…}` takes eight characters more
 * than `f=a=>{…},`. Espruino runs both alike, and since it hoists nothing, a function was never called above its place.
 */
import { parse, type Node } from "acorn";

interface FunctionNode extends Node {
  id: { name: string };
  params: Node[];
  body: Node & { body: Node[] };
}

interface DeclarationNode extends Node {
  kind: string;
  declarations: Node[];
}

/**
 * @param code a script without hoisting: each function stands above what calls it.
 * @param further bindings to declare behind the first ones of the script, since names are found by a search from the first.
 */
export function asArrowFunctions(code: string, further: readonly string[] = []): string {
  const program = parse(code, { ecmaVersion: "latest" }) as unknown as { body: Node[] };
  const parts: string[] = [];
  let bindings: string[] = [];
  let late = further;
  const end = (): void => {
    bindings.push(...late);
    if (bindings.length) parts.push(`let ${bindings.join(",")};`);
    bindings = [];
    late = [];
  };
  for (const statement of program.body) {
    const found = bindingsOf(code, statement);
    if (found) bindings.push(...found);
    else {
      end();
      parts.push(slice(code, statement));
    }
  }
  end();
  return parts.join("\n");
}

/** `name=value` of what the statement declares; undefined for a statement that must stay as it is. */
function bindingsOf(code: string, statement: Node): string[] | undefined {
  if (statement.type === "VariableDeclaration" && (statement as DeclarationNode).kind !== "var")
    return (statement as DeclarationNode).declarations.map((declaration) => slice(code, declaration));
  if (statement.type !== "FunctionDeclaration" || usesOwnContext(statement)) return undefined;
  const { id, params, body } = statement as FunctionNode;
  const list = params.map((parameter) => slice(code, parameter)).join(",");
  return [`${id.name}=(${list})=>${arrowBody(code, body)}`];
}

function arrowBody(code: string, body: FunctionNode["body"]): string {
  const [only] = body.body;
  const value = body.body.length === 1 && only!.type === "ReturnStatement" && (only as { argument?: Node }).argument;
  return value ? `(${slice(code, value)})` : slice(code, body);
}

/** An arrow function has neither `this` nor `arguments` of its own. */
function usesOwnContext(node: Node, isTop = true): boolean {
  if (!isTop && (node.type === "FunctionExpression" || node.type === "FunctionDeclaration")) return false;
  if (
    node.type === "ThisExpression" ||
    (node.type === "Identifier" && (node as { name?: string }).name === "arguments")
  )
    return true;
  return Object.values(node)
    .flat()
    .some((child: unknown) => isNode(child) && usesOwnContext(child, false));
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null | undefined)?.type === "string";
}

function slice(code: string, { start, end }: Node): string {
  return code.slice(start, end);
}
