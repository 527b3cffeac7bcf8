/** Where the driver and the firmware send a command, set a parameter or listen for a URC. */
import ts from "typescript";
import { commandsSent } from "./command-names";
import { PossibleTexts } from "./possible-texts";
import { enclosingName, literalsIn, walk, type Literal, type Source } from "./sources";

/** A function of the project. */
export interface Place {
  file: string;
  /** Name of the function, method or variable. */
  name: string;
}

/** Assigned where a URC is not listened to any more. */
const IGNORING = "nothing";

export class DriverUses {
  /** By name of the command, `+QSSLOPEN`. */
  private readonly _commands = new Map<string, Place[]>();
  /** By prefix of the URC, without colon. */
  private readonly _urcs = new Map<string, Place[]>();
  private readonly _texts: (Place & { text: string })[] = [];

  constructor(sources: readonly Source[]) {
    const possible = new PossibleTexts(sources);
    for (const { file, tree } of sources) {
      for (const literal of literalsIn(tree)) this._addLiteral(file, literal);
      walk(tree, (node) => {
        if (isSending(node)) this._addSent(file, node, possible.of(node.arguments[0]!));
        if (isWholeSum(node)) this._addTexts(file, node, possible.of(node));
      });
    }
  }

  command(name: string): Place[] {
    return this._commands.get(name) ?? [];
  }

  /** Prefixes that have a handler. */
  get urcPrefixes(): string[] {
    return [...this._urcs.keys()];
  }

  /** Handlers of a URC. @param prefix such as `+QSSLURC` or `RDY`. */
  urc(prefix: string): Place[] {
    return this._urcs.get(prefix) ?? [];
  }

  /** Where the parameter `name` of `command` is written, in files that send the command. */
  parameter(command: string, name: string): Place[] {
    const files = new Set(this.command(command).map(({ file }) => file));
    const pattern = listItem(name);
    return distinct(this._texts.filter(({ file, text }) => files.has(file) && pattern.test(text)));
  }

  private _addLiteral(file: string, { text, node }: Literal): void {
    const place = { file, name: enclosingName(node) };
    this._addTexts(file, node, [text]);
    const handler = urcHandler(node);
    if (handler === IGNORING) return;
    if (handler !== undefined) return put(this._urcs, text, { file, name: handler || place.name });
    if (!isCompared(node)) this._addCommands(text, place);
  }

  private _addTexts(file: string, node: ts.Node, texts: readonly string[]): void {
    for (const text of texts) this._texts.push({ file, name: enclosingName(node), text });
  }

  private _addSent(file: string, node: ts.Node, texts: readonly string[]): void {
    for (const text of texts) this._addCommands(`AT${text}`, { file, name: enclosingName(node) });
  }

  private _addCommands(text: string, place: Place): void {
    for (const name of commandsSent(text)) put(this._commands, name, place);
  }
}

/** A call of the AT client or of a function around it: `send("+CSQ", …)`, `sendOptional("E0")`. */
function isSending(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && /^send/.test(node.expression.getText()) && node.arguments.length > 0;
}

/** Texts and other things added up, not a part of a longer sum. */
function isWholeSum(node: ts.Node): node is ts.BinaryExpression {
  return isSum(node) && !isSum(node.parent);
}

const isSum = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;

/** The name as one item of a list in any notation: `"name",…`, `name|other`, or alone. */
function listItem(name: string): RegExp {
  return new RegExp(`(^|[",|/;=])${name}($|[",|/;=])`);
}

/** The text names a line in `setLineHandler`: the function that takes it, "" when it has no name of its own. */
function urcHandler(node: ts.Node): string | undefined {
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.expression.getText() !== "setLineHandler") return undefined;
  const handler = call.arguments[1];
  return handler && ts.isIdentifier(handler) ? handler.text : "";
}

/** What is compared came from the modem. */
function isCompared({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText());
}

function put(map: Map<string, Place[]>, key: string, place: Place): void {
  map.set(key, distinct([...(map.get(key) ?? []), place]));
}

/** Each file and name once. */
function distinct(places: readonly Place[]): Place[] {
  const byKey = new Map(places.map(({ file, name }) => [`${file} ${name}`, { file, name }]));
  return [...byKey.values()];
}
