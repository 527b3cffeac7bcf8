import type { Node } from "acorn";

/** The nodes that stand directly in one, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null | undefined)?.type === "string");
}
