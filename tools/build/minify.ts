/**
 * Makes code short for Espruino. There a short program is not the whole aim: the interpreter reads the text again at each run,
 * so what is skipped costs too. Costs in the comments were measured on Espruino 2v29 for Linux.
 */
import { parse, type Node } from "acorn";
import { minify, type MinifyOptions } from "terser";
import { asArrowFunctions } from "./arrow-functions";
import { takeApart } from "./constant-object";
import { namesByUse } from "./minify-names";
import { AGREED_NAMES, publicNames } from "./public-names";
import { shareGlobals } from "./shared-globals";
import { braceSkippedThis } from "./skipped-this";
import { childrenOf } from "./syntax-tree";

/**
 * Names that mangled globals must not take: the interpreter's own short globals (boot code runs in the root scope), the pins
 * of all boards, and `of`, which its lexer never takes for a name.
 */
const takenNames = ["E", "of", ...pinNames()];

/** First what the code says, in names that are still long. */
const compressing: MinifyOptions = {
  ecma: 2020,
  toplevel: true,
  compress: {
    ecma: 2020,
    passes: 3,
    // What these assume holds here: nobody changes built-ins, and getters have no effects. Not unsafe_comps: NaN is compared.
    unsafe: true,
    unsafe_arrows: true,
    unsafe_methods: true,
    pure_getters: true,
    // A block that is not run is skipped by its brackets; a,b,c must be parsed to be skipped (0.8 and 1.3 us for three calls).
    sequences: true,
    // The order of the sources stays: names are found by a search from the first one, and the hot path comes first.
    hoist_funs: false,
    // Calls that are marked in the source stay calls: cold code stands in functions of its own for a reason.
    inline: 1,
    hoist_props: false,
    // o["RDY"] must not become o.RDY, whose name would then be shortened.
    properties: false,
  },
  mangle: false,
};

/** Then the names. */
const naming: MinifyOptions = {
  compress: false,
  mangle: {
    toplevel: true,
    reserved: takenNames,
    // All but what crosses the border of the bundle; a name of more than 10 characters costs a second variable.
    properties: { builtins: true, keep_quoted: "strict", reserved: publicNames() },
  },
  format: {
    // Strings are bytes, and raw control characters are commands to the console.
    ascii_only: true,
    comments: false,
    ecma: 2020,
    // A stack trace holds a marker as long as the line it points into: on one line of 25 KB an error takes all memory.
    max_line_len: 1200,
  },
};

/** @returns the shortened script. @throws Error when `code` is no JavaScript. */
export async function minifyForEspruino(code: string): Promise<string> {
  const { code: compressed = "" } = await minify(letInsteadOfConst(takeApart(code, "board")), compressing);
  const shared = shareGlobals(shortenComparisons(compressed));
  const dense = asArrowFunctions(shared.code, shared.bindings);
  const names = namesByUse(dense, new Set([...takenNames, ...freeNames(dense)]));
  const cacheOf = (pairs: Iterable<[string, string]>): object => ({
    props: Object.fromEntries([...pairs].map(([long, name]) => [`$${long}`, name])),
  });
  const nameCache = { vars: cacheOf(names), props: cacheOf(Object.entries(AGREED_NAMES)) };
  const { code: short } = await minify(dense, { ...naming, nameCache });
  return endBareReturns(braceSkippedThis(short ?? "")).trimEnd();
}

/** Two characters less each time; that nothing is assigned twice has been checked in the sources. */
function letInsteadOfConst(code: string): string {
  const places: number[] = [];
  const visit = (node: Node): void => {
    if (node.type === "VariableDeclaration" && (node as { kind?: string }).kind === "const") places.push(node.start);
    childrenOf(node).forEach(visit);
  };
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }));
  return places
    .sort((a, b) => b - a)
    .reduce((text, at) => `${text.slice(0, at)}let${text.slice(at + "const".length)}`, code);
}

/**
 * `==` for `===` beside a number or a text: the sources never compare values of different types, which TypeScript sees to. Not beside
 * 0 and "", to which other values are equal too.
 */
function shortenComparisons(code: string): string {
  const places: number[] = [];
  const visit = (node: Node): void => {
    const { operator, left, right } = node as { operator?: string; left?: Node; right?: Node };
    if (/^[!=]==$/.test(operator ?? "") && [left!, right!].some((side) => (side as { value?: unknown }).value))
      places.push(code.indexOf("==", left!.end));
    childrenOf(node).forEach(visit);
  };
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }));
  return places.sort((a, b) => b - a).reduce((text, at) => text.slice(0, at) + text.slice(at + 1), code);
}

/** One- and two-letter names that the code uses as they are, of globals or not: nothing may be called like them. */
function freeNames(code: string): string[] {
  return [...new Set(code.match(/(?<![\w$])[A-Za-z_$]{1,2}(?![\w$])/g))];
}

/**
 * Gives each `return` without a value that ends a function its `;` back. Without it Espruino runs past the end of the function
 * when the return is in a branch not taken: `function f(x){if(x)return}` is a SyntaxError there.
 */
export function endBareReturns(code: string): string {
  const places: number[] = [];
  const visit = (node: Node, functionEnd: number): void => {
    if (isBareReturn(node) && code[node.end - 1] !== ";" && firstAfter(code, node.end) === functionEnd) {
      places.push(node.end);
    }
    const body = "body" in node && /Function/.test(node.type) ? (node.body as Node) : undefined;
    for (const child of childrenOf(node)) visit(child, child === body ? child.end - 1 : functionEnd);
  };
  visit(parse(code, { ecmaVersion: "latest" }), -1);
  return places.reverse().reduce((text, at) => `${text.slice(0, at)};${text.slice(at)}`, code);
}

function isBareReturn(node: Node): boolean {
  return node.type === "ReturnStatement" && "argument" in node && node.argument === null;
}

/** Index of the first character from `from` on that is no white space. */
function firstAfter(code: string, from: number): number {
  return from + code.slice(from).search(/\S/);
}

function pinNames(): string[] {
  return [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].flatMap((port) => [..."0123456789"].map((pin) => port + pin));
}
