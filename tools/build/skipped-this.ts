/**
 * A fault of Espruino 2v29: code that is skipped is still parsed, and an arrow function that uses `this` is then bound to a
 * function that was never made; with assertions on the interpreter ends, without them it goes on by luck. Only a block in
 * braces is skipped without being parsed. So whatever is run on a condition and holds such an arrow gets braces.
 */
import { parse, type Node } from "acorn";

interface Edge {
  parent: Node;
  key: string;
  child: Node;
}

interface Span {
  start: number;
  end: number;
}

type Fields = Record<string, unknown>;

/** Gives braces to each conditional part of `code` that holds an arrow function with `this`. */
export function braceSkippedThis(code: string): string {
  let braced = code;
  for (;;) {
    const step = findHazards(braced)
      .map((path) => mend(braced, path))
      .find((text) => text !== undefined);
    if (step === undefined) return braced;
    braced = step;
  }
}

/** Start offsets of the arrows that {@link braceSkippedThis} could not help, because the value of the condition is used. */
export function skippedThisOffsets(code: string): number[] {
  return findHazards(code).map((path) => path.at(-1)!.child.start);
}

/** For each hazardous arrow the way from the nearest braces down to it. */
function findHazards(code: string): Edge[][] {
  const hazards: Edge[][] = [];
  const visit = (node: Node, path: Edge[]): void => {
    if (node.type === "ArrowFunctionExpression" && usesThis(node) && path.some(isSkippable)) hazards.push(path);
    for (const edge of edgesOf(node)) visit(edge.child, isBraced(edge.child) ? [] : [...path, edge]);
  };
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }), []);
  return hazards;
}

/** One edit that puts the outermost condition on the path into braces; undefined where the value is used. */
function mend(code: string, path: Edge[]): string | undefined {
  const index = path.findIndex(isSkippable);
  const { parent, child, key } = path[index]!;
  if (parent.type === "ArrowFunctionExpression")
    return splice(code, arrowBody(code, parent, child), (text) => `{return ${text}}`);
  if (/Statement$/.test(parent.type) && key !== "expression") return splice(code, child, (text) => `{${text}}`);
  const holder = path[index - 1]?.parent;
  if (holder?.type === "ExpressionStatement") return splice(code, holder, () => asIf(code, parent, ""));
  if (holder?.type === "ReturnStatement" && parent.type === "ConditionalExpression")
    return splice(code, holder, () => asIf(code, parent, "return "));
  return undefined;
}

/** `a&&b`, `a||b` or `a?b:c` as an if statement, in braces of its own so that no `else` behind it changes hands. */
function asIf(code: string, condition: Node, prefix: string): string {
  const { operator, left, right, test, consequent, alternate } = condition as unknown as Record<string, Node>;
  const block = (node: Node): string => `{${prefix}${slice(code, node)};}`;
  if (condition.type === "ConditionalExpression")
    return `{if(${slice(code, test!)})${block(consequent!)}else${block(alternate!)}}`;
  const isAnd = (operator as unknown as string) === "&&";
  return `{if(${isAnd ? slice(code, left!) : `!(${slice(code, left!)})`})${block(right!)}}`;
}

/** True for a part that is parsed although it is not run. */
function isSkippable({ parent, key, child }: Edge): boolean {
  switch (parent.type) {
    case "LogicalExpression":
      return key === "right";
    case "ConditionalExpression":
      return key !== "test";
    case "ArrowFunctionExpression":
      return key === "body" && child.type !== "BlockStatement";
    case "SwitchCase":
      return true;
    default:
      return (
        /^(If|For|ForIn|ForOf|While|DoWhile)Statement$/.test(parent.type) && /^(consequent|alternate|body)$/.test(key)
      );
  }
}

/** Braces that are skipped as a whole; the block of an else-if chain is a statement of its own. */
function isBraced(node: Node): boolean {
  return node.type === "BlockStatement" || node.type === "ClassBody";
}

/** `this` of the arrow's own scope: that of a function inside is another. */
function usesThis(node: Node): boolean {
  return edgesOf(node).some(
    ({ child }) =>
      child.type === "ThisExpression" || (!/^Function(Expression|Declaration)$/.test(child.type) && usesThis(child)),
  );
}

function edgesOf(parent: Node): Edge[] {
  return Object.entries(parent as unknown as Fields).flatMap(([key, value]) =>
    [value].flat().flatMap((child) => (isNode(child) ? [{ parent, key, child }] : [])),
  );
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null | undefined)?.type === "string";
}

function slice(code: string, node: Node): string {
  return code.slice(node.start, node.end);
}

/** The body of an arrow with the parentheses around it, which are no part of its node. */
function arrowBody(code: string, arrow: Node, body: Node): Span {
  return { start: code.lastIndexOf("=>", body.start) + 2, end: arrow.end };
}

function splice(code: string, { start, end }: Span, change: (text: string) => string): string {
  return code.slice(0, start) + change(code.slice(start, end)) + code.slice(end);
}
