/**
 * The texts that an expression can have, as far as the sources alone tell: the driver makes a command's name from parts, such as
 * `family + "STATE"`. What cannot be told is `…`. Follows variables, loops over lists, parameters to the calls in the same file,
 * results of functions of the same file, and members to what objects that are written out give them.
 */
import ts from "typescript";
import { declarationOf, functionNamed, givenTo, resultsOf } from "./scopes";
import { textOf, walk, type Source } from "./sources";

const UNKNOWN = "…";
/** So many names are followed one behind the other, and so many combinations are told apart. */
const DEEPEST = 6;
const MOST = 64;

/** A parameter whose value is known, because its function is being followed from a call. */
type Bound = ReadonlyMap<ts.ParameterDeclaration, string[]>;
const NOTHING_BOUND: Bound = new Map();

export class PossibleTexts {
  /** What objects that are written out have, by name of the member. */
  private readonly _members = new Map<string, ts.Expression[]>();

  constructor(sources: readonly Source[]) {
    for (const { tree } of sources) {
      walk(tree, (node) => {
        if (ts.isPropertyAssignment(node)) append(this._members, node.name.getText(), node.initializer);
      });
    }
  }

  /** @param depth names followed so far. */
  of(node: ts.Expression, bound: Bound = NOTHING_BOUND, depth = 0): string[] {
    if (depth > DEEPEST) return [UNKNOWN];
    const again = (part: ts.Expression): string[] => this.of(part, bound, depth);
    const text = textOf(node);
    if (text !== undefined) return [text];
    if (ts.isParenthesizedExpression(node)) return again(node.expression);
    if (ts.isConditionalExpression(node)) return unique([...again(node.whenTrue), ...again(node.whenFalse)]);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      return joined(again(node.left), again(node.right));
    }
    if (ts.isIdentifier(node)) return this._ofName(node, bound, depth + 1);
    if (ts.isCallExpression(node)) return this._ofCall(node, bound, depth + 1);
    return ts.isPropertyAccessExpression(node)
      ? this._any(this._members.get(node.name.text) ?? [], NOTHING_BOUND, depth + 1)
      : [UNKNOWN];
  }

  private _ofName(name: ts.Identifier, bound: Bound, depth: number): string[] {
    const declared = declarationOf(name);
    if (!declared) return [UNKNOWN];
    const known = ts.isParameter(declared) ? bound.get(declared) : undefined;
    return known ?? this._any(givenTo(declared), bound, depth);
  }

  private _any(given: readonly (ts.Expression | undefined)[], bound: Bound, depth: number): string[] {
    const texts = given.flatMap((node) => (node ? this.of(node, bound, depth) : []));
    return texts.length === 0 ? [UNKNOWN] : unique(texts);
  }

  private _ofCall(call: ts.CallExpression, bound: Bound, depth: number): string[] {
    const called = functionNamed(call.expression.getText(), call.getSourceFile());
    if (!called) return [UNKNOWN];
    const values = called.parameters.map((parameter, index): [ts.ParameterDeclaration, string[]] => {
      const given = call.arguments[index];
      return [parameter, given ? this.of(given, bound, depth) : [UNKNOWN]];
    });
    const returned = resultsOf(called).flatMap((node) => this.of(node, new Map(values), depth));
    return returned.length === 0 ? [UNKNOWN] : unique(returned);
  }
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

const unique = (texts: string[]): string[] => [...new Set(texts)];

function joined(left: string[], right: string[]): string[] {
  if (left.length * right.length > MOST) return [UNKNOWN];
  return unique(left.flatMap((start) => right.map((end) => start + end)));
}
