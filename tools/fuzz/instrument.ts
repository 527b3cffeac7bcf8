/**
 * Makes built device code count what it does: each block, and each part of an expression that may be skipped, calls `__hit` with its
 * number. Tells besides which variables there are, so that what the code keeps can be measured without knowing its names.
 */
import { type AnyNode, type Node, parse } from "acorn";

export interface InstrumentedCode {
  /** An expression: a function that takes {@link PARAMETERS} and runs the code in a scope of its own. */
  text: string;
  /** How many numbers `__hit` is called with: 0 to one less. */
  blocks: number;
}

/**
 * What the function of {@link InstrumentedCode.text} takes: what the host gives in place of Espruino's globals, the counters of the
 * blocks, the number of blocks that may still be entered, and who is told of the variables of a function that makes others.
 */
export const PARAMETERS = [
  ..."global E print require process Modules getTime setTime atob load".split(" "),
  ..."setTimeout clearTimeout setInterval clearInterval".split(" "),
  ..."__counts __fuel __scope".split(" "),
];

interface Insertion {
  at: number;
  text: string;
  /** What closes an expression stands before what opens one at the same place. */
  isClosing: boolean;
}

/** @param code a script, ASCII. */
export function instrument(code: string): InstrumentedCode {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "script" });
  const instrumenter = new Instrumenter();
  instrumenter.visit(program);
  const names = declaredNames(program.body);
  const hit = "const __hit=n=>{__counts[n]++;if(--__fuel[0]<0)throw Error('does not end')};";
  return {
    text: `(function(${PARAMETERS.join()}){${hit}${instrumenter.apply(code)}\n;__scope(${readerOf(names)});})`,
    blocks: instrumenter.blocks,
  };
}

class Instrumenter {
  blocks = 0;
  private readonly _insertions: Insertion[] = [];

  visit(node: Node): void {
    const any = node as AnyNode;
    this._before(any);
    for (const child of childrenOf(node)) this.visit(child);
    this._after(any);
  }

  apply(code: string): string {
    // Sorting is stable: of what opens at one place the outer stands first, of what closes the inner.
    const sorted = [...this._insertions].sort((a, b) => a.at - b.at || Number(b.isClosing) - Number(a.isClosing));
    let text = "";
    let end = 0;
    for (const insertion of sorted) {
      text += code.slice(end, insertion.at) + insertion.text;
      end = insertion.at;
    }
    return text + code.slice(end);
  }

  private _before(node: AnyNode): void {
    if (node.type === "FunctionDeclaration" || node.type === "FunctionExpression") this._function(node);
    else if (node.type === "ArrowFunctionExpression") {
      if (node.body.type === "BlockStatement") this._function(node);
      else this._openExpression(node.body);
    } else if (node.type === "ConditionalExpression") {
      this._openExpression(node.consequent);
      this._openExpression(node.alternate);
    } else if (node.type === "LogicalExpression") this._openExpression(node.right);
    else if (node.type === "IfStatement") {
      this._openStatement(node.consequent);
      if (node.alternate) this._openStatement(node.alternate);
    } else if (node.type === "CatchClause") this._insert(node.body.start + 1, this._hit());
    else if (node.type === "SwitchCase") {
      if (node.consequent[0]) this._insert(node.consequent[0].start, this._hit());
    } else if (isLoop(node)) this._openStatement(node.body);
  }

  private _after(node: AnyNode): void {
    if (node.type === "ArrowFunctionExpression") {
      if (node.body.type !== "BlockStatement") this._close(node.body, ")");
    } else if (node.type === "ConditionalExpression") {
      this._close(node.consequent, ")");
      this._close(node.alternate, ")");
    } else if (node.type === "LogicalExpression") this._close(node.right, ")");
    else if (node.type === "IfStatement") {
      this._closeStatement(node.consequent);
      if (node.alternate) this._closeStatement(node.alternate);
    } else if (isLoop(node)) this._closeStatement(node.body);
  }

  private _function(node: AnyNode & { params: Node[]; body: Node }): void {
    const statements = (node.body as Node & { body: Node[] }).body;
    const names = [...node.params.flatMap(nameOf), ...declaredNames(statements)];
    // Its variables live on in the functions that it makes.
    const isScope = names.length > 0 && statements.some(holdsFunction);
    this._insert(node.body.start + 1, this._hit() + (isScope ? `__scope(${readerOf(names)});` : ""));
  }

  private _openStatement(node: Node): void {
    if (node.type === "BlockStatement") this._insert(node.start + 1, this._hit());
    else this._insert(node.start, `{${this._hit()}`);
  }

  private _closeStatement(node: Node): void {
    if (node.type !== "BlockStatement") this._close(node, "}");
  }

  private _openExpression(node: Node): void {
    this._insert(node.start, `(__hit(${this.blocks++}),`);
  }

  private _hit(): string {
    return `__hit(${this.blocks++});`;
  }

  private _insert(at: number, text: string): void {
    this._insertions.push({ at, text, isClosing: false });
  }

  private _close(node: Node, text: string): void {
    this._insertions.push({ at: node.end, text, isClosing: true });
  }
}

const LOOPS = new Set(["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"]);

function isLoop(node: AnyNode): node is AnyNode & { body: Node } {
  return LOOPS.has(node.type);
}

function holdsFunction(node: Node): boolean {
  return /Function/.test(node.type) || childrenOf(node).some(holdsFunction);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === "string");
}

/** Of the variables that these statements declare, not those of blocks within them. */
function declaredNames(statements: readonly Node[]): string[] {
  return (statements as AnyNode[]).flatMap((statement) =>
    statement.type === "VariableDeclaration" ? statement.declarations.flatMap(({ id }) => nameOf(id)) : [],
  );
}

function nameOf(node: Node): string[] {
  return node.type === "Identifier" ? [(node as Node & { name: string }).name] : [];
}

/** A function that gives the values of the variables, each by a function of its own since one may not be there yet. */
function readerOf(names: readonly string[]): string {
  return `()=>[${names.map((name) => `()=>${name}`).join()}]`;
}
