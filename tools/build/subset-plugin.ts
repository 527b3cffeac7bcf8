/**
 * An ESLint plugin for code that Espruino runs. Lint applies it to the TypeScript of the device, subset.ts to the built
 * JavaScript: the rules are the same objects. Every finding names the construct and what to write instead.
 * Longer than the size guide allows: a list of rules that share nothing but `complain`.
 */
import type { ESLint, Rule, Scope, SourceCode } from "eslint";
import type { Identifier, Node, Program, RegExpLiteral, ReturnStatement } from "estree";
import type { ParserServicesWithTypeInformation } from "@typescript-eslint/utils";
import ts from "typescript";
import { missingGlobals, missingMembers, unmistakableMembers } from "./missing-built-ins";
import { reservedWords, restrictions, type Stage } from "./subset-syntax";

type Reporter = (context: Rule.RuleContext, stage: Stage) => Rule.RuleListener;

/** A rule with one option: the stage ("source" or "built"), "source" when left out. */
function rule(create: Reporter): Rule.RuleModule {
  return {
    meta: { type: "problem", schema: [{ enum: ["source", "built"] }] },
    create: (context) => create(context, (context.options[0] as Stage | undefined) ?? "source"),
  };
}

function complain(
  context: Rule.RuleContext,
  node: Scope.Reference["identifier"] | Node,
  what: string,
  remedy: string,
): void {
  context.report({ node, message: `Espruino: ${what}. Instead: ${remedy}.` });
}

/** Everything of subset-syntax.ts. */
const syntax = rule((context, stage) => {
  const listener: Record<string, (node: Node) => void> = {};
  for (const { selector, what, remedy, stage: only } of restrictions) {
    if (only === undefined || only === stage) listener[selector] = (node) => complain(context, node, what, remedy);
  }
  return listener;
});

/** Globals that Espruino has not; a variable of the same name in the code itself is no global. */
const globals = rule((context) => ({
  Program(node: Program) {
    for (const { identifier } of unresolved(context.sourceCode.getScope(node))) {
      const remedy = missingGlobals[identifier.name];
      if (remedy !== undefined) complain(context, identifier, `${identifier.name} does not exist`, remedy);
    }
  },
}));

/** References that no declaration in the code answers: those of globals, known to ESLint or not. */
function unresolved(globalScope: Scope.Scope): Scope.Reference[] {
  const known = globalScope.variables.filter((variable) => variable.defs.length === 0);
  return [...globalScope.through, ...known.flatMap((variable) => variable.references)].filter(isValue);
}

function isValue(reference: Scope.Reference & { isTypeReference?: boolean }): boolean {
  return reference.isTypeReference !== true;
}

/** Members of built-in classes that Espruino has not: by type where types are known, else by an unmistakable name. */
const members = rule((context) => ({
  "MemberExpression[computed=false]"(node: Node) {
    if (node.type !== "MemberExpression" || node.property.type !== "Identifier") return;
    const name = node.property.name;
    const owner = node.object.type === "Identifier" ? `${node.object.name}.` : "";
    if (owner && missingMembers[owner + name] !== undefined) return report(owner + name);
    const typed = context.sourceCode.parserServices as Partial<ParserServicesWithTypeInformation> | undefined;
    if (!typed?.program) return unmistakableMembers.has(name) ? report(`.${name}`, remedyOf(name)) : undefined;
    for (const key of standardMembers(typed as ParserServicesWithTypeInformation, node)) {
      if (missingMembers[key] !== undefined) return report(key);
      if (isAssigned(node) && missingMembers[`${key}=`] !== undefined) return report(`${key}=`);
    }

    function report(key: string, remedy = missingMembers[key]!): void {
      complain(context, node, `${key.replace("#", ".prototype.")} does not work`, remedy);
    }
  },
}));

function remedyOf(name: string): string {
  const key = Object.keys(missingMembers).find((candidate) => candidate.endsWith(`#${name}`));
  return missingMembers[key!]!;
}

function isAssigned(node: Node): boolean {
  const { parent } = node as Rule.Node;
  return parent?.type === "AssignmentExpression" && "left" in parent && parent.left === node;
}

/** `Class#name` or `Class.name` for each place in the standard library that declares the member. */
function standardMembers(services: ParserServicesWithTypeInformation, node: Node): string[] {
  const symbol = services.getSymbolAtLocation((node as unknown as { property: never }).property);
  return (symbol?.declarations ?? []).flatMap((declaration) => {
    if (!/[\\/]typescript[\\/]lib[\\/]lib\./.test(declaration.getSourceFile().fileName)) return [];
    const { parent } = declaration;
    if (!ts.isInterfaceDeclaration(parent)) return [];
    const owner = parent.name.text
      .replace(/^(Readonly|Regular)/, "")
      .replace(/^[IFUB]\w*?(8|16|32|64)\w*Array/, "Uint8Array");
    return owner.endsWith("Constructor") ? `${owner.slice(0, -11)}.${symbol!.name}` : `${owner}#${symbol!.name}`;
  });
}

/**
 * Use before the declaration, in the function that declares. Espruino knows a name once its declaration has run: neither
 * functions nor `var` are hoisted. Functions of a source are moved up by the build, so there only the rest counts.
 */
const order = rule((context, stage) => ({
  Program(node: Program) {
    for (const variable of variablesOf(context.sourceCode.getScope(node))) {
      const definition = variable.defs.find((def) => stage === "built" || def.type !== "FunctionName");
      if (definition === undefined || definition.type === "Parameter") continue;
      for (const { identifier, from } of variable.references.filter(isValue)) {
        if (identifier.range![0] >= definition.name.range![0]) continue;
        if (from.variableScope !== variable.scope.variableScope) continue;
        complain(context, identifier, `${variable.name} is used above its declaration`, "move the declaration up");
      }
    }
  },
}));

function variablesOf(scope: Scope.Scope): Scope.Variable[] {
  return [...scope.variables, ...scope.childScopes.flatMap(variablesOf)];
}

/** A function that keeps the variable of a loop's head: Espruino has one variable for all rounds, not one a round. */
const loops = rule((context) => ({
  ":matches(ForStatement > .init, ForInStatement > .left, ForOfStatement > .left)[kind=/let|const/]"(node: Node) {
    for (const variable of context.sourceCode.getDeclaredVariables(node)) {
      const caught = variable.references.find(({ from }) => from.variableScope !== variable.scope.variableScope);
      if (caught === undefined) continue;
      const remedy = "copy it to a const in the body of the loop";
      complain(context, caught.identifier, `${variable.name} is shared by all rounds of the loop`, remedy);
    }
  },
}));

/** What its regular expressions cannot do; all of it is accepted and then matches wrongly. */
const regexFaults: readonly [RegExp, string, string][] = [
  [/\(\?/, "group that starts with (?", "use a plain group"],
  [/\([^)]*\||\([^)]*\(/, "| or a group inside a group", "match twice, or use indexOf"],
  [/\)[*+?{]/, "repeated group", "match in a loop"],
  [/\?/, "optional part or lazy match", "use two expressions"],
  [/\{\d/, "counted repetition", "repeat the character"],
  [/\\b|\\B/, "word boundary", "name the characters"],
  [/\\[1-9]/, "back reference", "compare the groups"],
  [/\\[uckpP]/, "\\u, \\c, \\k or \\p", "use \\x"],
];

/** Regular expressions, and the places where the lexer takes a division for one or the other way round. */
const regex = rule((context) => ({
  "Literal[regex]"(node: Node) {
    const { pattern, flags } = (node as RegExpLiteral).regex;
    // Escapes keep their letter (\b) but hide what they quote (\?); classes have no operators.
    const bare = pattern.replace(/\\[^\w]/g, "x").replace(/\[[^\]]*\]/g, "x");
    for (const [fault, what, remedy] of regexFaults) if (fault.test(bare)) complain(context, node, what, remedy);
    if (/[^gi]/.test(flags)) complain(context, node, `flags ${flags}`, "use only g and i");
    if (/\[[^\]]*\//.test(pattern.replace(/\\./g, "x"))) complain(context, node, "/ in a class", "write \\/");
    const before = context.sourceCode.getTokenBefore(node);
    if (before !== null && /^(\)|\]|~|\^|\|)$/.test(before.value)) {
      complain(context, node, `regular expression after ${before.value}`, "give it a name first");
    }
  },
  "BinaryExpression[operator='/'], AssignmentExpression[operator='/=']"(node: Node) {
    if (node.type !== "BinaryExpression" && node.type !== "AssignmentExpression") return;
    const last = context.sourceCode.getLastToken(node.left)!;
    const next = context.sourceCode.getTokenAfter(last)!;
    if (next.value !== node.operator) return;
    if (!/^(\}|\+\+|--)$/.test(last.value) && !reservedWords.test(last.value)) return;
    complain(context, node, `division after ${last.value} is taken for a regular expression`, "use brackets");
  },
}));

/**
 * A bare `return`: it must have its `;` where the function ends, and a line break after it is no end. Prettier and the
 * build write the `;`, so in a source only the line break can go wrong.
 */
const bareReturn = rule((context, stage) => ({
  "ReturnStatement[argument=null]"(node: ReturnStatement) {
    const code = context.sourceCode;
    if (code.getText(node).endsWith(";")) return;
    const next = code.getTokenAfter(node);
    if (next?.value !== "}") return complain(context, node, "return at the end of a line goes on", "end it with ;");
    if (stage === "built" && endsFunction(code, node)) complain(context, node, "return without ;", "end it with ;");
  },
}));

function endsFunction(code: SourceCode, node: ReturnStatement): boolean {
  const close = code.getTokenAfter(node)!;
  return code.getAncestors(node).some((a) => "body" in a && isFunctionBody(a) && a.range![1] === close.range[1]);
}

function isFunctionBody(node: Node): boolean {
  return node.type === "BlockStatement" && /Function/.test((node as Rule.Node).parent?.type ?? "");
}

/** Strings are bytes: no character above 255, and nothing but printable ASCII in what is sent over a console. */
const bytes = rule((context, stage) => ({
  "Literal, TemplateElement"(node: Node) {
    const text = context.sourceCode.getText(node);
    if (/[^\n -~]/.test(text)) complain(context, node, "character that is not printable ASCII", "write \\xHH");
    else if (/(^|[^\\])(\\\\)*\\u/.test(text)) complain(context, node, "\\u makes no byte", "write \\xHH");
  },
  Identifier(node: Identifier) {
    if (/[^\w$]/.test(node.name)) complain(context, node, "name that is not ASCII", "use a-z");
  },
  Program(node: Program) {
    if (stage !== "built") return;
    const text = context.sourceCode.getText();
    const index = text.search(/[^\n -~]/);
    if (index < 0) return;
    const loc = context.sourceCode.getLocFromIndex(index);
    context.report({
      node,
      loc,
      message: "Espruino: byte that a console would take as a command. Instead: write \\xHH.",
    });
  },
}));

export const subsetRules: Readonly<Record<string, Rule.RuleModule>> = {
  syntax,
  globals,
  members,
  order,
  loops,
  regex,
  "bare-return": bareReturn,
  bytes,
};

export const subsetPlugin: ESLint.Plugin = { meta: { name: "espruino" }, rules: { ...subsetRules } };
