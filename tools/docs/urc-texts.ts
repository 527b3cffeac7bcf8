/** The URCs that the simulator's code sends, as forms: `+QSSLURC: "closed",<clientid>`. */
import ts from "typescript";
import { StackCode } from "../simulator/errors";
import type { Place } from "./driver-uses";
import { enclosingName, textOf, walk, type Source } from "./sources";

export interface UrcText extends Place {
  form: string;
}

/** Each form once for each function that sends it. */
export function urcTexts(sources: readonly Source[]): UrcText[] {
  const byKey = new Map<string, UrcText>();
  for (const { file, tree } of sources) {
    walk(tree, (node) => {
      if (!ts.isCallExpression(node) || !/(^|\.)urc$/.test(node.expression.getText())) return;
      const name = enclosingName(node);
      for (const form of formsOf(node.arguments[0])) byKey.set(`${form} ${file} ${name}`, { form, file, name });
    });
  }
  return [...byKey.values()];
}

/**
 * A text itself, or those that the function of the same file called for it returns; a line from elsewhere has none. What depends
 * on a condition stands in brackets.
 */
function formsOf(node: ts.Node | undefined): string[] {
  if (!node) return [];
  if (ts.isCallExpression(node)) return returnedForms(node);
  if (ts.isConditionalExpression(node)) return formsOf(node.whenTrue).map((form) => `[${form}]`);
  if (ts.isTemplateExpression(node)) return expansions(node).map((names) => templateForm(node, names));
  const text = textOf(node);
  return text === undefined ? [] : [text];
}

function returnedForms(call: ts.CallExpression): string[] {
  const wanted = lastName(call.expression);
  const forms: string[] = [];
  walk(call.getSourceFile(), (node) => {
    if (!ts.isFunctionLike(node) || node.name?.getText() !== wanted) return true;
    walk(node, (child) => {
      if (ts.isReturnStatement(child)) forms.push(...formsOf(child.expression));
    });
    return false;
  });
  return forms;
}

type Names = Readonly<Record<string, string>>;

/** Values of the variables of a loop over a table of literals around the template; one empty set without such a loop. */
function expansions(node: ts.Node): Names[] {
  for (let at: ts.Node = node; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isForOfStatement(at)) return loopValues(at);
  }
  return [{}];
}

function loopValues(loop: ts.ForOfStatement): Names[] {
  const table = ts.isAsExpression(loop.expression) ? loop.expression.expression : loop.expression;
  const pattern = ts.isVariableDeclarationList(loop.initializer) ? loop.initializer.declarations[0]!.name : undefined;
  if (!ts.isArrayLiteralExpression(table) || !pattern || !ts.isArrayBindingPattern(pattern)) return [{}];
  return table.elements.map((row) => {
    const cells = ts.isArrayLiteralExpression(row) ? row.elements : [];
    const values = pattern.elements.map((element, index): [string, string | undefined] => {
      const cell = cells[index];
      return [element.getText(), cell && textOf(cell)];
    });
    return Object.fromEntries(values.filter((pair): pair is [string, string] => pair[1] !== undefined));
  });
}

function templateForm(node: ts.TemplateExpression, names: Names): string {
  const spans = node.templateSpans.map(({ expression, literal }) => substitution(expression, names) + literal.text);
  return node.head.text + spans.join("");
}

function substitution(node: ts.Expression, names: Names): string {
  const [form] = ts.isConditionalExpression(node) || ts.isCallExpression(node) ? formsOf(node) : [];
  if (form !== undefined) return form;
  const name = lastName(node);
  const code = ts.isPropertyAccessExpression(node) && node.expression.getText() === "StackCode" ? name : "";
  if (code in StackCode) return String(StackCode[code as keyof typeof StackCode]);
  return names[name] ?? `<${parameterName(name)}>`;
}

/** `client.options.clientId` and `clientId()` are called clientId. */
function lastName(node: ts.Node): string {
  if (ts.isCallExpression(node)) return lastName(node.expression);
  return ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();
}

/** As the manuals write it: small letters, without the unit or type that our names carry. */
function parameterName(name: string): string {
  return name.replace(/^_|(Bytes|Text|Seconds|Ms)$/g, "").toLowerCase();
}
