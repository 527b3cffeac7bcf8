import { parse, type Node } from "acorn";
import { childrenOf } from "./syntax-tree";

/** What of acorn's nodes is asked for here. */
type Part = Node & {
  name?: string;
  id?: Part;
  init?: Part | null;
  key?: Part;
  value?: Part;
  object?: Part;
  property?: Part;
  computed?: boolean;
  method?: boolean;
  kind?: string;
  generator?: boolean;
  async?: boolean;
  left?: Part;
  argument?: Part;
  operator?: string;
  properties?: Part[];
  declarations?: Part[];
  body?: Part[];
};

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Takes a constant object apart: each of its members becomes a variable. What is a plain value or used once stands where it is used
 * then, and what is not used is gone; as members they would stay in the board's memory.
 * @param name of a constant at the top of `code` that holds an object literal.
 * @returns `code` as it was when there is no such constant, or when something else than its members is used.
 */
export function takeApart(code: string, name: string): string {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module" }) as Part;
  const statement = program.body!.find(
    ({ declarations }) => declarations?.length === 1 && declarations[0]!.id!.name === name,
  );
  const literal = statement?.declarations![0]!.init;
  if (literal?.type !== "ObjectExpression") return code;
  const members = new Map(literal.properties!.map((member) => [member.key?.name, member]));
  if (
    [...members].some(
      ([key, { computed, kind, value }]) => !key || computed || kind !== "init" || value!.generator || value!.async,
    )
  )
    return code;
  const uses = usesOf(program, name).filter(({ node }) => node !== statement!.declarations![0]!.id);
  if (uses.some(({ parent, node }) => parent.type !== "MemberExpression" || parent.object !== node || parent.computed))
    return code;
  const variable = (member: string): string => `${name}_${member}`;
  const valueOf = ({ method, value }: Part): string =>
    (method ? "function" : "") + code.slice(value!.start, value!.end);
  const edits = uses.map(({ parent }): Edit => {
    const member = parent.property!.name!;
    return { start: parent.start, end: parent.end, text: members.has(member) ? variable(member) : "undefined" };
  });
  // Uses within the literal itself come with the slices of it, so there are none.
  if (edits.some(({ start }) => start > literal.start && start < literal.end)) return code;
  const text = [...members].map(([member, part]) => `const ${variable(member!)}=${valueOf(part)};`).join("\n");
  return [...edits, { start: statement!.start, end: statement!.end, text }]
    .sort((one, other) => other.start - one.start)
    .reduce((rest, edit) => rest.slice(0, edit.start) + edit.text + rest.slice(edit.end), code);
}

/** Every place where a variable of that name is meant, with what it stands in. */
function usesOf(program: Part, name: string): { node: Part; parent: Part }[] {
  const uses: { node: Part; parent: Part }[] = [];
  const visit = (node: Part, parent: Part): void => {
    // A member that is assigned to, counted up or deleted: no constant. The use in it is no member's then.
    const target =
      node.type === "AssignmentExpression"
        ? node.left
        : (node.type === "UpdateExpression" || node.operator === "delete") && node.argument;
    if (target && target.object?.name === name) uses.push({ node: target.object, parent: node });
    const isNameOnly = !parent.computed && (parent.property === node || (parent.key === node && parent.value !== node));
    if (node.type === "Identifier" && node.name === name && !isNameOnly) uses.push({ node, parent });
    for (const child of childrenOf(node)) visit(child, node);
  };
  visit(program, program);
  return uses;
}
