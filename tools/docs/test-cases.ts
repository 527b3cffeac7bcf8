/** The tests of the project by their titles, with the texts that each of them uses. */
import ts from "typescript";
import { literalsIn, textOf, walk, type Source } from "./sources";

export interface TestCase {
  file: string;
  kind: "group" | "test";
  /** As written; a title of `each` also with the texts of its rows put in. */
  titles: string[];
  /** Texts inside a test, rows of `each` included; none for a group. */
  texts: string[];
  group: TestCase | undefined;
}

const CALLEE = /^(describe|it|test)([A-Z]\w*)?$/;
/** What `each` puts a value in for. */
const PLACE = /%[sjpdi]/;

/** How a test function was called: `describe.each(rows)` has the root `describe` and the rows. */
interface Callee {
  root: string;
  isSkipped: boolean;
  rows: ts.Node[];
}

/** Groups and tests of a file, in order; skipped ones, which prove nothing, and what is in them are left out. */
export function testCases({ file, tree }: Source): TestCase[] {
  const cases: TestCase[] = [];
  const visit = (node: ts.Node, group: TestCase | undefined): void =>
    walk(node, (child) => {
      const call = child === node ? undefined : testCall(child);
      if (!call) return true;
      if (call.callee.isSkipped) return false;
      const found = makeCase(file, call, group);
      cases.push(found);
      if (found.kind === "group") visit(child, found);
      return false;
    });
  visit(tree, undefined);
  return cases;
}

interface TestCall {
  node: ts.CallExpression;
  callee: Callee;
  title: string;
}

function testCall(node: ts.Node): TestCall | undefined {
  if (!ts.isCallExpression(node) || !node.arguments.some(ts.isFunctionLike)) return undefined;
  const title = textOf(node.arguments[0]!);
  const callee = calleeOf(node.expression);
  return title === undefined || !callee || !CALLEE.test(callee.root) ? undefined : { node, callee, title };
}

function calleeOf(node: ts.Node): Callee | undefined {
  if (ts.isIdentifier(node)) return { root: node.text, isSkipped: false, rows: [] };
  if (ts.isParenthesizedExpression(node)) return calleeOf(node.expression);
  if (ts.isConditionalExpression(node)) return calleeOf(node.whenTrue);
  if (ts.isPropertyAccessExpression(node)) {
    const of = calleeOf(node.expression);
    return of && { ...of, isSkipped: of.isSkipped || /^(skip|todo)$/.test(node.name.text) };
  }
  if (ts.isTaggedTemplateExpression(node)) return withRows(calleeOf(node.tag), [node.template]);
  return ts.isCallExpression(node) ? withRows(calleeOf(node.expression), node.arguments) : undefined;
}

const withRows = (callee: Callee | undefined, rows: readonly ts.Node[]): Callee | undefined =>
  callee && { ...callee, rows: [...callee.rows, ...rows.map(definition)] };

/** The table that a name of the same file stands for. */
function definition(node: ts.Node): ts.Node {
  if (!ts.isIdentifier(node)) return node;
  let found: ts.Node = node;
  walk(node.getSourceFile(), (child) => {
    const isWanted = ts.isVariableDeclaration(child) && child.name.getText() === node.text;
    if (isWanted && child.initializer) found = child.initializer;
  });
  return found;
}

function makeCase(file: string, { node, callee, title }: TestCall, group: TestCase | undefined): TestCase {
  const kind = callee.root.startsWith("describe") ? "group" : "test";
  const rows = callee.rows.flatMap(literalsIn).map(({ text }) => text);
  const filled = PLACE.test(title) ? rows.filter(isOneLine).map((row) => title.replace(PLACE, () => row)) : [];
  const body = kind === "test" ? node.arguments.flatMap(literalsIn).map(({ text }) => text) : [];
  return { file, kind, titles: [title, ...filled], texts: kind === "test" ? [...rows, ...body.slice(1)] : [], group };
}

const isOneLine = (text: string): boolean => !/[\r\n]/.test(text);
