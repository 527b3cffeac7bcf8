/**
 * Gives a short name to each function of the interpreter that the code calls by a long one often enough to pay for it: `p=parseInt`
 * once, then `p(…)`. A binding of the program is found sooner than a built-in, so this does not cost time either.
 */
import { parse, type Node } from "acorn";

/** Functions without `this`, the same for ever. */
const SHAREABLE = new Set(["parseInt", "setTimeout", "clearTimeout", "getTime", "Error", "isNaN"]);

/** What `name=parseInt,` costs beside the long name itself. */
const BINDING_BYTES = 4;

/**
 * @param code a script whose names are still long.
 * @returns the script that uses the new names, and their bindings, which must stand before anything is called.
 */
export function shareGlobals(code: string): { code: string; bindings: string[] } {
  const uses = new Map<string, number[]>();
  const visit = (node: Node, parent: Node | undefined): void => {
    const { name } = node as { name?: string };
    if (node.type === "Identifier" && name && SHAREABLE.has(name) && isReference(node, parent))
      uses.set(name, [...(uses.get(name) ?? []), node.start]);
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, node);
  };
  visit(parse(code, { ecmaVersion: "latest" }), undefined);
  const shared = [...uses].filter(([name, places]) => places.length * (name.length - 1) > name.length + BINDING_BYTES);
  const edits = shared.flatMap(([name, places]) => places.map((at) => ({ at, name })));
  const renamed = edits
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, name }) => text.slice(0, at) + alias(name) + text.slice(at + name.length), code);
  return { code: renamed, bindings: shared.map(([name]) => `${alias(name)}=${name}`) };
}

/** No name in the sources ends like this. */
function alias(name: string): string {
  return `${name}$shared`;
}

function isReference(node: Node, parent: Node | undefined): boolean {
  const { key, property, computed } = (parent ?? {}) as { key?: Node; property?: Node; computed?: boolean };
  return computed === true || (key !== node && property !== node);
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null | undefined)?.type === "string";
}
