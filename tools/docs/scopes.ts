/** Names in one source file: where they are declared, called and returned from. */
import ts from "typescript";
import { walk } from "./sources";

type Declared = ts.ParameterDeclaration | ts.VariableDeclaration;

/** The variable or parameter of that name in the innermost scope around it; undefined for one from another file. */
export function declarationOf(name: ts.Identifier): Declared | undefined {
  let found: Declared | undefined;
  walk(name.getSourceFile(), (node) => {
    const isWanted = (ts.isParameter(node) || ts.isVariableDeclaration(node)) && node.name.getText() === name.text;
    if (isWanted && isWithin(name, scopeOf(node))) found = node;
  });
  return found;
}

function scopeOf(node: ts.Node): ts.Node {
  let scope = node.parent;
  while (!ts.isFunctionLike(scope) && !ts.isBlock(scope) && !ts.isSourceFile(scope)) scope = scope.parent;
  return scope;
}

const isWithin = (node: ts.Node, scope: ts.Node): boolean => node.pos >= scope.pos && node.end <= scope.end;

/** Its own name, or that of the variable it is assigned to. */
export function functionName(node: ts.SignatureDeclaration): string | undefined {
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : undefined;
}

/** The function of a file, undefined when there is none or it is from another file. */
export function functionNamed(name: string, tree: ts.SourceFile): ts.FunctionLikeDeclaration | undefined {
  let found: ts.FunctionLikeDeclaration | undefined;
  walk(tree, (node) => {
    const isFunction = ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node);
    if (isFunction && functionName(node) === name) found ??= node;
  });
  return found;
}

export function callsOf(name: string, tree: ts.SourceFile): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  walk(tree, (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === name) calls.push(node);
  });
  return calls;
}

/** What a function gives back; those of functions in it are not its own. */
export function resultsOf(called: ts.FunctionLikeDeclaration): ts.Expression[] {
  const { body } = called;
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const results: ts.Expression[] = [];
  walk(body, (node) => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isReturnStatement(node) && node.expression) results.push(node.expression);
    return true;
  });
  return results;
}

/** Of a list written out, also behind `as` and behind a method that leaves some out; none for another expression. */
export function elementsOf(list: ts.Expression): readonly ts.Expression[] {
  if (ts.isArrayLiteralExpression(list)) return list.elements;
  if (ts.isAsExpression(list) || ts.isParenthesizedExpression(list)) return elementsOf(list.expression);
  const isMethod = ts.isCallExpression(list) && ts.isPropertyAccessExpression(list.expression);
  return isMethod ? elementsOf(list.expression.expression) : [];
}

/** What a variable or parameter is given, as far as the file tells: its start value, the elements of its loop, arguments. */
export function givenTo(declared: Declared): readonly (ts.Expression | undefined)[] {
  if (ts.isParameter(declared)) return argumentsFor(declared);
  const loop = declared.parent.parent;
  return ts.isForOfStatement(loop) ? elementsOf(loop.expression) : [declared.initializer];
}

/** Elements of the list whose method calls the function, else what the calls by its name give. */
function argumentsFor(parameter: ts.ParameterDeclaration): readonly (ts.Expression | undefined)[] {
  const owner = parameter.parent;
  const index = owner.parameters.indexOf(parameter);
  const user = owner.parent;
  if (ts.isCallExpression(user) && ts.isPropertyAccessExpression(user.expression)) {
    return index === 0 ? elementsOf(user.expression.expression) : [];
  }
  const name = functionName(owner);
  return name === undefined ? [] : callsOf(name, owner.getSourceFile()).map((call) => call.arguments[index]);
}
